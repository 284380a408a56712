/** What a pair's runs come to: correlations of the divergence with prior and model, base against synthetic accuracy. */
import type { PairResult } from "./pair.ts";

export interface PairSummary {
  /** Pearson correlations: shift of the prior with energy distance, */
  readonly prior: number;
  /** accuracy of the model with energy distance, */
  readonly model: number;
  /** accuracy of the model with that of the synthetic one. */
  readonly synthetic: number;
  /** Mean absolute difference of the two accuracies. */
  readonly gap: number;
  /** How far the accuracy of the model moves over the levels of noise, each the mean of its runs. */
  readonly moved: number;
  /** Energy distance with the true prior, the mean of its runs. */
  readonly atTruth: number;
}

const mean = (values: readonly number[]): number => values.reduce((sum, x) => sum + x, 0) / values.length;

/** NaN where one of the two does not vary. */
export function pearson(a: readonly number[], b: readonly number[]): number {
  const [first, second] = [mean(a), mean(b)];
  let [product, left, right] = [0, 0, 0];
  for (const [i, x] of a.entries()) {
    product += (x - first) * (b[i] - second);
    left += (x - first) ** 2;
    right += (b[i] - second) ** 2;
  }
  return product / Math.sqrt(left * right);
}

export function summarisePair({ prior, noise }: PairResult): PairSummary {
  const base = noise.map((run) => run.base);
  const levels = [...new Set(noise.map((run) => run.noise))].map((level) =>
    mean(noise.filter((run) => run.noise === level).map((run) => run.base)),
  );
  return {
    prior: pearson(
      prior.map((run) => run.shift),
      prior.map((run) => run.energy),
    ),
    model: pearson(
      base,
      noise.map((run) => run.energy),
    ),
    synthetic: pearson(
      base,
      noise.map((run) => run.synthetic),
    ),
    gap: mean(noise.map((run) => Math.abs(run.base - run.synthetic))),
    moved: Math.max(...levels) - Math.min(...levels),
    atTruth: mean(prior.filter((run) => run.shift === 0).map((run) => run.energy)),
  };
}
