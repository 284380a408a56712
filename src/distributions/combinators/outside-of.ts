/** Data against a distribution that may be made of others. */
import type { Node, Shape } from "../../tensor/node.ts";
import type { Distribution } from "../distribution.ts";
import { type Outside, outside } from "../support.ts";
import { splitArguments } from "./combinator.ts";

/**
 * The first datum outside the support; of what is cut also outside the support of the whole: bounds are included, but 0 is no
 * value of a positive quantity.
 */
export function outsideOf(
  distribution: Distribution,
  args: readonly Node[],
  data: Float64Array,
  shape: Shape,
): Outside | undefined {
  const { made, eventRank } = distribution;
  const found = outside(distribution.support(args), data, shape, eventRank);
  const isCut = made !== undefined && ["Truncated", "Censored"].includes(made.combinator);
  if (found !== undefined || !isCut) return found;
  return outsideOf(made.parts[0], splitArguments(made, args).parts[0], data, shape);
}
