/** What the main thread and a worker thread say to each other: plain data only. */
import type { DensityPlan } from "../density/plan.ts";
import type { PriorPlan } from "../density/sampler.ts";
import type { ChainSummary, Construction, RunEvent } from "../inference/kernel.ts";

/** One or more chains of one algorithm on one density. */
export interface Job {
  readonly density: DensityPlan;
  /** Absent where the prior is improper. */
  readonly prior?: PriorPlan;
  readonly algorithm: Construction;
  readonly seed: number;
  readonly chains: readonly number[];
  /** How many chains there are in all: each has an equal share of a budget. */
  readonly chainCount: number;
  readonly starts?: readonly Float64Array[];
}

/** Draws of one chain that were made one after the other; arrays are [draw] or [draw, dimension]. */
export interface DrawBlock {
  readonly chain: number;
  readonly first: number;
  readonly count: number;
  readonly positions: Float64Array;
  readonly logDensities: Float64Array;
  readonly statistics: Readonly<Record<string, Float64Array>>;
  /** SMC: the first ancestors of each part, one array a draw. */
  readonly families?: readonly ArrayLike<number>[];
}

export type JobEvent =
  | { readonly kind: "draws"; readonly block: DrawBlock }
  | { readonly kind: "progress"; readonly event: RunEvent & { readonly kind: "progress" } }
  | { readonly kind: "end"; readonly chain: number; readonly complete: boolean; readonly summary: ChainSummary }
  /** Rows that each box has answered since the last event of this kind; comes after the ends of the chains it counts for. */
  | { readonly kind: "queries"; readonly byBox: ReadonlyMap<string, number> };

/** An error of an algorithm, as it crosses the border between threads. */
export type JobFailure =
  | { readonly kind: "start"; readonly chain: number; readonly position: Float64Array; readonly message: string }
  | { readonly kind: "improper" }
  | { readonly kind: "bug"; readonly message: string; readonly stack?: string };

export type FromWorker =
  | { readonly kind: "event"; readonly event: JobEvent }
  | { readonly kind: "done" }
  | { readonly kind: "failed"; readonly failure: JobFailure };

/** To a worker: do this. Both arrays are on shared memory. */
export interface ToWorker {
  readonly job: Job;
  /** `cancel[0]` becomes 1 when the run should stop. */
  readonly cancel: Int32Array;
  /** `untaken[0]` is how many events wait to be taken by the main thread: a worker that is far ahead waits for it. */
  readonly untaken: Int32Array;
}

/** Events a worker may be ahead: enough to keep it busy, few enough that the main thread hears of signals in between. */
export const mostUntaken = 8;
