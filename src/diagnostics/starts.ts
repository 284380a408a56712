/** What starts of an optimiser say about each other: which is best, how many agree with it, which failed or had not settled. */
import type { RunRecord } from "./warnings.ts";

/** Nats below the best within which a start counts as equally good: a posterior probability of at least 0.9 of it. */
export const EQUALLY_GOOD = 0.1;
/** Largest norm of the gradient at an optimum, in units of the log density there, or of 1 where that is smaller. */
const LARGEST_GRADIENT = 1e-3;

export interface BestStart {
  /** Counts from 0. */
  readonly chain: number;
  readonly logDensity: number;
  readonly gradientNorm: number;
  /** Starts, itself included, that are equally good. */
  readonly reached: number;
}

interface Start {
  readonly logDensities: readonly number[];
  readonly statistics: Readonly<Record<string, readonly number[]>>;
}

/** The start with the highest log density; undefined where none has ended. */
export function bestStart(starts: readonly Start[]): BestStart | undefined {
  let best = -1;
  starts.forEach(({ logDensities: [own] }, i) => {
    if (own !== undefined && (best < 0 || own > starts[best].logDensities[0])) best = i;
  });
  if (best < 0) return undefined;
  const logDensity = starts[best].logDensities[0];
  return {
    chain: best,
    logDensity,
    gradientNorm: starts[best].statistics.gradient_norm?.[0] ?? Number.NaN,
    reached: starts.filter(({ logDensities: [own] }) => own >= logDensity - EQUALLY_GOOD).length,
  };
}

/** Most serious first. */
export function startWarnings({ chains }: RunRecord): string[] {
  return [...failed(chains), ...unsettled(chains), ...disagreement(chains)];
}

type Chains = RunRecord["chains"];

function failed(chains: Chains): string[] {
  const bad = chains.flatMap(({ summary }, i) => (summary?.failure === undefined ? [] : [{ i, summary }]));
  if (bad.length === 0) return [];
  const [{ i, summary }] = bad;
  const steps = summary.statistics.steps;
  const when = steps === 0 ? "where it began" : `after ${steps} steps`;
  return [
    `${bad.length} of ${chains.length} starts failed and have no result: in start ${i + 1}, ${when}, ${summary.failure?.message}. Look for an argument that leaves its domain, a rate that is too high, or start elsewhere (start = { .. }).`,
  ];
}

function unsettled(chains: Chains): string[] {
  const ended = chains.flatMap(({ statistics, logDensities = [] }) =>
    (statistics.gradient_norm ?? []).map((norm, i) => ({ norm, scale: Math.max(1, Math.abs(logDensities[i] ?? 1)) })),
  );
  const bad = ended.filter(({ norm, scale }) => !(norm <= LARGEST_GRADIENT * scale));
  if (bad.length === 0) return [];
  const worst = Math.max(...bad.map(({ norm }) => norm));
  return [
    `${bad.length} of ${ended.length} starts had not settled: the norm of the gradient is still up to ${worst.toPrecision(2)} where they ended. Take more steps, another rate, or decay = cosine.`,
  ];
}

function disagreement(chains: Chains): string[] {
  const best = bestStart(chains.map(({ statistics, logDensities = [] }) => ({ statistics, logDensities })));
  const ended = chains.filter(({ logDensities = [] }) => logDensities.length > 0).length;
  if (best === undefined || ended < 2 || 2 * best.reached >= ended) return [];
  return [
    `Only ${best.reached} of ${ended} starts reached the best log density (within ${EQUALLY_GOOD}): there are several optima, or climbs that ended early, and a better one may not have been found. More starts tell more.`,
  ];
}
