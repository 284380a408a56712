/** Tests whether a box gives a row the same bits alone and in company: only then are draws repeatable to the bit. */
import type { BlackBox } from "./provider.ts";

const most = 64;

/** Fixed numbers in (-2, 2) that fill the input space evenly: multiples of the golden ratio (Weyl 1916). */
function probes(size: number): Float64Array {
  return Float64Array.from({ length: most * size }, (_, i) => 4 * (((i + 1) * 0.6180339887498949) % 1) - 2);
}

function sameBits(a: Float64Array, b: Float64Array, length: number): boolean {
  for (let i = 0; i < length; i++) if (!Object.is(a[i], b[i])) return false;
  return true;
}

/** Asks the same rows in batches of 64, 7 and 1, by value and by gradient. */
export async function isBatchInvariant(box: BlackBox): Promise<boolean> {
  const inputs = probes(box.inputSize);
  const cotangents = probes(box.outputSize);
  const answers = async (rows: number) => {
    const values = new Float64Array(rows * box.outputSize);
    const gradients = new Float64Array(rows * box.inputSize);
    await box.call(inputs, rows, values);
    if (box.vjp !== undefined) await box.vjp(inputs, cotangents, rows, gradients);
    return { values, gradients };
  };
  const all = await answers(most);
  for (const rows of [7, 1]) {
    const some = await answers(rows);
    if (!sameBits(all.values, some.values, rows * box.outputSize)) return false;
    if (!sameBits(all.gradients, some.gradients, rows * box.inputSize)) return false;
  }
  return true;
}
