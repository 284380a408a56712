/** Energy distance between two samples (Szekely & Rizzo 2013, doi:10.1016/j.jspi.2013.03.018). */
import { countOf, type Points, sumBetween, sumWithin } from "./points.ts";

/**
 * 2 E|X - Y| - E|X - X'| - E|Y - Y'| of the two samples as they are: never negative, 0 for equal ones, biased upwards by about
 * 1 / n as a statement about where they come from. In one dimension SciPy's `energy_distance` is its root. NaN for empty samples.
 */
export function energyDistance(a: Points, b: Points): number {
  const [n, m] = [countOf(a), countOf(b)];
  const between = sumBetween(a, b, Math.sqrt) / (n * m);
  return 2 * between - sumWithin(a, Math.sqrt) / n ** 2 - sumWithin(b, Math.sqrt) / m ** 2;
}

/**
 * The same without that bias: pairs of one point with itself are not counted, so it is 0 in the mean for two samples of one
 * distribution, and may be negative. NaN for samples of fewer than 2.
 */
export function unbiasedEnergyDistance(a: Points, b: Points): number {
  const [n, m] = [countOf(a), countOf(b)];
  const between = sumBetween(a, b, Math.sqrt) / (n * m);
  return 2 * between - sumWithin(a, Math.sqrt) / (n * (n - 1)) - sumWithin(b, Math.sqrt) / (m * (m - 1));
}
