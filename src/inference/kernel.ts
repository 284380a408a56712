/** The contracts of inference: what a kernel asks, what a density answers, what an algorithm yields. */
import type { Random } from "./random.ts";

export type Wants = "value" | "gradient";

/** Why a density could not be evaluated; a recoverable one is a rejected proposal, a fatal one ends the run. */
export interface Failure {
  readonly recoverable: boolean;
  readonly message: string;
}

/**
 * One question to the density. Buffers belong to the kernel and are reused; the scheduler fills in the answers.
 * The tempered log density of part p is parts[2p] + temperature[p] * parts[2p + 1], Jacobian terms within the prior's share.
 */
export interface Query {
  /** Unconstrained, [dimension]. */
  readonly position: Float64Array;
  wants: Wants;
  /** Sum over the parts of prior + temperature * likelihood; -Infinity where the density is zero or failed. */
  logDensity: number;
  /** Sum over the parts of the log likelihood, untempered. */
  logLikelihood: number;
  /** Of `logDensity`, [dimension]; filled when wanted. */
  readonly gradient: Float64Array;
  /** [part, 2]: log prior and log likelihood of each independent part (at least one). */
  readonly parts: Float64Array;
  failure?: Failure;
}

/** A computation that yields queries and is resumed once they are answered. Keep one generator frame in hot loops. */
export type Ask<T> = Generator<Query, T, void>;

/** A coordinate that is a whole number between bounds, which may be infinite: a discrete latent that is not summed out. */
export interface DiscreteCoordinate {
  readonly index: number;
  readonly lower: number;
  readonly upper: number;
}

/** What a kernel may know of the density it moves on. */
export interface Target {
  readonly dimension: number;
  /** How many parts share no term: moves may be accepted for each on its own. */
  readonly partCount: number;
  /** [dimension]: the part of each coordinate. */
  readonly partOf: Int32Array;
  /** Coordinates that are whole numbers; absent where there are none. */
  readonly discrete?: readonly DiscreteCoordinate[];
  /** [partCount] temperatures of this lane; a kernel reads them, the algorithm changes them between steps. */
  readonly temperature: Float64Array;
}

export interface Kernel<State, Info> {
  init(position: Float64Array, random: Random): Ask<State>;
  step(state: State, random: Random): Ask<{ state: State; info: Info }>;
}

/** Many evaluations at once. All arrays are lane-major and may be longer than the lanes in use. */
export interface Batch {
  lanes: number;
  wants: Wants;
  /** [lanes, dimension] */
  readonly positions: Float64Array;
  /** [lanes, partCount] */
  readonly temperatures: Float64Array;
  /** [lanes, partCount, 2] */
  readonly parts: Float64Array;
  /** [lanes, dimension] of sum_p prior_p + temperature_p * likelihood_p */
  readonly gradients: Float64Array;
}

/** A compiled log density over unconstrained positions. */
export interface Density {
  readonly dimension: number;
  readonly partCount: number;
  readonly partOf: Int32Array;
  /** Coordinates that are whole numbers; absent where there are none. */
  readonly discrete?: readonly DiscreteCoordinate[];
  /** False when a black box on the way has no gradient: kernels that want one are refused before the run. */
  readonly hasGradient: boolean;
  /** Fills `parts` (and `gradients`). Synchronous unless a provider is not. Throws BudgetExhausted before over-asking. */
  evaluate(batch: Batch): void | Promise<void>;
  /** Rows answered so far by each black box. */
  readonly queries: () => number;
}

/** Thrown by a density whose black box may not answer the rows asked for: the run ends with what it has. */
export class BudgetExhausted extends Error {
  constructor(
    readonly box: string,
    readonly budget: number,
  ) {
    super(`the budget of ${budget} queries to ${box} is used up`);
    this.name = "BudgetExhausted";
  }
}

/** Numbers an algorithm reports with a draw: `divergent`, `depth`, `energy`, `acceptance`, `leapfrogs`, `step_size`, ... */
export type DrawStatistics = Readonly<Record<string, number>>;

export interface Draw {
  /** Chain of a Markov chain method, island of SMC. */
  readonly chain: number;
  /** Counts from 0 within the chain, warm-up not included. */
  readonly index: number;
  readonly position: Float64Array;
  readonly logDensity: number;
  readonly statistics: DrawStatistics;
  /** SMC, [partCount]: the particle of the first generation that each part descends from; tells how far draws are independent. */
  readonly families?: Int32Array;
}

