/** One inference from checked scenario to draws of the targets: density, chains on workers, outputs, evidence. */
import { type DensityPlan, planDensity } from "../density/plan.ts";
import type { OpenBoxes } from "../density/instantiate.ts";
import { type Layout, layoutOf } from "../density/layout.ts";
import { openBoxes, planCalls } from "../density/open-boxes.ts";
import { type OutputFunction, planOutputs, startOutputs } from "../density/outputs.ts";
import { isProper, planPrior, type PriorPlan } from "../density/sampler.ts";
import { algorithms } from "../inference/algorithms/index.ts";
import type { ChainSummary, Construction, RunEvent } from "../inference/kernel.ts";
import type { CheckedScenario, Infer } from "../language/checked.ts";
import type { DrawBlock, Job, JobEvent } from "../workers/messages.ts";
import { runHere, type WorkerPool } from "../workers/pool.ts";

/** The draws of one chain (island): [draw] arrays, one row of `targets` a draw. */
export interface ChainDraws {
  readonly chain: number;
  readonly targets: Float64Array[];
  readonly statistics: Record<string, number[]>;
  readonly logDensities: number[];
  /** Unconstrained positions, to start a following algorithm. */
  readonly positions: Float64Array[];
  /** SMC: the first ancestors of each part, one array a draw. */
  readonly families: ArrayLike<number>[];
  summary?: ChainSummary;
  complete: boolean;
}

export interface InferenceResult {
  readonly algorithm: Construction;
  readonly chains: readonly ChainDraws[];
  readonly partCount: number;
  readonly seconds: number;
  readonly queries: number;
  readonly stopped?: "cancelled" | "budget";
}

/** What is the same for every inference on one scenario: programs and boxes, made once. */
export interface Prepared {
  readonly scenario: CheckedScenario;
  readonly layout: Layout;
  readonly prior?: PriorPlan;
  readonly outputs: OutputFunction;
  readonly outputSize: { readonly targets: number; readonly values: number };
}

export interface InferOptions {
  readonly seed: number;
  readonly workers: number;
  readonly pool: WorkerPool;
  /** `cancel[0]` becomes 1 when the run should stop; on shared memory. */
  readonly cancel: Int32Array;
  /** Rows the run has asked before, by the prior check: budgets are for the whole run. */
  readonly spent?: number;
  readonly onProgress?: (event: RunEvent) => void;
  /** Called for every draw of the last step, in the order of its chain. */
  readonly onDraw?: (chain: number, targets: Float64Array, statistics: Readonly<Record<string, number>>) => void;
}

export function prepare(scenario: CheckedScenario, boxes: OpenBoxes = new Map()): Prepared {
  const layout = layoutOf(scenario);
  const outputPlan = planOutputs(scenario, layout);
  return {
    scenario,
    layout,
    prior: isProper(scenario) ? planPrior(scenario, layout) : undefined,
    outputs: startOutputs(outputPlan, boxes),
    outputSize: { targets: outputPlan.targetCount, values: outputPlan.valueCount },
  };
}

/** Where the gradient of a step comes from: its `gradient` option, or exactly. */
export function gradientOption(step: Construction): Construction | null {
  const option = step.options.gradient;
  return typeof option === "object" && option !== null ? option : null;
}

/**
 * Runs the steps of an `infer`, each from where the one before ended; the draws are those of the last.
 * @throws JobFailed when no start is found or an algorithm cannot go on
 */
export async function runInference(prepared: Prepared, infer: Infer, options: InferOptions): Promise<InferenceResult> {
  const begun = performance.now();
  let queries = 0;
  let starts: Float64Array[] | undefined;
  for (const [i, step] of infer.steps.entries()) {
    const isLast = i === infer.steps.length - 1;
    const spent = (options.spent ?? 0) + queries;
    const plan = withoutSpent(planDensity(prepared.scenario, gradientOption(step)), spent);
    const chains = await runStep(prepared, plan, step, starts, { ...options, spent, ...(!isLast && { onDraw: undefined }) });
    queries += chains.reduce((total, chain) => total + (chain.summary?.queries ?? 0), 0);
    const stopped = chains.find((chain) => chain.summary?.stopped !== undefined)?.summary?.stopped;
    if (isLast || stopped !== undefined) {
      const seconds = (performance.now() - begun) / 1000;
      return { algorithm: step, chains: isLast ? chains : [], partCount: plan.partCount, seconds, queries, stopped };
    }
    starts = lastPositions(chains);
  }
  throw new Error("an infer has at least one step");
}

