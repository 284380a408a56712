/**
 * Where each hinge lies. The jumps are known and independent, so a point can be made that stands in the middle of the interval of
 * every hinge at once, and its gradient tells for all of them on which side it is: one question halves all intervals.
 */

import { dot, norm } from "../../linear/vectors.ts";
import type { Random } from "../random.ts";
import type { Answer, Questions } from "./asked.ts";
import type { Interval } from "./line-scan.ts";
import { patternOf } from "./pattern.ts";
import type { Refined } from "./refine.ts";

/** A hinge: the points x with row x = threshold; behind it, where row x is larger, the gradient has changed by weight * row. */
export interface Hinge {
  /** sign(jump v) jump, for the direction v of the line */
  readonly row: Float64Array;
  /** The sign of the unit's output weight: jump = weight * row. */
  readonly weight: number;
  readonly threshold: number;
  /** Points whose product with the row is off the threshold by this much, times their length, are surely on either side. */
  readonly clearance: number;
}

export interface Thresholds {
  readonly hinges: readonly Hinge[];
  /** How exactly they are known, at the worst: as a part of the length of a row times the length of a point. */
  readonly precision: number;
}

/** A point whose gradient the jumps do not explain. */
export interface Unexplained {
  readonly unexplained: Answer;
}

/** What is known of one hinge: low < threshold < high. */
interface Side {
  readonly row: Float64Array;
  readonly weight: number;
  low: number;
  high: number;
  /** The row's length times that of a point. */
  readonly unit: number;
  /** What an error of the row does to a product with a point. */
  readonly blur: number;
}

/** In units of a side: what cannot be told from 0, how exactly others are located, and how close before and behind them is looked. */
const ZERO = 2 ** -36;
const FINEST = 2 ** -44;
const CLEAR = 2 ** -30;
const MOST_HALVINGS = 80;
/** Standard deviations beyond which an error is not looked for. */
const SURE = 8;

export interface ThresholdOptions {
  readonly direction: Float64Array;
  readonly scale: number;
  readonly random: Random;
}

/** @param intervals one for each jump, in their order */
export async function findThresholds(
  questions: Questions,
  intervals: readonly Interval[],
  refined: Refined,
  { direction, scale, random }: ThresholdOptions,
): Promise<Thresholds | Unexplained> {
  const { dimension } = questions;
  const length = scale * Math.sqrt(dimension);
  const sides = intervals.map(({ low, high }, i): Side => {
    const jump = refined.jumps[i];
    const weight = dot(jump, direction) > 0 ? 1 : -1;
    const row = jump.map((value) => weight * value);
    // Products with points far out are as uncertain as those are far.
    const error = SURE * refined.errors[i];
    const ends = {
      low: dot(row, low.point) - error * norm(low.point),
      high: dot(row, high.point) + error * norm(high.point),
    };
    return { row, weight, ...ends, unit: norm(row) * length, blur: refined.errors[i] * length };
  });

  /** Asks at row x = wanted for every hinge, and narrows its interval. */
  const narrow = async (wanted: readonly number[]): Promise<Answer | undefined> => {
    const aside = refined.basis.outside(Float64Array.from({ length: dimension }, () => scale * random.normal()));
    const products = Float64Array.from(sides, ({ weight }, i) => weight * wanted[i]);
    const point = refined.basis.pointWith(products, dimension).map((value, i) => value + aside[i]);
    const [answer] = await questions.ask([point]);
    const pattern = patternOf(answer.gradient, refined);
    if (pattern === undefined) return answer;
    sides.forEach((side, i) => {
      if (pattern[i] === 1) side.high = Math.min(side.high, wanted[i]);
      else side.low = Math.max(side.low, wanted[i]);
    });
    return undefined;
  };

  // Two points on either side of all hinges that may go through the origin.
  const signs = sides.map(() => (random.uniform() < 0.5 ? 1 : -1));
  for (const direction of [1, -1]) {
    const wanted = sides.map((side, i) => {
      const close = direction * signs[i] * leastOf(side);
      return side.low < close && close < side.high ? close : middle(side);
    });
    const unexplained = await narrow(wanted);
    if (unexplained !== undefined) return { unexplained };
  }
  for (let k = 0; k < MOST_HALVINGS && !sides.every(isSettled); k++) {
    // A hinge through the origin is located: the point stands clear of it, on either side.
    const wanted = sides.map((side) => (isZero(side) ? (random.uniform() - 0.5) * side.unit : middle(side)));
    const unexplained = await narrow(wanted);
    if (unexplained !== undefined) return { unexplained };
  }
  const hinges = sides.map((side, i) => {
    const { row, weight } = side;
    const clearance = Math.max(CLEAR * norm(row), SURE * refined.errors[i]);
    return { row, weight, threshold: isZero(side) ? 0 : middle(side), clearance };
  });
  const precision = Math.max(...sides.map((side) => (isZero(side) ? leastOf(side) : finestOf(side)) / side.unit));
  return { hinges, precision };
}

function leastOf({ unit, blur }: Side): number {
  return Math.max(ZERO * unit, SURE * blur);
}

function finestOf({ unit, blur }: Side): number {
  return Math.max(FINEST * unit, blur);
}

function isZero(side: Side): boolean {
  const least = leastOf(side);
  return side.low >= -least && side.high <= least;
}

function isSettled(side: Side): boolean {
  return isZero(side) || side.high - side.low <= finestOf(side);
}

function middle({ low, high }: Side): number {
  return (low + high) / 2;
}
