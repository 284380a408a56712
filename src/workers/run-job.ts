/** Runs the chains of a job in this thread and tells what happens, draws in blocks. */
import { type OpenBoxes, instantiateDensity } from "../density/instantiate.ts";
import { startPrior } from "../density/sampler.ts";
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
  const prior = job.prior === undefined ? undefined : startPrior(job.prior);
  const problem: Problem = {
    density: instantiateDensity(job.density, boxes, { budgetShare: job.chainCount }),
    seed: job.seed,
    priorDraw: prior === undefined ? undefined : (random, out) => prior.drawPosition(random, out),
    cancelled,
    starts: job.starts,
  };
  let waiting: Draw[] = [];
  const handOver = (): JobEvent => {
    const block = blockOf(waiting);
    waiting = [];
    return { kind: "draws", block };
  };
  let paused = performance.now();
  for await (const event of algorithm.run(problem, job.algorithm.options, chains)) {
    if (event.kind === "draw") {
      if (waiting.length > 0 && waiting[0].chain !== event.draw.chain) yield handOver();
      waiting.push(event.draw);
    }
    const isLate = performance.now() - paused > blockMilliseconds;
    if (waiting.length > 0 && (waiting.length >= blockDraws || isLate || event.kind === "end")) yield handOver();
    if (event.kind === "progress") yield { kind: "progress", event };
    if (event.kind === "end") yield event;
    if (isLate) {
      await new Promise((resolve) => setImmediate(resolve));
      paused = performance.now();
    }
  }
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