/** What is left of the budgets of imported nets. */
function withoutSpent(plan: DensityPlan, spent: number): DensityPlan {
  const rows = plan.rows.map((entry) => ({
    ...entry,
    ...(entry.budget !== undefined && { budget: Math.max(0, entry.budget - spent) }),
  }));
  return { ...plan, rows };
}

async function runStep(
  prepared: Prepared,
  density: DensityPlan,
  step: Construction,
  starts: Float64Array[] | undefined,
  options: InferOptions,
): Promise<ChainDraws[]> {
  const algorithm = algorithms.get(step.name);
  if (algorithm === undefined) throw new Error(`there is no algorithm ${step.name}`);
  const count = algorithm.chains(step.options);
  const job: Job = {
    density,
    prior: prepared.prior,
    algorithm: step,
    seed: options.seed,
    chains: Array.from({ length: count }, (_, i) => i),
    chainCount: count,
    starts,
  };
  const called = planCalls(density);
  const chains = job.chains.map((chain): ChainDraws => ({ chain, targets: [], statistics: {}, logDensities: [], positions: [], families: [], complete: false }));
  if (called.size === 0) {
    await collect(prepared, chains, options.pool.run(job, options.workers, options.cancel), options);
    return chains;
  }
  const boxes = await openBoxes(prepared.scenario, called, gradientOption(step), options.spent);
  try {
    await collect(prepared, chains, runHere(job, boxes, options.cancel), options);
  } finally {
    for (const box of boxes.values()) box.dispose();
  }
  return chains;
}

async function collect(
  prepared: Prepared,
  chains: readonly ChainDraws[],
  events: AsyncIterable<JobEvent>,
  options: InferOptions,
): Promise<void> {
  for await (const event of events) {
    if (event.kind === "draws") await keep(prepared, chains[event.block.chain], event.block, options);
    else if (event.kind === "progress") options.onProgress?.(event.event);
    else {
      chains[event.chain].summary = event.summary;
      chains[event.chain].complete = event.complete;
      options.onProgress?.(event);
    }
  }
}

async function keep(prepared: Prepared, chain: ChainDraws, block: DrawBlock, options: InferOptions): Promise<void> {
  const { dimension } = prepared.layout;
  const values = new Float64Array(prepared.outputSize.values);
  const names = Object.keys(block.statistics);
  for (let i = 0; i < block.count; i++) {
    const position = block.positions.subarray(i * dimension, (i + 1) * dimension);
    const targets = new Float64Array(prepared.outputSize.targets);
    await prepared.outputs(position, targets, values);
    const statistics: Record<string, number> = {};
    for (const name of names) {
      statistics[name] = block.statistics[name][i];
      chain.statistics[name] ??= [];
      chain.statistics[name].push(statistics[name]);
    }
    chain.targets.push(targets);
    chain.positions.push(position);
    if (block.families !== undefined) chain.families.push(block.families[i]);
    chain.logDensities.push(block.logDensities[i]);
    options.onDraw?.(chain.chain, targets, { log_density: block.logDensities[i], ...statistics });
  }
}

/** Starts for the next algorithm: draws spread over the second half of each chain, the last ones first. */
function lastPositions(chains: readonly ChainDraws[]): Float64Array[] {
  const fractions = [1, 0.875, 0.75, 0.625, 0.5];
  return fractions.flatMap((fraction) =>
    chains.flatMap(({ positions }) => (positions.length === 0 ? [] : [positions[Math.ceil(fraction * positions.length) - 1]])),
  );
}
