/** Runs the chains of a job in this thread and tells what happens, draws in blocks. */
import { instantiateDensity, type OpenBoxes } from "../density/instantiate.ts";
import { startPrior } from "../density/sampler.ts";
import { exactDraws } from "../inference/algorithms/exact.ts";
import { algorithms } from "../inference/algorithms/index.ts";
import type { Draw, Problem } from "../inference/kernel.ts";
import type { DrawBlock, Job, JobEvent } from "./messages.ts";

/** Draws are handed over when this many have come together, or this much time has passed. */
const blockDraws = 500;
const blockMilliseconds = 100;

/** Everything a job yields, in order. Comes back to the event loop between blocks, so that signals are seen. */
export async function* runJob(job: Job, boxes: OpenBoxes, cancelled: () => boolean): AsyncGenerator<JobEvent> {
  // Under a budget each chain has its own share, so that where it ends does not depend on who runs beside it.
  const hasBudget = job.density.rows.some((entry) => entry.budget !== undefined);
  const groups = hasBudget ? job.chains.map((chain) => [chain]) : [job.chains];
  for (const chains of groups) yield* runChains(job, chains, boxes, cancelled);
}

async function* runChains(
  job: Job,
  chains: readonly number[],
  boxes: OpenBoxes,
  cancelled: () => boolean,
): AsyncGenerator<JobEvent> {
  const algorithm = algorithms.get(job.algorithm.name);
  if (algorithm === undefined) throw new Error(`there is no algorithm ${job.algorithm.name}`);
  const prior = job.prior === undefined ? undefined : startPrior(job.prior, boxes);
  const density = instantiateDensity(job.density, boxes, { budgetShare: job.chainCount });
  const before = density.queriesByBox();
  const problem: Problem = {
    density,
    seed: job.seed,
    priorDraw: prior === undefined ? undefined : (random, out) => prior.drawPosition(random, out),
    cancelled,
    starts: job.starts,
  };
  // Chains in lockstep take turns, and each has its own block: a block a draw would cost more than the draw.
  const waiting = new Map<number, Draw[]>();
  function* handOver(chain: number): Generator<JobEvent> {
    const draws = waiting.get(chain);
    if (draws !== undefined) yield { kind: "draws", block: blockOf(draws) };
    waiting.delete(chain);
  }
  try {
    let paused = performance.now();
    const run = density.dimension === 0 ? exactDraws : algorithm.run;
    for await (const event of run(problem, job.algorithm.options, chains)) {
      if (event.kind === "draw") {
        const { chain } = event.draw;
        const draws = waiting.get(chain) ?? [];
        draws.push(event.draw);
        waiting.set(chain, draws);
        if (draws.length >= blockDraws) yield* handOver(chain);
      }
      const isLate = performance.now() - paused > blockMilliseconds;
      if (isLate) for (const chain of [...waiting.keys()]) yield* handOver(chain);
      if (event.kind === "end") yield* handOver(event.chain);
      if (event.kind === "progress") yield { kind: "progress", event };
      if (event.kind === "end") yield event;
      if (isLate) {
        await new Promise((resolve) => setImmediate(resolve));
        paused = performance.now();
      }
    }
  } finally {
    density.dispose();
  }
  const asked = [...density.queriesByBox()].map(([box, rows]) => [box, rows - (before.get(box) ?? 0)] as const);
  yield { kind: "queries", byBox: new Map(asked) };
}

function blockOf(draws: readonly Draw[]): DrawBlock {
  const [first] = draws;
  const dimension = first.position.length;
  const positions = new Float64Array(draws.length * dimension);
  const statistics: Record<string, Float64Array> = {};
  for (const name of Object.keys(first.statistics)) {
    statistics[name] = Float64Array.from(draws, (draw) => draw.statistics[name]);
  }
  draws.forEach((draw, i) => {
    positions.set(draw.position, i * dimension);
  });
  const logDensities = Float64Array.from(draws, (draw) => draw.logDensity);
  const families = draws.flatMap((draw) => (draw.families === undefined ? [] : [draw.families]));
  return {
    chain: first.chain,
    first: first.index,
    count: draws.length,
    positions,
    logDensities,
    statistics,
    families: families.length > 0 ? families : undefined,
  };
}
