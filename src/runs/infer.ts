/** One inference from checked scenario to draws of the targets: the steps of an `infer`, their densities, boxes and budgets. */
import { type Layout, layoutOf } from "../density/layout.ts";
import { calledBoxes, disposeBoxes, openBoxes, planCalls } from "../density/open-boxes.ts";
import { type OutputPlan, outputRunnables, planOutputs, startOutputs } from "../density/outputs.ts";
import { type DensityPlan, planDensity } from "../density/plan.ts";
import { isProper, type PriorPlan, planPrior, runnablesOf } from "../density/sampler.ts";
import { startPositions } from "../density/starts.ts";
import type { Target } from "../emit/target.ts";
import { algorithms } from "../inference/algorithms/index.ts";
import { webppl } from "../inference/algorithms/webppl.ts";
import type { Construction, RunEvent } from "../inference/kernel.ts";
import type { CheckedScenario, Infer } from "../language/checked.ts";
import { JobFailed } from "../workers/failure.ts";
import type { Job } from "../workers/messages.ts";
import { type JobRunner, runHere } from "../workers/pool.ts";
import { type ChainDraws, collect, type StepResult } from "./collect.ts";
import { refuseMoreThanMemory } from "./draw-memory.ts";
import { addCounts, type Counts, rowsOfTargets, timesDraws, total } from "./query-counts.ts";
import { runWebppl } from "./webppl/run.ts";

export interface InferenceResult {
  readonly algorithm: Construction;
  readonly chains: readonly ChainDraws[];
  readonly partCount: number;
  readonly seconds: number;
  readonly queries: number;
  readonly stopped?: "cancelled" | "budget";
  /** Of an optimiser: the unconstrained position that each start began at. */
  readonly begins?: readonly Float64Array[];
}

/** What is the same for every inference on one scenario: programs and boxes, made once. */
export interface Prepared {
  readonly scenario: CheckedScenario;
  readonly layout: Layout;
  readonly prior?: PriorPlan;
  readonly outputs: OutputPlan;
  /** Rows that the targets of one draw ask of each box beyond those its density has asked. */
  readonly targetRows: Counts;
}

export interface InferOptions {
  readonly seed: number;
  readonly workers: number;
  readonly pool: JobRunner;
  /** `cancel[0]` becomes 1 when the run should stop; on shared memory. */
  readonly cancel: Int32Array;
  /** Rows of each box that the run has asked before, by the prior check: budgets are for the whole run. */
  readonly spent?: Counts;
  /** What the programs of densities are emitted as; absent: what the cost model finds best. */
  readonly emit?: Target;
  readonly onProgress?: (event: RunEvent) => void;
  /** Called for every draw of the last step, in the order of its chain. */
  readonly onDraw?: (chain: number, targets: Float64Array, statistics: Readonly<Record<string, number>>) => void;
}

export function prepare(scenario: CheckedScenario): Prepared {
  const layout = layoutOf(scenario);
  return {
    scenario,
    layout,
    prior: isProper(scenario) ? planPrior(scenario, layout) : undefined,
    outputs: planOutputs(scenario, layout),
    targetRows: rowsOfTargets(scenario),
  };
}

/** Where the gradient of a step comes from: its `gradient` option, or exactly. */
export function gradientOption(step: Construction): Construction | null {
  const option = step.options.gradient;
  return typeof option === "object" && option !== null ? option : null;
}

/** Plans that were made: a run is described by the parts of its density before it draws from it. */
const plans = new WeakMap<CheckedScenario, { step: Construction; emit: Target; plan: DensityPlan }[]>();

/** The density that a step sees: with the gradients it may have, and Jacobian terms unless it maximises without them. */
export function planStep(scenario: CheckedScenario, step: Construction, emit: Target = "auto"): DensityPlan {
  const known = plans.get(scenario) ?? [];
  plans.set(scenario, known);
  const made = known.find((other) => other.step === step && other.emit === emit);
  if (made) return made.plan;
  const plan = planDensity(scenario, gradientOption(step), hasJacobian(step), emit);
  known.push({ step, emit, plan });
  return plan;
}

/** Whether the density of a step is that of the unconstrained quantities. */
export function hasJacobian(step: Construction): boolean {
  return algorithms.get(step.name)?.withoutJacobian?.(step.options) !== true;
}

/**
 * Runs the steps of an `infer`, each from where the one before ended; the draws are those of the last.
 * @throws JobFailed when no start is found or an algorithm cannot go on
 * @throws DiagnosticError where the draws would not fit into memory
 */
