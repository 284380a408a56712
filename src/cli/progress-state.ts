/** What is known of a run while it goes on: one record a chain, folded from the events of the algorithm. */
import type { DrawStatistics, RunEvent } from "../inference/kernel.ts";

export type Phase = (RunEvent & { readonly kind: "progress" })["phase"];

export interface ChainProgress {
  readonly chain: number;
  readonly phase: Phase;
  /** Fraction of the work that is done, in [0, 1]; an estimate while tempering. */
  readonly done: number;
  /** While tempering: the temperature reached. */
  readonly temperature?: number;
  /** Temperature steps so far. */
  readonly stages: number;
  /** Seconds until the end, where that can be told. */
  readonly left?: number;
  /** Divergent transitions among the draws. */
  readonly divergences: number;
  readonly statistics: DrawStatistics;
  readonly ended: boolean;
}

interface ChainRecord extends ChainProgress {
  /** Seconds at which the chain began. */
  readonly began: number;
  /** While tempering: 1 / log of the factor by which the second stage raised the temperature. */
  readonly firstPace?: number;
}

/** Follows the events of a run. Times are in seconds from any origin. */
export class ProgressState {
  private readonly records = new Map<number, ChainRecord>();

  /** @param began when a chain that is heard of next began: with the run, or where one before it ended. */
  constructor(private began: number) {}

  /** Chains heard of so far, in order. */
  chains(): ChainProgress[] {
    return [...this.records.values()].sort((a, b) => a.chain - b.chain);
  }

  /** Takes in one event. */
  accept(event: RunEvent, now: number): void {
    const chain = event.kind === "draw" ? event.draw.chain : event.chain;
    const before = this.records.get(chain) ?? fresh(chain, this.began);
    this.records.set(chain, after(before, event, now));
    if (event.kind === "end") this.began = now;
  }
}

function fresh(chain: number, began: number): ChainRecord {
  return { chain, phase: "warmup", done: 0, stages: 0, divergences: 0, statistics: {}, ended: false, began };
}

function after(before: ChainRecord, event: RunEvent, now: number): ChainRecord {
  switch (event.kind) {
    case "draw":
      return event.draw.statistics.divergent ? { ...before, divergences: before.divergences + 1 } : before;
    case "end":
      return { ...before, done: event.complete ? 1 : before.done, ended: true, left: undefined };
    case "progress": {
      const next = { ...before, phase: event.phase, statistics: event.statistics };
      return event.phase === "tempering" ? tempered(before, next, event.done, now) : moved(next, event.done, now);
    }
  }
}

/** A Markov chain: the rest takes as long a share as what is done took. */
function moved(next: ChainRecord, done: number, now: number): ChainRecord {
  return { ...next, done, left: done > 0 ? ((now - next.began) * (1 - done)) / done : undefined };
}

/** Stages before the way of the temperature can be told: its first steps are huge, and each is much smaller than the one before. */
const SETTLED = 4;

/**
 * What remains is counted in stages, since the temperature itself says little (it is near 0 for most of the run). A stage
 * multiplies it by a factor that falls at first and then stays: 1 / log factor rises about as much at each stage, by `rise`
 * on average so far. The factors of the next m stages multiply to 1 / temperature where
 * sum_{i=1..m} 1 / (pace + i rise) = log(1 / temperature), and the sum is about log(1 + m rise / pace) / rise.
 */
function tempered(before: ChainRecord, next: ChainRecord, temperature: number, now: number): ChainRecord {
  const previous = before.temperature ?? 0;
  if (temperature <= previous) return { ...next, temperature };
  const stages = before.stages + 1;
  const at = { ...next, temperature, stages };
  if (previous <= 0) return at;
  const pace = 1 / Math.log(temperature / previous);
  const firstPace = before.firstPace ?? pace;
  if (stages < SETTLED && temperature < 1) return { ...at, firstPace };
  const remaining = stagesTo(-Math.log(temperature), pace, Math.max(0, (pace - firstPace) / Math.max(1, stages - 2)));
  // The stage that has just begun is still to be moved.
  const past = stages - 1;
  return {
    ...at,
    firstPace,
    done: Math.max(before.done, past / (stages + remaining)),
    left: ((now - next.began) / past) * (remaining + 1),
  };
}

/** Stages whose log factors, each 1 / (the pace then), sum to `distance`. */
function stagesTo(distance: number, pace: number, rise: number): number {
  // The limit of no rise, where the other form cancels.
  return rise * distance < 1e-6 ? pace * distance : (pace * Math.expm1(rise * distance)) / rise;
}
