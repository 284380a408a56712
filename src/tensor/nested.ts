/** Arrays as nested lists, the form in which JSON and other languages have them. */
import { type Shape, sizeOf } from "./node.ts";

/** A number, or lists of them as deep as the array has axes. */
export type Nested = number | readonly Nested[];

/** Row-major numbers as nested lists. */
export function nested(values: Float64Array, shape: Shape): Nested {
  if (shape.length === 0) return values[0];
  const size = sizeOf(shape.slice(1));
  return Array.from({ length: shape[0] }, (_, i) => nested(values.subarray(i * size, (i + 1) * size), shape.slice(1)));
}
