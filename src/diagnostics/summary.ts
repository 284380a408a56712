/** What is told of one scalar quantity: moments, quantiles, and how far they can be trusted. */
import { bulkSize, mcseMean, tailSize } from "./ess.ts";
import { mean, pooled, quantile, sorted, variance } from "./moments.ts";
import { type Families, particleBulkSize, particleTailSize, varianceOfMean } from "./particles.ts";
import { rankedReduction, rhat } from "./rhat.ts";
import { equalChains } from "./split.ts";

export interface Summary {
  readonly mean: number;
  readonly sd: number;
  readonly q05: number;
  readonly q50: number;
  readonly q95: number;
  /** Monte Carlo standard error of the mean. */
  readonly mcse_mean: number;
  readonly ess_bulk: number;
  readonly ess_tail: number;
  readonly rhat: number;
  /** Of a discrete quantity: how probable each of its values is, by label. */
  readonly probabilities?: Readonly<Record<string, number>>;
}

function describe(draws: readonly ArrayLike<number>[]) {
  const all = pooled(draws);
  const ascending = sorted(all);
  return {
    mean: mean(all),
    sd: Math.sqrt(variance(all)),
    q05: quantile(ascending, 0.05),
    q50: quantile(ascending, 0.5),
    q95: quantile(ascending, 0.95),
  };
}

/**
 * Of Markov chains, [chain][draw]. Moments and quantiles use every draw; the diagnostics cut chains to the shortest, as
 * a run that was stopped may leave them unequal. NaN where there are too few draws to say.
 */
export function summarise(draws: readonly ArrayLike<number>[]): Summary {
  const chains = equalChains(draws.filter((chain) => chain.length > 0));
  const some = chains.length > 0;
  return {
    ...describe(draws),
    mcse_mean: some ? mcseMean(chains) : Number.NaN,
    ess_bulk: some ? bulkSize(chains) : Number.NaN,
    ess_tail: some ? tailSize(chains) : Number.NaN,
    rhat: some ? rhat(chains) : Number.NaN,
  };
}

/** Of the points that starts of an optimiser reached: where they lie. They are no draws, so nothing is said of errors. */
export function summarisePoints(points: readonly ArrayLike<number>[]): Summary {
  const none = { mcse_mean: Number.NaN, ess_bulk: Number.NaN, ess_tail: Number.NaN, rhat: Number.NaN };
  return { ...describe(points), ...none };
}

/** Of SMC particles, [island][particle], with the `families` of the draws where known; see particles.ts. R-hat compares the islands. */
export function summariseParticles(draws: readonly ArrayLike<number>[], families?: Families): Summary {
  const islands = draws.filter((island) => island.length > 1);
  const known = families?.filter((_, k) => draws[k].length > 1);
  return {
    ...describe(draws),
    mcse_mean: Math.sqrt(varianceOfMean(islands, known)),
    ess_bulk: particleBulkSize(islands, known),
    ess_tail: particleTailSize(islands, known),
    rhat: islands.length > 1 ? rankedReduction(equalChains(islands)) : Number.NaN,
  };
}