export async function runInference(prepared: Prepared, infer: Infer, options: InferOptions): Promise<InferenceResult> {
  refuseMoreThanMemory(prepared, infer);
  const begun = performance.now();
  const last = infer.steps.length - 1;
  // What the targets of the draws will ask is set aside first: a draw without its targets is of no use.
  const reserved = timesDraws(prepared.targetRows, infer.steps[last]);
  let asked: Counts = new Map();
  let starts: Float64Array[] | undefined;
  for (const [i, step] of infer.steps.entries()) {
    const spent = addCounts(addCounts(options.spent ?? new Map(), reserved), asked);
    const own = { ...options, seed: seedOfStep(options.seed, i), spent };
    const plan =
      step.name === webppl.name ? undefined : withoutSpent(planStep(prepared.scenario, step, options.emit), spent);
    const { chains, queries, begins } =
      plan === undefined
        ? await runWebppl(
            prepared,
            step,
            { source: prepared.scenario.source, span: infer.stepSpans[i] },
            i === last,
            own,
          )
        : await runStep(prepared, plan, infer, i, starts, own);
    asked = addCounts(asked, queries);
    const stopped = chains.find((chain) => chain.summary?.stopped !== undefined)?.summary?.stopped;
    if (i === last || stopped !== undefined) {
      const seconds = (performance.now() - begun) / 1000;
      const drawn = i === last ? chains : [];
      return {
        algorithm: step,
        chains: drawn,
        partCount: plan?.partCount ?? 1,
        seconds,
        queries: total(asked),
        stopped,
        begins,
      };
    }
    starts = lastPositions(step, chains);
  }
  throw new Error("an infer has at least one step");
}

/** Each step has random numbers of its own: those of the step before have shaped its starts. */
function seedOfStep(seed: number, step: number): number {
  return (seed + step * 0x9e3779b97f4b) % Number.MAX_SAFE_INTEGER;
}

/** What is left of the budgets of imported nets. */
function withoutSpent(plan: DensityPlan, spent: Counts): DensityPlan {
  const rows = plan.rows.map((entry) => ({
    ...entry,
    ...(entry.budget !== undefined && { budget: Math.max(0, entry.budget - (spent.get(entry.box) ?? 0)) }),
  }));
  return { ...plan, rows };
}

async function runStep(
  prepared: Prepared,
  density: DensityPlan,
  infer: Infer,
  index: number,
  before: readonly Float64Array[] | undefined,
  options: InferOptions,
): Promise<StepResult> {
  const step = infer.steps[index];
  const isLast = index === infer.steps.length - 1;
  const algorithm = algorithms.get(step.name);
  if (algorithm === undefined) throw new Error(`there is no algorithm ${step.name}`);
  const count = algorithm.chains(step.options);
  const { scenario, layout, prior, outputs } = prepared;
  const priorPlan = prior ?? (algorithm.findsPoints === true ? planPrior(scenario, layout) : undefined);
  const called = new Set([
    ...planCalls(density),
    ...calledBoxes(priorPlan === undefined ? [] : runnablesOf(priorPlan)),
  ]);
  const boxes = await openBoxes(scenario, called, {
    gradient: gradientOption(step),
    spent: options.spent ?? new Map(),
  });
  const outputBoxes = await openBoxes(scenario, isLast ? calledBoxes(outputRunnables(outputs)) : new Set());
  try {
    const starts =
      algorithm.findsPoints === true && layout.dimension > 0
        ? await startPositions(scenario, layout, {
            starts: infer.starts[index],
            count,
            seed: options.seed,
            from: before,
            boxes,
          })
        : before;
    const job: Job = {
      density,
      prior,
      algorithm: step,
      seed: options.seed,
      chains: Array.from({ length: count }, (_, i) => i),
      chainCount: count,
      starts,
    };
    const events =
      called.size === 0 ? options.pool.run(job, options.workers, options.cancel) : runHere(job, boxes, options.cancel);
    const outputsOf = isLast ? startOutputs(outputs, outputBoxes) : undefined;
    const result = await collect(prepared, count, events, outputsOf, options);
    refuseAllFailed(result);
    return { ...result, ...(algorithm.findsPoints === true && { begins: starts }) };
  } finally {
    disposeBoxes(boxes);
    disposeBoxes(outputBoxes);
  }
}

/** One start that failed is a warning; when all did there is nothing to go on with. */
function refuseAllFailed({ chains }: StepResult): void {
  const [first] = chains;
  const failure = first?.summary?.failure;
  if (failure === undefined || !chains.every(({ summary }) => summary?.failure !== undefined)) return;
  const steps = first.summary?.statistics.steps ?? 0;
  const many = chains.length === 1 ? "the start failed" : `all ${chains.length} starts failed, the first`;
  const message = `${many} ${steps === 0 ? "where it began" : `after ${steps} steps`}: ${failure.message}`;
  throw new JobFailed({ kind: "start", chain: 0, position: failure.position, message });
}

/** Starts for the next algorithm: what optimisers found, the best first; of chains draws spread over the second half, the last ones first. */
function lastPositions(step: Construction, chains: readonly ChainDraws[]): Float64Array[] {
  if (algorithms.get(step.name)?.findsPoints === true) {
    const found = chains.filter(({ positions }) => positions.length > 0);
    return found.sort((a, b) => b.logDensities[0] - a.logDensities[0]).map(({ positions }) => positions[0]);
  }
  const fractions = [1, 0.875, 0.75, 0.625, 0.5];
  return fractions.flatMap((fraction) =>
    chains.flatMap(({ positions }) =>
      positions.length === 0 ? [] : [positions[Math.ceil(fraction * positions.length) - 1]],
    ),
  );
}
