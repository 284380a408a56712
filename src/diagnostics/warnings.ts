/** From the numbers of a run to plain sentences that say what is wrong and what to do. */
import type { ChainSummary } from "../inference/kernel.ts";
import { energyFraction } from "./energy.ts";
import { mean } from "./moments.ts";
import { startWarnings } from "./starts.ts";
import type { Summary } from "./summary.ts";

/** One chain or island as far as the warnings need it. */
export interface ChainRecord {
  /** Of each draw, by the names in `DrawStatistics`. */
  readonly statistics: Readonly<Record<string, readonly number[]>>;
  /** Of each draw. */
  readonly logDensities?: readonly number[];
  readonly summary?: ChainSummary;
  readonly complete: boolean;
}

export interface RunRecord {
  readonly algorithm: string;
  /** Set where the chains are starts of an optimiser: one point each, and no draws. */
  readonly findsPoints?: boolean;
  readonly summaries: ReadonlyMap<string, Summary>;
  readonly chains: readonly ChainRecord[];
  /** Options in force, where they matter for the advice. */
  readonly options?: {
    readonly delta?: number;
    readonly max_depth?: number;
    readonly particles?: number;
    readonly correlation?: number;
  };
}

const HIGHEST_RHAT = 1.01;
const FEWEST_PER_CHAIN = 100;
const LOWEST_ENERGY_FRACTION = 0.3;
/** Distinct first ancestors that an SMC island should have left. */
const FEWEST_ANCESTORS = 50;
/** How far above the wanted correlation the last stage may end without a word. */
const TOLERATED_CORRELATION = 1.5;

/** All that should be said about the run, most serious first; empty when there is nothing to say. */
export function warnings(run: RunRecord): string[] {
  if (run.findsPoints === true) return [...incomplete(run), ...startWarnings(run)];
  return [
    ...incomplete(run),
    ...divergences(run),
    ...disagreement(run),
    ...fewDraws(run),
    ...energies(run),
    ...depths(run),
    ...particles(run),
  ];
}

function isParticleMethod(run: RunRecord): boolean {
  return run.algorithm === "smc";
}

function chainWord(run: RunRecord, count: number): string {
  const word = isParticleMethod(run) ? "island" : run.findsPoints === true ? "start" : "chain";
  return count === 1 ? word : `${word}s`;
}

function values(chain: ChainRecord, name: string): readonly number[] {
  return chain.statistics[name] ?? [];
}

function hasDraws({ logDensities = [], statistics }: ChainRecord): boolean {
  return logDensities.length > 0 || Object.values(statistics).some(({ length }) => length > 0);
}

function incomplete(run: RunRecord): string[] {
  const stopped = run.chains.filter((chain) => !chain.complete);
  if (stopped.length === 0) return [];
  const reason = stopped[0].summary?.stopped === "budget" ? "the query budget was used up" : "it was interrupted";
  const many = `${stopped.length} of ${run.chains.length} ${chainWord(run, run.chains.length)}`;
  if (run.findsPoints === true) {
    return [`The run is not complete: ${reason} before ${many} had ended. They have no result.`];
  }
  if (!isParticleMethod(run) && !run.chains.some(hasDraws)) {
    const remedy = stopped[0].summary?.stopped === "budget" ? "Allow more queries" : "Let it run longer";
    return [
      `The run has no results: ${reason} before the first draw. ${remedy}; where the warm-up takes long, shorten it (warmup = ...).`,
    ];
  }
  if (!isParticleMethod(run))
    return [
      `The run is not complete: ${reason} before ${many} had all draws. The results are from the draws made so far.`,
    ];
  const advice = stopped[0].summary?.stopped === "budget" ? " Allow more queries or use fewer particles." : "";
  const reached = Math.min(...stopped.map((chain) => chain.summary?.statistics.temperature ?? 0));
  return [
    `The run is not complete: ${reason} before ${many} reached temperature 1 (the lowest is at ${reached.toPrecision(3)}). Such particles are not draws from the posterior and are left out.${advice}`,
  ];
}

function divergences(run: RunRecord): string[] {
  let divergent = 0;
  let draws = 0;
  for (const chain of run.chains) {
    for (const d of values(chain, "divergent")) {
      divergent += d;
      draws++;
    }
  }
  if (divergent === 0) return [];
  const delta = run.options?.delta ?? 0.8;
  const raise = delta < 0.95 ? `raise delta from ${delta} to 0.95` : `raise delta above ${delta}`;
  return [
    `${divergent} of ${draws} transitions diverged: the sampler could not follow the posterior everywhere, and the results may be biased. First ${raise}; if that does not help, write hierarchies in non-centred form (z ~ Normal(0, 1), x = mu + tau * z).`,
  ];
}

