/** R-hat: how much longer chains could still shrink the spread between them (Vehtari, Gelman, Simpson, Carpenter & Bürkner 2021). */
import { mean, pooled, quantile, sorted, variance } from "./moments.ts";
import { rankNormalised } from "./rank-normal.ts";
import { splitChains } from "./split.ts";

/** sqrt(var+ / W), equations (1)-(4), of chains of equal length. */
export function potentialScaleReduction(chains: readonly Float64Array[]): number {
  const n = chains[0].length;
  const within = mean(chains.map(variance));
  const between = n * variance(chains.map(mean));
  return Math.sqrt((between / within + n - 1) / n);
}

/**
 * Rank-normalised R-hat of split chains, the larger of that of the values (location) and of their distance from the median (spread).
 * NaN with fewer than 4 draws a chain or with draws that are all equal or not finite. Below 1.01 is good.
 */
export function rhat(chains: readonly ArrayLike<number>[]): number {
  const split = splitChains(chains);
  if (split.length < 2 || split[0].length < 2) return Number.NaN;
  return rankedReduction(split);
}

/** The same for chains that are not to be split. */
export function rankedReduction(chains: readonly Float64Array[]): number {
  const median = quantile(sorted(pooled(chains)), 0.5);
  const folded = chains.map((chain) => chain.map((x) => Math.abs(x - median)));
  return Math.max(potentialScaleReduction(rankNormalised(chains)), potentialScaleReduction(rankNormalised(folded)));
}
