/** Models whose answers reach the analyst rounded, noisy or in float32, as those of deployed ones do. */
import { CounterRandom } from "../inference/counter-random.ts";
import { programBox } from "./program-box.ts";
import type { BlackBox, LoadedModel } from "./provider.ts";

export interface Roughness {
  /** Decimal places that scores and gradients are rounded to. */
  readonly digits?: number;
  /** Standard deviation of normal noise on every number, before rounding; the same again for the same input. */
  readonly noise?: number;
  /** Set where the model is asked through its runtime, in float32, though it could be imported. */
  readonly single?: true;
}

/** The model with such answers: it is asked like an opaque one, because its program would answer exactly. Its weights stay as they are. */
export function roughen(model: LoadedModel, roughness: Roughness): LoadedModel {
  const { importInto, ...rest } = model;
  const how = [
    roughness.single === true ? "in float32" : undefined,
    roughness.noise === undefined ? undefined : `with noise of sd ${roughness.noise}`,
    roughness.digits === undefined ? undefined : `rounded to ${roughness.digits} decimal places`,
  ].filter((words) => words !== undefined);
  return {
    ...rest,
    description: `${model.description}, ${how.join(", ")}`,
    ...(roughness.single === true && { batchInvariant: undefined }),
    async open() {
      const isExact = importInto !== undefined && roughness.single !== true;
      return roughBox(isExact ? programBox("", model) : await model.open(), roughness);
    },
  };
}

function roughBox(box: BlackBox, { digits, noise }: Roughness): BlackBox {
  if (digits === undefined && noise === undefined) return box;
  const { inputSize, outputSize, vjp } = box;
  const scale = digits === undefined ? undefined : 10 ** digits;
  /** Kind 0 is for scores, o + 1 for the gradient of output o. */
  const roughly = (inputs: Float64Array, rows: number, answers: Float64Array, size: number, kind: number): void => {
    for (let row = 0; row < rows; row++) {
      const random =
        noise === undefined ? undefined : noiseOf(inputs.subarray(row * inputSize, (row + 1) * inputSize), kind);
      for (let i = row * size; i < (row + 1) * size; i++) {
        if (random !== undefined && noise !== undefined) answers[i] += noise * random.normal();
        if (scale !== undefined) answers[i] = Math.round(answers[i] * scale) / scale;
      }
    }
  };
  const call: BlackBox["call"] = (inputs, rows, outputs) => {
    const pending = box.call(inputs, rows, outputs);
    const finish = () => roughly(inputs, rows, outputs, outputSize, 0);
    return pending === undefined ? finish() : pending.then(finish);
  };
  // What is rounded is the gradient of each output; only then are they weighed and added.
  const roughVjp: NonNullable<BlackBox["vjp"]> = async (inputs, cotangents, rows, out) => {
    if (vjp === undefined) throw new Error(`${box.name} has no gradients`);
    out.fill(0, 0, rows * inputSize);
    for (let output = 0; output < outputSize; output++) {
      const unit = Float64Array.from({ length: rows * outputSize }, (_, i) => (i % outputSize === output ? 1 : 0));
      const gradient = new Float64Array(rows * inputSize);
      await vjp(inputs, unit, rows, gradient);
      roughly(inputs, rows, gradient, inputSize, output + 1);
      for (let row = 0; row < rows; row++) {
        const weight = cotangents[row * outputSize + output];
        for (let i = row * inputSize; i < (row + 1) * inputSize; i++) out[i] += weight * gradient[i];
      }
    }
  };
  return { ...box, call, ...(vjp !== undefined && { vjp: roughVjp }), dispose: () => box.dispose() };
}

/** Random numbers that are a function of an input: whoever asks the same row, in whatever batch, gets the same noise. */
function noiseOf(input: Float64Array, kind: number): CounterRandom {
  const words = new Int32Array(input.slice().buffer);
  let [high, low] = [0x9e3779b9 | 0, 0x7f4a7c15 | 0];
  for (const word of words) {
    high = Math.imul(high ^ word, 0x85ebca6b);
    high ^= high >>> 13;
    low = Math.imul(low ^ word, 0xc2b2ae35);
    low ^= low >>> 16;
  }
  return new CounterRandom((high >>> 0) * 2 ** 21 + (low >>> 11), kind);
}
