/** The probability that a distribution gives to what lies between two bounds, in logarithms. */
import { add, gt, le, log, mul, select, sub } from "../../tensor/build.ts";
import { constantValue } from "../../tensor/evaluate.ts";
import type { Node } from "../../tensor/node.ts";
import type { Distribution } from "../distribution.ts";
import { LOG_SMALLEST, logOneMinusExp, shared } from "../terms.ts";
import { type Bounds, boundsOf } from "./hull.ts";
import { logComplement, mostBetween, sumOver } from "./sums.ts";

/** log(exp(a) - exp(b)) for a >= b; where exp(b - a) is 0 there is nothing to subtract, and b, which may be -Infinity, has no derivative. */
function logDifference(a: Node, b: Node): Node {
  const ratio = sub(b, a);
  const counts = gt(ratio, LOG_SMALLEST);
  return select(counts, add(a, logOneMinusExp(select(counts, ratio, -1))), a);
}

/**
 * Below this share of the larger distribution function a difference of two loses digits: the density at the middle is exact to
 * 1e-10 then where it is nearly even, as that of one family is between such bounds, but not that of a mixture.
 */
const NARROW = -Math.log1p(-1e-5);

/** f of a distribution's arguments and of bounds, once where the whole batch shares them. */
function once(args: readonly Node[], bounds: readonly Node[], f: (args: Node[], bounds: Node[]) => Node): Node {
  const rank = bounds[0].shape.length;
  if (!args.every((arg) => arg.shape.length === rank)) return f([...args], [...bounds]);
  return shared([...bounds, ...args], (...nodes) => f(nodes.slice(bounds.length), nodes.slice(0, bounds.length)));
}

function between(part: Distribution, args: readonly Node[], lower: Node, upper: Node): Node {
  if (part.logBetween !== undefined) return part.logBetween(lower, upper, args);
  const below = distributionFunctions(part, args, lower);
  const above = distributionFunctions(part, args, upper);
  const inLeft = le(above.cdf, below.ccdf);
  const larger = select(inLeft, above.cdf, below.ccdf);
  const smaller = select(inLeft, below.cdf, above.ccdf);
  // Where both are -Infinity, or one number, nothing is left to subtract.
  const isWide = gt(sub(larger, smaller), NARROW);
  const wide = logDifference(select(isWide, larger, 0), select(isWide, smaller, -1));
  const middle = mul(0.5, add(lower, upper));
  const width = sub(upper, lower);
  const isSome = gt(width, 0);
  const narrow = add(log(select(isSome, width, 1)), part.logDensity(middle, args));
  return select(isWide, wide, select(isSome, narrow, Number.NEGATIVE_INFINITY));
}

function distributionFunctions(part: Distribution, args: readonly Node[], x: Node): { cdf: Node; ccdf: Node } {
  const cdf = part.logCdf?.(x, args);
  const ccdf = part.logCcdf?.(x, args);
  if (cdf === undefined || ccdf === undefined) throw new Error(`${part.name} has no distribution function`);
  return { cdf, ccdf };
}

/**
 * log P(lower <= X <= upper) of scalars; bounds have the batch shape, and lie within the support of the part where they are
 * given. Those of counts are known whole numbers.
 */
export function logMass(part: Distribution, args: readonly Node[], { lower, upper }: Bounds): Node {
  if (part.discrete) return countMass(part, args, { lower, upper });
  if (lower !== undefined && upper !== undefined) {
    return once(args, [lower, upper], (args, [lower, upper]) => between(part, args, lower, upper));
  }
  if (lower !== undefined) return once(args, [lower], (args, [x]) => distributionFunctions(part, args, x).ccdf);
  if (upper !== undefined) return once(args, [upper], (args, [x]) => distributionFunctions(part, args, x).cdf);
  throw new Error("a mass needs a bound");
}

/** How the mass of counts is found: by a distribution function, by a sum, or by 1 less the sum of what lies below. */
interface CountPlan {
  readonly way: "cdf" | "ccdf" | "sum" | "complement";
  /** Probabilities that are summed. */
  readonly terms: number;
}

/** The shortest way for known bounds, the upper one of which may be that of the support, or absent. */
export function planCounts(part: Distribution, args: readonly Node[], { lower, upper }: Bounds): CountPlan {
  if (lower === undefined) throw new Error("counts have a smallest value");
  const natural = boundsOf(part.support(args), lower.shape);
  const smallest = natural?.lower;
  const isWhole = (bound: Node | undefined, of: Node | undefined) => {
    const [a, b] = [bound && constantValue(bound), of && constantValue(of)];
    return bound === of || (a !== undefined && b !== undefined && a.every((x, i) => x === b[i]));
  };
  const reachesEnd = isWhole(upper, natural?.upper);
  if (reachesEnd && part.logCcdf !== undefined) return { way: "ccdf", terms: 0 };
  if (isWhole(lower, smallest) && part.logCdf !== undefined) return { way: "cdf", terms: 0 };
  const below = smallest === undefined ? Number.POSITIVE_INFINITY : mostBetween(smallest, sub(lower, 1));
  const inside = upper === undefined ? Number.POSITIVE_INFINITY : mostBetween(lower, upper);
  return reachesEnd && below < inside ? { way: "complement", terms: below } : { way: "sum", terms: inside };
}

function countMass(part: Distribution, args: readonly Node[], bounds: Bounds): Node {
  const { lower, upper } = bounds;
  const { way } = planCounts(part, args, bounds);
  if (lower === undefined) throw new Error("counts have a smallest value");
  if (way === "ccdf") {
    return once(args, [sub(lower, 1)], (args, [x]) => distributionFunctions(part, args, x).ccdf);
  }
  if (way === "complement") return once(args, [lower], (args, [lower]) => logComplement(part, args, lower));
  if (upper === undefined) throw new Error("a sum ends somewhere");
  if (way === "cdf") return once(args, [upper], (args, [x]) => distributionFunctions(part, args, x).cdf);
  return once(args, [lower, upper], (args, [lower, upper]) => sumOver(part, args, lower, upper));
}

/** log P(X <= x) for known x within the support of a scalar distribution. */
export function logAtMost(part: Distribution, args: readonly Node[], x: Node, smallest: Node | undefined): Node {
  return logMass(part, args, part.discrete ? { lower: smallest, upper: x } : { upper: x });
}

/** log P(X >= x) for known x within the support of a scalar distribution. */
export function logAtLeast(part: Distribution, args: readonly Node[], x: Node, largest: Node | undefined): Node {
  return logMass(part, args, part.discrete ? { lower: x, upper: largest } : { lower: x });
}
