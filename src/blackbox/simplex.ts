/** Holds a box to its declaration: rows of a declared simplex are probabilities. */
import { JsModelError } from "./js/problem.ts";
import type { BlackBox } from "./provider.ts";

/** How far from 1 a sum may be (DESIGN 1.3): such rows are divided by it. */
const tolerance = 1e-3;

/** The box, whose `call` throws a JsModelError for a row that is no simplex; NaN passes, and is met where the run looks for it. */
export function heldToSimplex(box: BlackBox): BlackBox {
  const { outputSize } = box;
  const check = (outputs: Float64Array, rows: number): void => {
    for (let row = 0, start = 0; row < rows; row++, start += outputSize) {
      const end = start + outputSize;
      let sum = 0;
      let least = Number.POSITIVE_INFINITY;
      for (let i = start; i < end; i++) {
        sum += outputs[i];
        if (outputs[i] < least) least = outputs[i];
      }
      if (Number.isNaN(sum)) continue;
      if (least < 0 || Math.abs(sum - 1) > tolerance) throw refused(outputs.subarray(start, end), sum, least);
      for (let i = start; i < end; i++) outputs[i] /= sum;
    }
  };
  return {
    ...box,
    call(inputs, rows, outputs) {
      const pending = box.call(inputs, rows, outputs);
      return pending === undefined ? check(outputs, rows) : pending.then(() => check(outputs, rows));
    },
    dispose: () => box.dispose(),
  };
}

function refused(values: Float64Array, sum: number, least: number): JsModelError {
  const shown = Array.from(values.subarray(0, 8), (value) => String(Number(value.toPrecision(4)))).join(", ");
  const why = least < 0 ? `${Number(least.toPrecision(4))} is below 0` : `they sum to ${Number(sum.toPrecision(6))}`;
  return new JsModelError({
    kind: "simplex",
    message: `it answered [${shown}${values.length > 8 ? ", .." : ""}]: ${why}`,
    hint: "declare `-> real[..]`, or have the module return probabilities",
  });
}
