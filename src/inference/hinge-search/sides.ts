/** On which side of its hinge each unit is active: the step from hinges to a network. */

import { addTo, norm } from "../../linear/vectors.ts";
import type { HiddenUnit } from "./hidden-layer.ts";
import { isBeyond } from "./pattern.ts";
import type { Refined } from "./refine.ts";
import type { Hinge } from "./thresholds.ts";

/** What the nearest choice of sides leaves of the base. */
export interface NoSides {
  /** Relative to the base. */
  readonly residual: number;
  /** It lies outside the span of all rows, where a linear term puts it; two rows of opposite directions leave theirs within. */
  readonly isOutside: boolean;
}

/**
 * With relu(-r) = relu(r) - r every unit is active on one side or the other of its hinge, and the gradient before all hinges is
 * base = -(sum of the jumps of those active behind them). The jumps are independent, so least squares finds which: each coordinate of -base
 * is 0 or 1.
 * @param jumps in the order of the basis
 * @returns the units, or what is left of base where the nearest choice of sides does not give it
 */
export function sidesOf(hinges: readonly Hinge[], refined: Refined): HiddenUnit[] | NoSides {
  const { basis, base, jumps } = refined;
  const { values, rest: outside } = basis.coordinates(base.map((value) => -value));
  const rest = base.slice();
  values.forEach((value, i) => {
    if (value > 0.5) addTo(rest, 1, jumps[i]);
  });
  if (isBeyond(norm(rest), refined))
    return { residual: norm(rest) / norm(base), isOutside: isBeyond(outside, refined) };
  return hinges.map(({ row, weight, threshold }, i) => {
    const isBefore = values[i] > 0.5;
    return { row: isBefore ? row.map((value) => -value) : row, bias: isBefore ? threshold : -threshold, weight };
  });
}
