/** Draws of independent elements given that they increase. */
import type { Random } from "../../inference/random.ts";
import type { Distribution } from "../distribution.ts";
import { sampleTruncated } from "./restricted.ts";

/** One draw of element i, from the arguments of all n elements. */
type DrawElement = (i: number) => number;
/** The same given that it lies between two numbers, or NaN where none was found. */
type DrawBetween = (i: number, lower: number, upper: number) => number;

/** Whole vectors drawn before the chain of `restore` takes over. */
const TRIES = 200;
/** Passes of that chain over all elements. */
const SWEEPS = 50;
/** Single draws until one is positive. */
const POSITIVE_TRIES = 10_000;

/**
 * An increasing vector of n elements into `out`; positive ones only, if asked. Elements of one distribution are sorted. Others
 * are drawn until they increase; where that is too rare, a Gibbs sampler replaces one element after the other by a draw between
 * its neighbours. NaN where positive draws are too rare.
 */
export function sampleIncreasing(
  random: Random,
  part: Distribution,
  args: readonly Float64Array[],
  out: Float64Array,
  offset: number,
  n: number,
  positive: boolean,
): void {
  const x = out.subarray(offset, offset + n);
  const ofElement = Array.from({ length: n }, (_, i) =>
    args.map((values) => values.subarray((i * values.length) / n, ((i + 1) * values.length) / n)),
  );
  const one = new Float64Array(1);
  const draw: DrawElement = (i) => {
    for (let tries = 0; tries < POSITIVE_TRIES; tries++) {
      part.sample(random, ofElement[i], one, 0, 1);
      if (!positive || one[0] > 0) return one[0];
    }
    return Number.NaN;
  };
  const fill = () => {
    for (let i = 0; i < n; i++) x[i] = draw(i);
  };
  fill();
  if (areAlike(args, n)) {
    x.sort();
    return;
  }
  for (let tries = 0; tries < TRIES; tries++) {
    if (increases(x)) return;
    fill();
  }
  restore(x, (i, lower, upper) => {
    const least = positive ? Math.max(lower, 0) : lower;
    if (part.logCdf !== undefined) return sampleTruncated(random, part, ofElement[i], least, upper);
    const value = draw(i);
    return value > lower && value < upper ? value : Number.NaN;
  });
}

/** Whether every argument is the same for all n elements. */
function areAlike(args: readonly Float64Array[], n: number): boolean {
  return args.every((values) => {
    const size = values.length / n;
    return values.every((value, i) => value === values[i % size]);
  });
}

export function increases(x: Float64Array): boolean {
  return x.every((value, i) => i === 0 || value > x[i - 1]);
}

/** Gibbs sampling from a sorted start: each element given its neighbours. */
function restore(x: Float64Array, draw: DrawBetween): void {
  x.sort();
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    for (let i = 0; i < x.length; i++) {
      const lower = i === 0 ? Number.NEGATIVE_INFINITY : x[i - 1];
      const upper = i === x.length - 1 ? Number.POSITIVE_INFINITY : x[i + 1];
      const value = draw(i, lower, upper);
      if (value > lower && value < upper) x[i] = value;
    }
  }
}
