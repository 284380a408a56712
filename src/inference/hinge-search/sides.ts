/** On which side of its hinge each unit is active: the step from hinges to a network. */
import type { HiddenUnit } from "./hidden-layer.ts";
import { isBeyond, type Jumps } from "./pattern.ts";
import type { Hinge } from "./thresholds.ts";
import { norm } from "./vectors.ts";

/** How far from a whole number a coordinate may be. */
const slack = 0.25;

/**
 * With relu(-r) = relu(r) - r every unit is active on one side or the other of its hinge, and the gradient before all hinges is
 * base = -(sum of the jumps of those active there). The jumps are independent, so least squares finds which: each coordinate of -base is 0 or 1.
 * @returns the units, or how far from whole the coordinates are where they are not
 */
export function sidesOf(hinges: readonly Hinge[], { basis, base, apart }: Jumps): HiddenUnit[] | number {
  const { values, rest } = basis.coordinates(base.map((value) => -value));
  const off = Math.max(...values.map((value) => Math.abs(value - (value > 0.5 ? 1 : 0))));
  if (off >= slack) return off;
  if (isBeyond(rest, basis, apart)) return rest / norm(base);
  return hinges.map(({ row, weight, threshold }, i) => {
    const isBefore = values[i] > 0.5;
    return { row: isBefore ? row.map((value) => -value) : row, bias: isBefore ? threshold : -threshold, weight };
  });
}
