/** The probability that a candidate is a match, from what can be seen of it; learnt on other nets than the one it is said of. */

import type { Likeness } from "./similarity.ts";

/** Log odds are intercept + sum_k weights[k] * (x[k] - centre[k]) / scale[k]. */
export interface MatchModel {
  readonly features: readonly string[];
  readonly centre: readonly number[];
  readonly scale: readonly number[];
  readonly weights: readonly number[];
  readonly intercept: number;
  /** What the candidates were compared by; absent: by correlation. */
  readonly by?: Likeness;
}

/** @param features of one candidate, in the order of `model.features` */
export function matchProbability(model: MatchModel, features: readonly number[]): number {
  const odds = model.weights.reduce(
    (sum, weight, k) => sum + (weight * (features[k] - model.centre[k])) / model.scale[k],
    model.intercept,
  );
  return 1 / (1 + Math.exp(-odds));
}
