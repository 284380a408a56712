/**
 * What every algorithm comes to where nothing is left to move: there is one point, and its density is the evidence. Its draws are
 * made at once, as many as the algorithm would have made; discrete latents that were summed out are drawn exactly for each.
 */
import { CounterRandom } from "../counter-random.ts";
import type { Construction, Draw, Problem, RunEvent, Target } from "../kernel.ts";
import type { Point } from "../point.ts";
import { Scheduler, SingleLane } from "../scheduler.ts";
import { findStart } from "../start.ts";

/** @param options those of the algorithm it stands for: `draws` a chain, or `particles` an island */
export async function* exactDraws(
  problem: Problem,
  options: Construction["options"],
  chains: readonly number[],
): AsyncGenerator<RunEvent> {
  const { density } = problem;
  const count = [options.draws, options.particles].find((option) => typeof option === "number") ?? 1;
  const position = new Float64Array(0);
  for (const chain of chains) {
    const began = performance.now();
    const before = density.queries();
    const temperature = new Float64Array(density.partCount).fill(1);
    const target: Target = { dimension: 0, partCount: density.partCount, partOf: density.partOf, temperature };
    const random = new CounterRandom(problem.seed, chain);
    const lane = new SingleLane<Point>(findStart(target, "value", chain, position, random), temperature);
    const scheduler = new Scheduler(density, problem.cancelled);
    scheduler.add(lane);
    await scheduler.run();
    const { result } = lane;
    for (let index = 0; result !== undefined && index < count; index++) {
      const draw: Draw = { chain, index, position, logDensity: result.logDensity, statistics: {} };
      yield { kind: "draw", draw };
    }
    yield {
      kind: "end",
      chain,
      complete: result !== undefined,
      summary: {
        seconds: (performance.now() - began) / 1000,
        queries: density.queries() - before,
        evaluations: lane.evaluations,
        logEvidence: result && Float64Array.from(temperature, (_, p) => result.parts[2 * p] + result.parts[2 * p + 1]),
        stopped: scheduler.stopped,
        statistics: {},
      },
    };
  }
}
