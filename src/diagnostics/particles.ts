/**
 * Monte Carlo error of SMC draws. Particles are exchangeable, no time series: autocorrelation in the order of their indices means
 * nothing. What ties them together is descent. So the error of a mean is estimated within an island from its families (Lee &
 * Whiteley 2018, "Variance estimation in the particle filter", eq. 7): the sum over families of the squared sums of their centred
 * values, over N^2. Where moves have made relatives independent this is variance / N; where they have not, it is larger. With too
 * few families alive, or none recorded, the spread of four or more island means is used; with fewer islands there is no honest estimate, and
 * the answer is NaN.
 */
import { mean, pooled, quantile, sorted, variance } from "./moments.ts";
import { rankNormalised } from "./rank-normal.ts";

/** Below this many families their sums of squares say little. */
const FEWEST_FAMILIES = 20;
const FEWEST_ISLANDS = 4;

/** [island][particle]: the first ancestors of each part of the particle. */
export type Families = readonly (readonly ArrayLike<number>[])[];

/** Variance of the mean over all islands of a quantity, [island][particle]. */
export function varianceOfMean(islands: readonly ArrayLike<number>[], families?: Families): number {
  const count = islands.length;
  if (families !== undefined && families.length === count) {
    const within = islands.map((values, k) => familyVariance(values, families[k]));
    if (within.every((v): v is number => v !== undefined)) {
      const total = islands.reduce((sum, values) => sum + values.length, 0);
      return within.reduce((sum, v, k) => sum + v * (islands[k].length / total) ** 2, 0);
    }
  }
  return count >= FEWEST_ISLANDS ? variance(islands.map(mean)) / count : Number.NaN;
}

/**
 * Within one island. A quantity that depends on one part alone varies with the families of that part, and the families of others look like
 * chance groups; which part it is need not be known: the largest estimate is taken, a little too large rather than too small.
 */
function familyVariance(values: ArrayLike<number>, families: readonly ArrayLike<number>[]): number | undefined {
  const n = values.length;
  if (families.length !== n || n === 0) return undefined;
  const centre = mean(values);
  let largest = 0;
  for (let part = 0; part < families[0].length; part++) {
    const sums = new Map<number, number>();
    for (let i = 0; i < n; i++) {
      const family = families[i][part];
      sums.set(family, (sums.get(family) ?? 0) + values[i] - centre);
    }
    if (sums.size < FEWEST_FAMILIES) return undefined;
    let squares = 0;
    for (const sum of sums.values()) squares += sum * sum;
    largest = Math.max(largest, squares / (n * n));
  }
  return largest;
}

/** Effective draws of a quantity: its variance over that of its mean, at most the number of particles. */
function sizeOf(islands: readonly ArrayLike<number>[], families?: Families): number {
  const all = pooled(islands);
  const spread = variance(all);
  return spread === 0 ? all.length : Math.min(all.length, spread / varianceOfMean(islands, families));
}

/** As `bulkSize` of Markov chains: of rank-normalised values. */
export function particleBulkSize(islands: readonly ArrayLike<number>[], families?: Families): number {
  return sizeOf(rankNormalised(islands), families);
}

/** As `tailSize` of Markov chains: the fewer of the two tails' indicators. */
export function particleTailSize(islands: readonly ArrayLike<number>[], families?: Families): number {
  const ascending = sorted(pooled(islands));
  const sizes = [0.05, 0.95].map((probability) => {
    const bound = quantile(ascending, probability);
    return sizeOf(
      islands.map((values) => Float64Array.from(values, (x) => (x <= bound ? 1 : 0))),
      families,
    );
  });
  return Math.min(...sizes);
}
