/** Draws of scalars given that they lie between bounds: by trying, then by inverting or enumerating. */
import type { Random } from "../../inference/random.ts";
import type { Distribution } from "../distribution.ts";
import { choiceVariate } from "../samplers/choice.ts";
import { type Numeric, numeric } from "./numeric.ts";

/** Draws that are tried before the distribution function is inverted. */
const TRIES = 16;

/** Both bounds are included; where there is none it is infinite. */
export function sampleTruncated(
  random: Random,
  part: Distribution,
  args: readonly Float64Array[],
  lower: number,
  upper: number,
): number {
  const out = new Float64Array(1);
  for (let i = 0; i < TRIES; i++) {
    part.sample(random, args, out, 0, 1);
    if (out[0] >= lower && out[0] <= upper) return out[0];
  }
  if (part.sampleBetween !== undefined) return part.sampleBetween(random, args, lower, upper);
  const functions = numeric(part, args);
  return part.discrete
    ? enumerate(random, functions, Math.ceil(lower), Math.floor(upper))
    : invert(random, functions, lower, upper);
}

/** log(exp(a) - exp(b)) for a > b. */
function logDifference(a: number, b: number): number {
  return a + Math.log(-Math.expm1(b - a));
}

function logSum(a: number, b: number): number {
  const most = Math.max(a, b);
  return most === Number.NEGATIVE_INFINITY ? most : most + Math.log1p(Math.exp(Math.min(a, b) - most));
}

/** Below this relative difference of the distribution function at the bounds the density of one family is nearly even between them. */
const NARROW = 1e-5;

/** The quantile of a uniform share of what lies between the bounds, taken from the side where the tail is smaller. */
function invert(random: Random, { logCdf, logCcdf }: Numeric, lower: number, upper: number): number {
  const below = upper === Number.POSITIVE_INFINITY ? 0 : logCdf(upper);
  const above = lower === Number.NEGATIVE_INFINITY ? 0 : logCcdf(lower);
  const inLeft = below <= above;
  const u = random.uniform();
  const larger = inLeft ? below : above;
  if (!(larger > Number.NEGATIVE_INFINITY)) return inLeft ? upper : lower;
  const outside = inLeft ? lower : upper;
  const smaller = Number.isFinite(outside) ? (inLeft ? logCdf : logCcdf)(outside) : Number.NEGATIVE_INFINITY;
  if (larger - smaller < NARROW) return lower + u * (upper - lower);
  const target = logSum(smaller, Math.log(u) + logDifference(larger, smaller));
  /** Whether the quantile lies above x. */
  const isAbove = inLeft ? (x: number) => logCdf(x) < target : (x: number) => logCcdf(x) > target;
  const [low, high] = bracket(isAbove, lower, upper);
  return bisect(isAbove, low, high);
}

/** Finite ends around the quantile, one of which is a bound already. */
function bracket(isAbove: (x: number) => boolean, lower: number, upper: number): [number, number] {
  let low = lower;
  let high = upper;
  for (let step = 1; !Number.isFinite(high); step *= 2) {
    const next = low + step;
    if (!Number.isFinite(next) || !isAbove(next)) high = Math.min(next, Number.MAX_VALUE);
  }
  for (let step = 1; !Number.isFinite(low); step *= 2) {
    const next = high - step;
    if (!Number.isFinite(next) || isAbove(next)) low = Math.max(next, -Number.MAX_VALUE);
  }
  return [low, high];
}

/** Halvings after which the ends are neighbours, unless the quantile is tiny beside them. */
const HALVINGS = 200;

function bisect(isAbove: (x: number) => boolean, from: number, to: number): number {
  let low = from;
  let high = to;
  for (let i = 0; i < HALVINGS; i++) {
    const middle = low + 0.5 * (high - low);
    if (!(middle > low && middle < high)) break;
    if (isAbove(middle)) low = middle;
    else high = middle;
  }
  return low + 0.5 * (high - low);
}

/** Values enumerated at most, and the log share below which the rest of a tail is left out. */
const MOST = 100_000;
const NEGLIGIBLE = -45;

/** One of the values from lower to upper, by their probabilities, counted from the end that is a bound. */
function enumerate(random: Random, functions: Numeric, lower: number, upper: number): number {
  const first = Math.max(lower, functions.lower(0));
  const last = Math.min(upper, functions.upper(0));
  if (!(first <= last)) return Number.isFinite(first) ? first : last;
  const upwards = Number.isFinite(lower) || !Number.isFinite(last);
  const count = Math.min(last - first + 1, MOST);
  const logs: number[] = [];
  let most = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < count; i++) {
    const log = functions.logDensity(upwards ? first + i : last - i);
    if (log > most) most = log;
    else if (log < most + NEGLIGIBLE) break;
    logs.push(log);
  }
  if (!(most > Number.NEGATIVE_INFINITY)) return upwards ? first : last;
  const chosen = choiceVariate(
    random,
    logs.map((log) => Math.exp(log - most)),
  );
  return upwards ? first + chosen : last - chosen;
}
