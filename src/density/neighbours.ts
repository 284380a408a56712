/** The doubles next to a double. */

const float = new Float64Array(1);
const bits = new BigInt64Array(float.buffer);

/** The smallest double greater than a finite x. */
export function above(x: number): number {
  if (x === 0) return Number.MIN_VALUE;
  float[0] = x;
  bits[0] += x > 0 ? 1n : -1n;
  return float[0];
}

/** The greatest double less than a finite x. */
export function below(x: number): number {
  return -above(-x);
}
