/** Vectors made orthogonal to others. */
import { addTo, dot } from "./vectors.ts";

/**
 * Takes out of x what lies along each of some orthonormal vectors (or zeros), one after the other.
 * @returns how much of each was taken out
 */
export function takeOut(x: Float64Array, space: readonly Float64Array[]): Float64Array {
  return Float64Array.from(space, (each) => {
    const share = dot(each, x);
    addTo(x, -share, each);
    return share;
  });
}

/**
 * Takes out of x what lies in the span of orthonormal vectors (or zeros): twice, which is enough (Giraud, Langou & Rozloznik 2005).
 * @returns the coordinates of what was taken out
 */
export function orthogonalise(x: Float64Array, space: readonly Float64Array[]): Float64Array {
  const first = takeOut(x, space);
  const second = takeOut(x, space);
  return first.map((share, i) => share + second[i]);
}