/** What an algorithm says while it runs; also the last word of a run. */
export type RunEvent =
  | { readonly kind: "draw"; readonly draw: Draw }
  | {
      readonly kind: "progress";
      readonly chain: number;
      readonly phase: "warmup" | "sampling" | "tempering" | "climbing";
      /** Fraction done in [0, 1] of this chain; for tempering the (smallest) temperature. */
      readonly done: number;
      readonly statistics: DrawStatistics;
    }
  /** A chain or island that has ended; `complete` is false when it was cancelled or met the budget. */
  | { readonly kind: "end"; readonly chain: number; readonly complete: boolean; readonly summary: ChainSummary };

export interface ChainSummary {
  readonly seconds: number;
  readonly queries: number;
  readonly evaluations: number;
  /** [partCount] for SMC with proper priors: log evidence of each independent part. */
  readonly logEvidence?: Float64Array;
  /** SMC: distinct first ancestors that survive, the fewest over the parts. */
  readonly ancestors?: number;
  readonly stages?: number;
  /** Set when the chain stopped for this reason. */
  readonly stopped?: "cancelled" | "budget";
  /** Set where it has no draw because the density stopped being a number, at that unconstrained position. */
  readonly failure?: { readonly message: string; readonly position: Float64Array };
  readonly statistics: DrawStatistics;
}

/** What an algorithm is given besides its options. */
export interface Problem {
  readonly density: Density;
  readonly seed: number;
  /** Draws an unconstrained position from the prior; absent where the prior is improper. */
  readonly priorDraw?: (random: Random, out: Float64Array) => void;
  /** Polled between steps; true ends the run cleanly with what it has. */
  readonly cancelled: () => boolean;
  /** Unconstrained positions to start from, one a chain; without them, uniform in (-2, 2) as in Stan. */
  readonly starts?: readonly Float64Array[];
}

/** One option of an algorithm, a kernel or a provider: how it is checked, shown in help and given its default. */
export interface OptionSpec {
  readonly name: string;
  /** `unit` is open, `fraction` may be 0; `start` and `within` are records by latent (values or distributions, subspaces), kept as their text. */
  readonly type:
    | "count"
    | "positive"
    | "unit"
    | "fraction"
    | "flag"
    | "word"
    | "kernel"
    | "optimizer"
    | "gradient"
    | "start"
    | "model"
    | "within";
  readonly default: OptionValue;
  readonly words?: readonly string[];
  /** Of a count: the smallest legal one; 0 where absent. */
  readonly minimum?: number;
  /** The largest legal count, where a larger one could only exhaust memory or time. */
  readonly maximum?: number;
  /** One line with meaning and unit. */
  readonly documentation: string;
}
/** Plain data, so that it crosses to a worker thread. */
export type OptionValue = number | boolean | string | null | Construction;
/** `rwm(steps = 10)`, `finite_difference()`: a named thing with options of its own. */
export interface Construction {
  readonly name: string;
  readonly options: Readonly<Record<string, OptionValue>>;
}

export interface Algorithm {
  readonly name: string;
  readonly documentation: string;
  readonly options: readonly OptionSpec[];
  /** Set where it begins with draws of the prior, which an improper prior does not have. */
  readonly needsPriorDraws?: boolean;
  /** Set where each chain yields one point, an optimum, and no draws of the posterior. */
  readonly findsPoints?: true;
  /** True when it wants the density of the constrained quantities under these options, without Jacobian terms. */
  withoutJacobian?(options: Construction["options"]): boolean;
  /** Set where another system runs it, on a printed program: `run` is never called. */
  readonly external?: true;
  /** Set where it asks a black box at points of its own and finds a network: it needs no density, and `run` is never called. */
  readonly seeks?: true;
  /** True when it asks for gradients under these options. */
  needsGradient(options: Construction["options"]): boolean;
  /** True when it can move discrete latents that are not summed out. */
  movesDiscrete?(options: Construction["options"]): boolean;
  /** The independent runs (chains, islands) it consists of: each may go to a worker of its own. */
  chains(options: Construction["options"]): number;
  /** Runs the named chains; the draws do not depend on which chains share a call. */
  run(problem: Problem, options: Construction["options"], chains: readonly number[]): AsyncIterable<RunEvent>;
}
