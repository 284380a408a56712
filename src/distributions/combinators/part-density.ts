/** The log density of one part among others, whose supports may be wider. */
import { and, ge, le, select } from "../../tensor/build.ts";
import { isConstant } from "../../tensor/evaluate.ts";
import type { Node } from "../../tensor/node.ts";
import type { Distribution } from "../distribution.ts";
import { boundsOf } from "./hull.ts";

/**
 * -Infinity where x lies outside the support of the part, also where x is a discrete latent: its values are those of the
 * whole composite. Continuous latents are inside, as all parts have one support then.
 */
export function partDensity(part: Distribution, x: Node, args: readonly Node[]): Node {
  if (!part.discrete || part.eventRank > 0 || isConstant(x)) return part.logDensity(x, args);
  const { lower, upper } = boundsOf(part.support(args), x.shape) ?? {};
  const above = lower && ge(x, lower);
  const below = upper && le(x, upper);
  const inside = above && below ? and(above, below) : (above ?? below);
  if (inside === undefined) return part.logDensity(x, args);
  const density = part.logDensity(select(inside, x, lower ?? upper ?? 0), args);
  return select(inside, density, Number.NEGATIVE_INFINITY);
}