/** The worst of the quantities, and how many are bad. */
function worst(
  run: RunRecord,
  badness: (summary: Summary) => number,
): { name: string; value: number; count: number } | undefined {
  let found: { name: string; value: number } | undefined;
  let count = 0;
  for (const [name, summary] of run.summaries) {
    const value = badness(summary);
    // A constant mixes as well as anything can.
    if (!(value > 0) || summary.sd === 0) continue;
    count++;
    if (found === undefined || value > found.value) found = { name, value };
  }
  return found && { ...found, count };
}

function others(count: number): string {
  return count > 1 ? ` and ${count - 1} more` : "";
}

function disagreement(run: RunRecord): string[] {
  const bad = worst(run, (summary) => summary.rhat - HIGHEST_RHAT);
  if (bad === undefined) return [];
  const value = (bad.value + HIGHEST_RHAT).toFixed(bad.value < 0.001 ? 5 : 3);
  const advice = isParticleMethod(run)
    ? "The islands disagree: use more particles or more moves (move = rwm(steps = ...))."
    : "The chains have not mixed: run them longer (warmup, draws), and look for several modes or parameters that the data cannot tell apart.";
  return [`R-hat is ${value} for ${bad.name}${others(bad.count)}; it should be below ${HIGHEST_RHAT}. ${advice}`];
}

function fewDraws(run: RunRecord): string[] {
  const needed = FEWEST_PER_CHAIN * Math.max(1, run.chains.length);
  const bad = worst(run, (summary) => needed - Math.min(summary.ess_bulk, summary.ess_tail));
  if (bad === undefined) return [];
  const size = Math.round(needed - bad.value);
  const advice = isParticleMethod(run)
    ? "Use more particles."
    : "Make more draws, or choose an algorithm that mixes faster.";
  return [
    `Only ${size} effective draws for ${bad.name}${others(bad.count)}; ${needed} are needed for errors and R-hat to be trusted (${FEWEST_PER_CHAIN} a ${chainWord(run, 1)}). ${advice}`,
  ];
}

function energies(run: RunRecord): string[] {
  const fractions = run.chains.map((chain) => energyFraction(values(chain, "energy")));
  const low = fractions.filter((fraction) => fraction < LOWEST_ENERGY_FRACTION);
  if (low.length === 0) return [];
  return [
    `E-BFMI is ${Math.min(...low).toFixed(2)} in ${low.length} of ${run.chains.length} ${chainWord(run, run.chains.length)} (below ${LOWEST_ENERGY_FRACTION}): the tails are explored slowly. Non-centred hierarchies or tighter priors on scales usually cure it.`,
  ];
}

function depths(run: RunRecord): string[] {
  const most = run.options?.max_depth ?? 10;
  if (run.algorithm !== "nuts") return [];
  let hits = 0;
  let draws = 0;
  for (const chain of run.chains) {
    for (const depth of values(chain, "depth")) {
      if (depth >= most) hits++;
      draws++;
    }
  }
  // A rare long trajectory costs nothing worth a warning.
  if (hits <= 0.01 * draws) return [];
  return [
    `${hits} of ${draws} trajectories were cut off at max_depth = ${most}: draws are slower than they could be, not wrong. Rescale the latents so that posterior widths are alike, or raise max_depth.`,
  ];
}

function particles(run: RunRecord): string[] {
  if (!isParticleMethod(run)) return [];
  const complete = run.chains.flatMap(({ summary, complete }) => (complete && summary !== undefined ? [summary] : []));
  if (complete.length === 0) return [];
  const sentences: string[] = [];
  const ancestors = Math.min(...complete.map((summary) => summary.ancestors ?? Number.POSITIVE_INFINITY));
  if (ancestors < FEWEST_ANCESTORS) {
    sentences.push(
      `Only ${ancestors} of the first particles have descendants in some island: the evidence is rough and depends on few prior draws. Use more particles, or a larger ess.`,
    );
  }
  const wanted = run.options?.correlation ?? 0.1;
  const reached = mean(complete.map((summary) => summary.statistics.correlation ?? 0));
  if (reached > TOLERATED_CORRELATION * wanted) {
    sentences.push(
      `The particles still remember where they stood before the last moves (correlation ${reached.toFixed(2)}): draws are not independent. Give the move more steps, or use a gradient kernel (move = hmc()). Separate modes that no move crosses look the same: then only their shares are less certain.`,
    );
  }
  return sentences;
}
