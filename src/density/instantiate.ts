/** Makes a plan run: the `Density` that algorithms ask. */
import type { BlackBox } from "../blackbox/provider.ts";
import type { EmittedFunction } from "../emit/emitted.ts";
import { instantiate } from "../emit/instantiate.ts";
import { startStages } from "../emit/stages.ts";
import { type Batch, BudgetExhausted, type Density } from "../inference/kernel.ts";
import type { DensityPlan, Runnable } from "./plan.ts";

/** Boxes that stay opaque, by name, with their own count of rows. */
export type OpenBoxes = ReadonlyMap<string, BlackBox & { queries(): number }>;

/** A runnable over named, lane-major buffers. */
export interface Running {
  readonly names: readonly string[];
  readonly run: (lanes: number, buffers: readonly Float64Array[]) => void | Promise<void>;
  /** Frees what TensorFlow.js keeps for it. */
  readonly dispose: () => void;
}

export function startRunnable(runnable: Runnable, boxes: OpenBoxes): Running {
  if (runnable.kind === "code") {
    const run: EmittedFunction = instantiate(runnable.code);
    return { names: runnable.code.buffers.map((buffer) => buffer.name), run, dispose: () => {} };
  }
  const staged = startStages(runnable.stages, runnable.buffers, boxes, runnable.target);
  return { names: Object.keys(runnable.buffers), ...staged };
}

export interface InstantiateOptions {
  /** Divides the budget of imported nets among independent runs (chains, islands), so that draws do not depend on workers. */
  readonly budgetShare: number;
}

/** A density that also knows how many rows each box has answered. */
export interface CountingDensity extends Density {
  readonly queriesByBox: () => ReadonlyMap<string, number>;
  /** Frees what TensorFlow.js keeps for it; the boxes are their opener's. */
  readonly dispose: () => void;
}

/** @throws BudgetExhausted from `evaluate`, before rows beyond a budget are asked */
export function instantiateDensity(plan: DensityPlan, boxes: OpenBoxes, options: InstantiateOptions): CountingDensity {
  const value = startRunnable(plan.value, boxes);
  const gradient = startRunnable(plan.gradient, boxes);
  const asked = plan.rows.map(() => 0);
  const charge = (lanes: number, withGradient: boolean) => {
    const rows = plan.rows.map((entry) => lanes * (entry.value + (withGradient ? entry.gradient : 0)));
    // All are looked at before any is charged: a refused batch costs nothing.
    plan.rows.forEach(({ box, budget }, i) => {
      const share = budget === undefined ? Number.POSITIVE_INFINITY : Math.floor(budget / options.budgetShare);
      if (asked[i] + rows[i] > share) throw new BudgetExhausted(box, budget ?? share);
    });
    rows.forEach((n, i) => {
      asked[i] += n;
    });
  };
  const queriesByBox = () => {
    const imported = plan.rows.map((entry, i) => [entry.box, asked[i]] as const);
    return new Map([...imported, ...[...boxes].map(([name, box]) => [name, box.queries()] as const)]);
  };
  const pick = (names: readonly string[], batch: Batch): Float64Array[] =>
    names.map((name) => {
      if (name === "position") return batch.positions;
      if (name === "temperature") return batch.temperatures;
      return name === "parts" ? batch.parts : batch.gradients;
    });
  // The scheduler reuses its batch object, so the buffer list is made once per batch.
  let lastBatch: Batch | undefined;
  let lastPositions: Float64Array | undefined;
  let valueBuffers: Float64Array[] = [];
  let gradientBuffers: Float64Array[] = [];
  return {
    dimension: plan.dimension,
    partCount: plan.partCount,
    partOf: plan.partOf,
    ...(plan.discrete.length > 0 && { discrete: plan.discrete }),
    hasGradient: true,
    evaluate(batch) {
      const wantsGradient = batch.wants === "gradient";
      if (plan.rows.length > 0) charge(batch.lanes, wantsGradient);
      if (batch !== lastBatch || batch.positions !== lastPositions) {
        lastBatch = batch;
        lastPositions = batch.positions;
        valueBuffers = pick(value.names, batch);
        gradientBuffers = pick(gradient.names, batch);
      }
      return wantsGradient ? gradient.run(batch.lanes, gradientBuffers) : value.run(batch.lanes, valueBuffers);
    },
    queries: () => sumOf(queriesByBox().values()),
    queriesByBox,
    dispose: () => {
      value.dispose();
      gradient.dispose();
    },
  };
}

function sumOf(values: Iterable<number>): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
