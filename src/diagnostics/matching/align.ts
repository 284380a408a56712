/** Exchangeable rows in one order: draws and starts name the same thing by different rows. */
import { assign } from "./assignment.ts";

/**
 * Which row of `draw` is row i of `reference`, by the least sum of squared distances.
 * @param rows how many rows both have
 */
export function alignment(reference: ArrayLike<number>, draw: ArrayLike<number>, rows: number): Int32Array {
  const columns = reference.length / rows;
  const costs = new Float64Array(rows * rows);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < rows; j++) {
      let sum = 0;
      for (let k = 0; k < columns; k++) sum += (reference[i * columns + k] - draw[j * columns + k]) ** 2;
      costs[i * rows + j] = sum;
    }
  }
  return assign(costs, rows, rows);
}

/** The rows scaled to length 1, so that they are aligned by direction; rows of zeros stay. */
export function unitRows(values: Float64Array, rows: number): Float64Array {
  const columns = values.length / rows;
  const lengths = Array.from({ length: rows }, (_, i) =>
    Math.hypot(...values.subarray(i * columns, (i + 1) * columns)),
  );
  return values.map((x, k) => x / (lengths[Math.floor(k / columns)] || 1));
}

/** The draw with its rows in the order of the reference. */
export function align(reference: ArrayLike<number>, draw: Float64Array, rows: number): Float64Array {
  const columns = draw.length / rows;
  const ordered = new Float64Array(draw.length);
  alignment(reference, draw, rows).forEach((from, to) => {
    ordered.set(draw.subarray(from * columns, (from + 1) * columns), to * columns);
  });
  return ordered;
}
