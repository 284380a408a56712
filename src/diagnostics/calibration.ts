/** Whether intervals hold the truth as often as they say, over simulated data sets (Talts et al. 2018, arXiv:1804.06788). */
import { lgamma } from "../tensor/special/index.ts";
import { mean, variance } from "./moments.ts";

/** One element of one simulated data set: what was true, and what the inversion said. */
export interface Recovered {
  readonly truth: number;
  readonly mean: number;
  readonly sd: number;
  readonly q05: number;
  readonly q95: number;
  /** Thinned draws below the truth. */
  readonly rank: number;
}

export interface Calibration {
  /** Elements times data sets. */
  readonly count: number;
  /** Share of 90 % intervals that hold the truth; its standard error takes data sets as the independent units. */
  readonly coverage90: number;
  readonly coverage90_se: number;
  /** Root mean squared error of posterior means, and of the mean of all truths: what knowing the prior alone would give. */
  readonly rmse: number;
  readonly prior_rmse: number;
  /** Mean width of the 90 % intervals over that of the truths' own 90 % range. */
  readonly width90_over_prior: number;
  /** Mean of (truth - mean) / sd: 0 when unbiased. */
  readonly mean_z: number;
  /** How many ranks fall in each of ten equal bins, from the lowest. */
  readonly ranks: readonly number[];
  /** Of the chi-squared test that ranks are uniform, elements of one data set taken as independent. */
  readonly rank_p: number;
}

const bins = 10;

/**
 * @param data [data set][element] of one quantity
 * @param rankDraws how many thinned draws ranks are taken among
 */
export function calibrationOf(data: readonly (readonly Recovered[])[], rankDraws: number): Calibration {
  const all = data.flat();
  const isHeld = (e: Recovered) => (e.truth >= e.q05 && e.truth <= e.q95 ? 1 : 0);
  const perSet = data.map((elements) => mean(elements.map(isHeld)));
  const truths = all.map((e) => e.truth);
  const ranks = new Array<number>(bins).fill(0);
  for (const { rank } of all) ranks[Math.floor((rank * bins) / (rankDraws + 1))]++;
  const expected = all.length / bins;
  const chiSquared = ranks.reduce((total, found) => total + (found - expected) ** 2 / expected, 0);
  const ascending = Float64Array.from(truths).sort();
  const range = ascending[Math.floor(0.95 * (ascending.length - 1))] - ascending[Math.ceil(0.05 * (ascending.length - 1))];
  return {
    count: all.length,
    coverage90: mean(all.map(isHeld)),
    coverage90_se: data.length > 1 ? Math.sqrt(variance(perSet) / data.length) : Number.NaN,
    rmse: Math.sqrt(mean(all.map((e) => (e.mean - e.truth) ** 2))),
    prior_rmse: Math.sqrt(variance(truths)),
    width90_over_prior: mean(all.map((e) => e.q95 - e.q05)) / range,
    mean_z: mean(all.filter((e) => e.sd > 0).map((e) => (e.truth - e.mean) / e.sd)),
    ranks,
    rank_p: chiSquaredTail(chiSquared, bins - 1),
  };
}

/** P(X > x) for a chi-squared X with `df` degrees of freedom, by the series of the regularised gamma function (DLMF 8.11.4). */
export function chiSquaredTail(x: number, df: number): number {
  const a = df / 2;
  const y = x / 2;
  if (y <= 0) return 1;
  // P(a, y) = y^a e^-y / Gamma(a + 1) * sum of y^k / ((a + 1) .. (a + k))
  let term = 1;
  let sum = 1;
  for (let k = 1; k < 10_000 && term > sum * 1e-17; k++) {
    term *= y / (a + k);
    sum += term;
  }
  const below = sum * Math.exp(a * Math.log(y) - y - lgamma(a + 1));
  return Math.min(1, Math.max(0, 1 - below));
}
