/** Maximum mean discrepancy with a Gaussian kernel (Gretton et al. 2012, JMLR 13:723-773). */
import { median, pooled } from "../moments.ts";
import { countOf, type Points, squaredDistance, sumBetween, sumWithin } from "./points.ts";

/**
 * The median of the distances between different points of the two samples together: the usual width of the kernel. 1 where all
 * points are one.
 */
export function medianDistance(a: Points, b: Points): number {
  const all: Points = { values: pooled([a.values, b.values]), columns: a.columns };
  const n = countOf(all);
  const distances = new Float64Array((n * (n - 1)) / 2);
  let at = 0;
  for (let i = 1; i < n; i++) for (let j = 0; j < i; j++) distances[at++] = Math.sqrt(squaredDistance(all, i, all, j));
  return median(distances) || 1;
}

function gaussian(width: number): (squared: number) => number {
  const factor = -1 / (2 * width * width);
  return (squared) => Math.exp(factor * squared);
}

/**
 * The squared discrepancy of the two samples as they are (their equation 5): never negative, 0 for equal samples, biased upwards
 * as a statement about where they come from. The kernel is exp(-d^2 / (2 width^2)).
 */
export function mmd(a: Points, b: Points, width = medianDistance(a, b)): number {
  const [n, m] = [countOf(a), countOf(b)];
  const kernel = gaussian(width);
  // A point beside itself counts 1.
  const within = (sample: Points, size: number) => (sumWithin(sample, kernel) + size) / size ** 2;
  return within(a, n) + within(b, m) - (2 * sumBetween(a, b, kernel)) / (n * m);
}

/** The squared discrepancy without that bias (their equation 3): 0 in the mean for two samples of one distribution, may be negative. */
export function unbiasedMmd(a: Points, b: Points, width = medianDistance(a, b)): number {
  const [n, m] = [countOf(a), countOf(b)];
  const kernel = gaussian(width);
  const within = (sample: Points, size: number) => sumWithin(sample, kernel) / (size * (size - 1));
  return within(a, n) + within(b, m) - (2 * sumBetween(a, b, kernel)) / (n * m);
}
