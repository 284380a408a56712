/** Effective sample size of Markov chains (Vehtari et al. 2021, section 3.2; Geyer 1992). */
import { Autocovariance } from "./autocovariance.ts";
import { mean, pooled, quantile, sorted, variance } from "./moments.ts";
import { rankNormalised } from "./rank-normal.ts";
import { splitChains } from "./split.ts";

/**
 * Effective draws of the mean, from chains of equal length as they are: autocorrelations of all chains together (eq. 10), summed over
 * Geyer's initial monotone positive sequence of pairs (eq. 11-13). At most S log10 S of S draws, as antithetic chains would
 * promise too much. NaN with fewer than 4 draws a chain or non-finite ones; S when all draws are equal.
 */
export function effectiveSize(chains: readonly Float64Array[]): number {
  const n = chains[0]?.length ?? 0;
  const total = chains.length * n;
  const all = pooled(chains);
  if (n < 4 || !all.every(Number.isFinite)) return Number.NaN;
  if (all.every((x) => x === all[0])) return total;

  const covariances = chains.map((chain) => new Autocovariance(chain));
  const covariance = (lag: number): number => mean(covariances.map((a) => a.at(lag)));
  const within = (covariance(0) * n) / (n - 1);
  const between = chains.length > 1 ? variance(chains.map(mean)) : 0;
  const plus = (within * (n - 1)) / n + between;
  const rho = (lag: number): number => 1 - (within - covariance(lag)) / plus;

  const rhos = positiveSequence(rho, n);
  const tau = 2 * rhos.pairs.reduce((sum, pair) => sum + pair, 0) - 1 + rhos.last;
  return total / Math.max(tau, 1 / Math.log10(total));
}

/**
 * Sums of neighbouring autocorrelations, rho(0) + rho(1), rho(2) + rho(3), ..., while they are positive and made monotone. The pair at
 * which the sequence ends is left out, but for its even lag where that is positive: this lessens the bias for antithetic chains.
 */
function positiveSequence(rho: (lag: number) => number, n: number): { pairs: number[]; last: number } {
  const all: number[] = [1 + rho(1)];
  let even = 1;
  let lag = 1;
  while (lag < n - 3 && all[all.length - 1] > 0) {
    even = rho(lag + 1);
    all.push(even + rho(lag + 2));
    lag += 2;
  }
  const pairs = all.slice(0, -1);
  for (let k = 1; k < pairs.length; k++) pairs[k] = Math.min(pairs[k], pairs[k - 1]);
  return { pairs, last: Math.max(0, even) };
}

/** Effective draws for the bulk: of the rank-normalised split chains. */
export function bulkSize(chains: readonly ArrayLike<number>[]): number {
  return effectiveSize(rankNormalised(splitChains(chains)));
}

/** Effective draws for the tails: the fewer of those of the indicators x <= 5 % quantile and x <= 95 % quantile. */
export function tailSize(chains: readonly ArrayLike<number>[]): number {
  const ascending = sorted(pooled(chains));
  if (!ascending.every(Number.isFinite)) return Number.NaN;
  const sizes = [0.05, 0.95].map((probability) => {
    const bound = quantile(ascending, probability);
    return effectiveSize(splitChains(chains.map((chain) => Float64Array.from(chain, (x) => (x <= bound ? 1 : 0)))));
  });
  return Math.min(...sizes);
}

/** Monte Carlo standard error of the mean: sd / sqrt(effective draws of the split chains). */
export function mcseMean(chains: readonly ArrayLike<number>[]): number {
  return Math.sqrt(variance(pooled(chains)) / effectiveSize(splitChains(chains)));
}

/** Monte Carlo standard error of the standard deviation, by the delta method on the effective draws of (x - mean)^2. */
export function mcseSd(chains: readonly ArrayLike<number>[]): number {
  const all = pooled(chains);
  const centre = mean(all);
  const squares = chains.map((chain) => Float64Array.from(chain, (x) => (x - centre) ** 2));
  const pooledSquares = pooled(squares);
  const variance2 = mean(pooledSquares);
  const spread = mean(pooledSquares.map((x) => x * x)) - variance2 * variance2;
  return Math.sqrt(spread / effectiveSize(splitChains(squares)) / variance2 / 4);
}
