/** Vectors as plain arrays: all that are given together have the same length. */

export function dot(a: Float64Array, b: Float64Array): number {
  let total = 0;
  for (let i = 0; i < a.length; i++) total += a[i] * b[i];
  return total;
}

/** The length, also where squares of the numbers would over- or underflow. */
export function norm(a: Float64Array): number {
  const length = Math.sqrt(dot(a, a));
  if (length > LEAST && length < Number.POSITIVE_INFINITY) return length;
  const unit = unitOf(a);
  return unit === 0 ? length : unit * Math.sqrt(a.reduce((total, value) => total + (value / unit) ** 2, 0));
}

/** Below this, squares that count may have lost digits. */
const LEAST = 2 ** -480;

/** The power of two below the largest of the numbers, so that dividing by it rounds nothing; 0 where that is 0 or not finite. */
export function unitOf(a: Float64Array): number {
  let largest = 0;
  for (const value of a) if (!(Math.abs(value) <= largest)) largest = Math.abs(value);
  if (largest === 0 || !Number.isFinite(largest)) return 0;
  // Of the smallest numbers dividing by their power of two would give more than there is.
  return 2 ** Math.max(-1000, Math.floor(Math.log2(largest)));
}

export function difference(a: Float64Array, b: Float64Array): Float64Array {
  return a.map((value, i) => value - b[i]);
}

export function distance(a: Float64Array, b: Float64Array): number {
  let total = 0;
  for (let i = 0; i < a.length; i++) total += (a[i] - b[i]) ** 2;
  const length = Math.sqrt(total);
  return length > LEAST && length < Number.POSITIVE_INFINITY ? length : norm(difference(a, b));
}

/** `y += factor x` */
export function addTo(y: Float64Array, factor: number, x: Float64Array): void {
  for (let i = 0; i < y.length; i++) y[i] += factor * x[i];
}
