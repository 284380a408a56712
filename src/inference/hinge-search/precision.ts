/** How exact the explanations are: their noise, and the grid they are rounded to. */

import { distance } from "../../linear/vectors.ts";
import type { Answer } from "./asked.ts";

export interface Precision {
  /** Standard deviation of the error of one number of a gradient. */
  readonly sd: number;
  /** The same relative to the size of the gradients. */
  readonly relative: number;
  /** Two gradients that are this far apart are not the same one with errors. */
  readonly apart: number;
  /** Two answers that are this far apart are not those of one gradient asked twice: rounding to a grid repeats itself, noise does not. */
  readonly differ: number;
  /** Where the errors come from. */
  readonly kind: "float64" | "float32" | "digits" | "noise";
  /** Of answers rounded to decimal places: how many. */
  readonly digits?: number;
}

/** Units in the last place that a sum over hidden units may be off, with room: 2^6 of them. */
const ROOM = 64;
const MOST_DIGITS = 10;

/**
 * @param neighbours answers at points so near to one another that they lie in one linear piece (but for bad luck in one pair)
 * @param answers all so far: what grid their numbers stand on
 */
export function precisionOf(neighbours: readonly Answer[], answers: readonly Answer[]): Precision {
  const dimension = answers[0].gradient.length;
  const numbers = answers.flatMap(({ gradient }) => [...gradient]);
  const size = Math.sqrt(numbers.reduce((total, x) => total + x * x, 0) / numbers.length);
  const noise = noiseOf(neighbours, dimension);
  const grid = gridOf(numbers);
  const single = numbers.every((x) => Math.fround(x) === x);
  const rounding = ROOM * size * (single ? 2 ** -24 : 2 ** -53);
  const step = grid === undefined ? 0 : 10 ** -grid;
  const sd = Math.max(noise, rounding, step / Math.sqrt(12));
  const kind = sd === noise ? "noise" : grid !== undefined && sd > rounding ? "digits" : single ? "float32" : "float64";
  return {
    sd,
    relative: size === 0 ? 0 : sd / size,
    apart: farthest(sd, dimension),
    differ: farthest(Math.max(noise, rounding), dimension),
    kind,
    ...(kind === "digits" && { digits: grid }),
  };
}

/** Six standard deviations beyond the mean distance of two noisy copies (a chi variable), and half as much again. */
function farthest(sd: number, dimension: number): number {
  return 1.5 * Math.SQRT2 * sd * (Math.sqrt(dimension) + 6 * Math.SQRT1_2);
}

/** The median distance of two neighbours, as a standard deviation of a number. */
function noiseOf(neighbours: readonly Answer[], dimension: number): number {
  const distances = neighbours
    .flatMap((a, i) => neighbours.slice(i + 1).map((b) => distance(a.gradient, b.gradient)))
    .sort((a, b) => a - b);
  return distances.length === 0 ? 0 : distances[distances.length >> 1] / Math.sqrt(2 * dimension);
}

/**
 * Decimal places after which all numbers end; undefined where they do not, or where there are too few to tell. Multiples of a small
 * power of two are what small weights make: they are exact, though they end after few places too.
 */
function gridOf(numbers: readonly number[]): number | undefined {
  const distinct = [...new Set(numbers)].filter((x) => x !== 0);
  if (distinct.length < FEW || distinct.every((x) => Number.isInteger(x * BINARY))) return undefined;
  for (let digits = 1; digits <= MOST_DIGITS; digits++) {
    const scale = 10 ** digits;
    if (distinct.every((x) => Math.abs(x * scale - Math.round(x * scale)) <= 2 ** -50 * Math.abs(x * scale))) {
      return digits;
    }
  }
  return undefined;
}

/** Fewer different numbers may stand on a grid by chance. */
const FEW = 4;
/** Numbers rounded to decimal places are seldom all multiples of 2^-12. */
const BINARY = 2 ** 12;
