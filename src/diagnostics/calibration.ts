/** Whether intervals hold the truth as often as they say, over simulated data sets (Talts et al. 2018, arXiv:1804.06788). */
import { mean, quantile, sorted, variance } from "./moments.ts";

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
  /** Mean width of the 90 % intervals over that of the 90 % range of each element's truths. */
  readonly width90_over_prior: number;
  /** Mean of (truth - mean) / sd: 0 when unbiased. */
  readonly mean_z: number;
  /** How many ranks fall in each of ten equal bins, from the lowest. */
  readonly ranks: readonly number[];
  /**
   * How likely ranks at least this far from uniform are when the posterior is right, by their mean and their spread. Elements of
   * one data set share what was drawn above them, so data sets are the independent units. NaN for fewer than 20.
   */
  readonly rank_p: number;
}

const bins = 10;

/**
 * @param data [data set][element] of one quantity, at least one data set
 * @param rankDraws how many thinned draws ranks are taken among
 */
export function calibrationOf(data: readonly (readonly Recovered[])[], rankDraws: number): Calibration {
  const all = data.flat();
  const isHeld = (e: Recovered) => (e.truth >= e.q05 && e.truth <= e.q95 ? 1 : 0);
  const perSet = data.map((elements) => mean(elements.map(isHeld)));
  // Elements may differ in scale, so what the prior gives is asked of each by itself.
  const truths = Array.from({ length: data[0].length }, (_, i) => sorted(data.map((elements) => elements[i].truth)));
  const range = mean(truths.map((ascending) => quantile(ascending, 0.95) - quantile(ascending, 0.05)));
  const ranks = new Array<number>(bins).fill(0);
  for (const { rank } of all) ranks[Math.floor((rank * bins) / (rankDraws + 1))]++;
  return {
    count: all.length,
    coverage90: mean(all.map(isHeld)),
    coverage90_se: data.length > 1 ? Math.sqrt(variance(perSet) / data.length) : Number.NaN,
    rmse: Math.sqrt(mean(all.map((e) => (e.mean - e.truth) ** 2))),
    prior_rmse: Math.sqrt(mean(truths.map(variance))),
    width90_over_prior: mean(all.map((e) => e.q95 - e.q05)) / range,
    mean_z: mean(all.filter((e) => e.sd > 0).map((e) => (e.truth - e.mean) / e.sd)),
    ranks,
    rank_p: rankP(data, rankDraws),
  };
}

/** Fewest data sets whose scatter says how exact their mean is. */
const fewestSets = 20;

/**
 * Two z scores, of the mean of the scaled ranks u and of (2u - 1)^2, whose expectations under uniform ranks are 1/2 and 1/3;
 * their squares add up to a chi-squared with 2 degrees of freedom, whose tail is exp(-x / 2).
 */
function rankP(data: readonly (readonly Recovered[])[], rankDraws: number): number {
  if (data.length < fewestSets) return Number.NaN;
  const scaled = data.map((elements) => elements.map(({ rank }) => (rank + 0.5) / (rankDraws + 1)));
  const bias = scaled.map((us) => mean(us) - 1 / 2);
  const spread = scaled.map((us) => mean(us.map((u) => (2 * u - 1) ** 2)) - 1 / 3);
  const z = (values: readonly number[]) => mean(values) / Math.sqrt(variance(values) / values.length);
  return Math.exp(-(z(bias) ** 2 + z(spread) ** 2) / 2);
}
