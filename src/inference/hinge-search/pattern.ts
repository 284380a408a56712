/** Which hinges of a line a gradient has behind it: base + the jumps of a subset. */
import type { RowBasis } from "../../linear/row-basis.ts";
import { addTo, difference, norm } from "../../linear/vectors.ts";

/** What a gradient has to be held against. */
export interface Jumps {
  /** The jumps of the gradient at each hinge, in the direction of the line: [hinge] vectors. */
  readonly jumps: readonly Float64Array[];
  /** The same vectors in the same order. */
  readonly basis: RowBasis;
  /** The gradient before all hinges. */
  readonly base: Float64Array;
  /** A gradient and a copy of it with errors are no farther apart than this. */
  readonly apart: number;
  /** What jumps that are left out for being faint may add up to. */
  readonly faint: number;
}

/**
 * For each hinge 1 where the gradient is that behind it and 0 where it is that before it; undefined where the gradient is no sum
 * of jumps: an interval holds two hinges, one was missed, or jumps depend on one another. Coordinates are rounded to 0 or 1 (Babai 1986), and
 * what that leaves of the gradient decides.
 */
export function patternOf(gradient: Float64Array, jumps: Jumps): Uint8Array | undefined {
  const rest = difference(gradient, jumps.base);
  const { values, rest: outside } = jumps.basis.coordinates(rest);
  if (isBeyond(outside, jumps)) return undefined;
  const pattern = Uint8Array.from(values, (value) => (value > 0.5 ? 1 : 0));
  jumps.jumps.forEach((jump, i) => {
    if (pattern[i] === 1) addTo(rest, -1, jump);
  });
  return isBeyond(norm(rest), jumps) ? undefined : pattern;
}

/** Whether a part of a gradient that the jumps do not give is longer than errors of all of them make it. */
export function isBeyond(rest: number, { basis, apart, faint }: Pick<Jumps, "basis" | "apart" | "faint">): boolean {
  return rest > apart * Math.sqrt(1 + basis.size) + faint;
}
