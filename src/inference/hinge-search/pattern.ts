/** Which hinges of a line a gradient has behind it: base + the jumps of a subset. */
import type { RowBasis } from "./row-basis.ts";
import { difference } from "./vectors.ts";

/** How far from 0 or 1 a coordinate may be. */
const slack = 0.25;

/** What a gradient has to be held against. */
export interface Jumps {
  /** Its vectors are the jumps of the gradient at each hinge, in the direction of the line. */
  readonly basis: RowBasis;
  /** The gradient before all hinges. */
  readonly base: Float64Array;
  /** A part of a gradient that no jump explains may be this long. */
  readonly apart: number;
}

/**
 * For each hinge 1 where the gradient is that behind it and 0 where it is that before it; undefined where the gradient is no sum
 * of jumps: an interval holds two hinges, one was missed, or jumps depend on one another.
 */
export function patternOf(gradient: Float64Array, { basis, base, apart }: Jumps): Uint8Array | undefined {
  const { values, rest } = basis.coordinates(difference(gradient, base));
  if (isBeyond(rest, basis, apart)) return undefined;
  if (!values.every((value) => Math.abs(value - (value > 0.5 ? 1 : 0)) < slack)) return undefined;
  return Uint8Array.from(values, (value) => (value > 0.5 ? 1 : 0));
}

/** Whether a part of a gradient outside the span of the jumps is longer than errors of all of them make it. */
export function isBeyond(rest: number, { size }: RowBasis, apart: number): boolean {
  return rest > apart * Math.sqrt(1 + size);
}
