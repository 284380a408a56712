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
  /** Seconds at which the chain was first heard of. */
  readonly began: number;
}

/** Follows the events of a run. Times are in seconds from any origin. */
export class ProgressState {
  private readonly records = new Map<number, ChainRecord>();

  constructor(private readonly began: number) {}

  /** Chains heard of so far, in order. */
  chains(): ChainProgress[] {
    return [...this.records.values()].sort((a, b) => a.chain - b.chain);
  }

  /** Takes in one event. */
  accept(event: RunEvent, now: number): void {
    const chain = event.kind === "draw" ? event.draw.chain : event.chain;
    const before = this.records.get(chain) ?? fresh(chain, this.began);
    this.records.set(chain, after(before, event, now));
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

/**
 * Adaptive tempering multiplies the temperature by about the same factor at every stage, so the stages that remain
 * follow from its last factor; the temperature itself says little (it is near 0 for most of the run).
 */
function tempered(before: ChainRecord, next: ChainRecord, temperature: number, now: number): ChainRecord {
  const previous = before.temperature ?? 0;
  const stages = temperature > previous ? before.stages + 1 : before.stages;
  const at = { ...next, temperature, stages };
  if (temperature >= 1) return { ...at, done: 1, left: 0 };
  if (temperature <= previous || previous <= 0) return at;
  const remaining = Math.log(1 / temperature) / Math.log(temperature / previous);
  const done = Math.max(before.done, stages / (stages + remaining));
  return { ...at, done, left: ((now - next.began) / stages) * remaining };
}
