/** Runs an algorithm to its end and keeps everything it said. */
import type { Algorithm, ChainSummary, Construction, Draw, Problem, RunEvent } from "../../src/inference/kernel.ts";

export interface Collected {
  /** By chain. */
  readonly draws: Map<number, Draw[]>;
  readonly ends: Map<number, { complete: boolean; summary: ChainSummary }>;
  readonly events: RunEvent[];
}

export async function collect(
  algorithm: Algorithm,
  problem: Partial<Problem> & Pick<Problem, "density">,
  options: Construction["options"],
  chains?: readonly number[],
): Promise<Collected> {
  const all = chains ?? Array.from({ length: algorithm.chains(options) }, (_, i) => i);
  const collected: Collected = { draws: new Map(all.map((c) => [c, []])), ends: new Map(), events: [] };
  const whole: Problem = { seed: 1, cancelled: () => false, ...problem };
  for await (const event of algorithm.run(whole, options, all)) {
    collected.events.push(event);
    if (event.kind === "draw") collected.draws.get(event.draw.chain)?.push(event.draw);
    if (event.kind === "end") collected.ends.set(event.chain, event);
  }
  return collected;
}

/** [chain][draw] of one coordinate. */
export function coordinate({ draws }: Collected, i: number): number[][] {
  return [...draws.values()].map((chain) => chain.map((draw) => draw.position[i]));
}
