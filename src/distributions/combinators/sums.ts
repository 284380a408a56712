/** Sums of the probabilities of counts over known ranges, in logarithms. */
import {
  add,
  and,
  broadcast,
  constant,
  exp,
  fill,
  gt,
  log1p,
  logsumexp,
  max,
  min,
  mul,
  select,
  stack,
  sub,
} from "../../tensor/build.ts";
import { constantValue } from "../../tensor/evaluate.ts";
import { type Node, type Shape, sizeOf } from "../../tensor/node.ts";
import { range } from "../../tensor/shape.ts";
import type { Distribution } from "../distribution.ts";
import { logOneMinusExp } from "../terms.ts";
import { boundsOf } from "./hull.ts";

/** The most values that one sum goes over, for each of the batch. */
export const MOST_SUMMED = 100_000;

/** Thrown where a sum would go over a range that is not known; the checker sees to it that none does. */
export class UnknownRange extends Error {}

function numbersOf(bound: Node): Float64Array {
  const known = constantValue(bound);
  if (known === undefined) throw new UnknownRange("sums go over known ranges");
  return known;
}

/** How many values lie between two known bounds where most do. */
export function mostBetween(lower: Node, upper: Node): number {
  const high = numbersOf(upper);
  return numbersOf(lower).reduce((most, low, i) => Math.max(most, high[i] - low + 1), 0);
}

/** log of the sum of the probabilities of lower .. upper, known whole bounds of the batch shape; -Infinity over nothing. */
export function sumOver(part: Distribution, args: readonly Node[], lower: Node, upper: Node): Node {
  const count = mostBetween(lower, upper);
  const { shape } = lower;
  const axis = shape.length;
  if (count <= 0) return fill(shape, Number.NEGATIVE_INFINITY);
  const low = numbersOf(lower);
  const high = numbersOf(upper);
  const wide = [...shape, count];
  const value = (i: number) => low[Math.floor(i / count)] + (i % count);
  const isPast = (i: number) => value(i) > high[Math.floor(i / count)];
  const all = range(sizeOf(wide));
  const x = constant(
    Float64Array.from(all, (i) => Math.min(value(i), high[Math.floor(i / count)])),
    wide,
  );
  const repeated = args.map((arg) => {
    const own = arg.shape.slice(axis);
    return broadcast(arg, [...wide, ...own], [...range(axis), ...own.map((_, i) => axis + 1 + i)]);
  });
  const terms = part.logDensity(x, repeated);
  const past = all.some(isPast)
    ? constant(
        Float64Array.from(all, (i) => (isPast(i) ? 1 : 0)),
        wide,
      )
    : undefined;
  return logsumexp(past ? select(past, Number.NEGATIVE_INFINITY, terms) : terms, [axis]);
}

/** Where 1 less a sum has lost too many digits. */
const SMALL = Math.log(1e-6);
/** Terms of an upper tail that are summed in its place; counts that vary widely have more beyond. */
const TAIL = 200;
/** Terms between those that the fall of such a tail is taken from, so that their rounding does not show in it. */
const STRIDE = 50;
/** Where the bend would change the rest by more than this share, it is no small correction, and is bounded by it. */
const MOST_BENT = 0.5;

/**
 * log P(X > bound + TAIL) where the probabilities fall there, else -Infinity: a geometric series by their last ratio r, whose
 * terms are moved by exp(bend k (k + 1) / 2), of which the first order bend / (1 - r)^2 is kept.
 */
function logBeyond(part: Distribution, args: readonly Node[], bound: Float64Array, shape: Shape): Node {
  const at = (n: number) => {
    const x = bound.map((x) => x + n);
    return part.logDensity(constant(x, shape), args);
  };
  const last = at(TAIL);
  const middle = at(TAIL - STRIDE);
  const first = at(TAIL - 2 * STRIDE);
  const isSome = [last, middle, first].map((p) => gt(p, Number.NEGATIVE_INFINITY)).reduce(and);
  const bend = select(isSome, mul(1 / STRIDE ** 2, add(sub(last, mul(2, middle)), first)), 0);
  // The mean step over a stride, moved from its middle to its end.
  const slope = add(mul(1 / STRIDE, sub(last, middle)), mul(0.5 * (STRIDE - 1), bend));
  const isFalling = and(isSome, gt(0, slope));
  const step = select(isFalling, slope, -1);
  const complement = logOneMinusExp(step);
  const bent = max(min(mul(bend, exp(mul(-2, complement))), MOST_BENT), -MOST_BENT);
  return select(isFalling, add(add(last, sub(step, complement)), log1p(bent)), Number.NEGATIVE_INFINITY);
}

/** log P(X >= lower) of counts without an upper limit, from the probabilities below; far in the tail, from those above. */
export function logComplement(part: Distribution, args: readonly Node[], lower: Node): Node {
  const { shape } = lower;
  const { lower: start } = boundsOf(part.support(args), shape) ?? {};
  const smallest = constant(numbersOf(start ?? fill(shape, 0)), shape);
  const bound = numbersOf(lower);
  const last = constant(
    bound.map((x) => x - 1),
    shape,
  );
  const count = mostBetween(smallest, last);
  if (count <= 0) return fill(shape, 0);
  const below = sumOver(part, args, smallest, last);
  const isPart = gt(0, below);
  // A single probability is exact, and so is its complement.
  const complement = select(isPart, logOneMinusExp(select(isPart, below, -1)), Number.NEGATIVE_INFINITY);
  if (count === 1) return complement;
  const tail = sumOver(
    part,
    args,
    lower,
    constant(
      bound.map((x) => x + TAIL),
      shape,
    ),
  );
  const isLarge = gt(complement, SMALL);
  const rest = logBeyond(part, args, bound, shape);
  return select(isLarge, complement, logsumexp(stack([tail, rest], shape.length), [shape.length]));
}
