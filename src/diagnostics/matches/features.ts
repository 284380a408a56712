/**
 * What can be seen of a candidate without the truth, and tells a match from an artefact: whether other starts found it too, and
 * how it stands among the candidates of its own start. Agreement alone is no proof: starts can agree on a blend of several rows.
 */
import type { Rows } from "../matching/match.ts";
import { rowOf } from "../matching/match.ts";
import { mean, quantile, sorted, variance } from "../moments.ts";
import type { Similarities } from "./similarity.ts";

/** In the order of the numbers that `featuresOf` gives. */
export const featureNames = ["agreement", "worst_quarter", "closeness", "spread", "twin", "third"] as const;

/** Correlations above this differ by what optimisers leave undone. */
const SAME = 1 - 1e-6;

/**
 * Of each candidate, [candidate][feature], with likenesses for correlations where the truth is not matched by NCC:
 * - `agreement`: the correlation with the most similar candidate of another start, in the mean over the other starts;
 * - `worst_quarter`: the lower quartile of that over the other starts;
 * - `closeness`: the mean of -log(1 - correlation): near-perfect agreement counts for more;
 * - `spread`: log of the standard deviation of its elements, less the median over all candidates;
 * - `twin`, `third`: the largest and second largest correlation with other candidates of its own start.
 *
 * @param answers at least two starts
 */
export function featuresOf(answers: readonly Rows[], { candidates, starts, table }: Similarities): number[][] {
  const n = candidates.length;
  const spreads = candidates.map(({ start, row }) => Math.log(spreadOf(rowOf(answers[start], row))));
  const middle = quantile(sorted(spreads), 0.5);
  return candidates.map((own, i) => {
    const best = new Float64Array(starts).fill(-1);
    const beside: number[] = [];
    candidates.forEach(({ start }, j) => {
      const value = table[i * n + j];
      if (start !== own.start) best[start] = Math.max(best[start], value);
      else if (j !== i) beside.push(value);
    });
    const others = best.filter((_, start) => start !== own.start);
    const [third = -1, twin = -1] = sorted(beside).slice(-2);
    return [
      mean(others),
      quantile(sorted(others), 0.25),
      mean(others.map((value) => -Math.log(1 - Math.min(value, SAME)))),
      spreads[i] - middle,
      beside.length === 1 ? beside[0] : twin,
      beside.length === 1 ? -1 : third,
    ];
  });
}

/** Of a constant row the smallest number that has a logarithm worth comparing. */
function spreadOf(row: Float64Array): number {
  return Math.max(row.length < 2 ? 0 : Math.sqrt(variance(row)), 1e-12);
}
