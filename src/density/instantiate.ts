/** Makes a plan run: the `Density` that algorithms ask. */
import type { BlackBox } from "../blackbox/provider.ts";
import type { EmittedFunction } from "../emit/emitted.ts";
import { instantiate } from "../emit/instantiate.ts";
import { makeStagedFunction } from "../emit/stages.ts";
import { type Batch, BudgetExhausted, type Density } from "../inference/kernel.ts";
import type { DensityPlan, Runnable } from "./plan.ts";

/** Boxes that stay opaque, by name, with their own count of rows. */
export type OpenBoxes = ReadonlyMap<string, BlackBox & { queries(): number }>;

/** A runnable over named, lane-major buffers. */
export interface Running {
  readonly names: readonly string[];
  readonly run: (lanes: number, buffers: readonly Float64Array[]) => void | Promise<void>;
}

export function startRunnable(runnable: Runnable, boxes: OpenBoxes): Running {
  if (runnable.kind === "code") {
    const run: EmittedFunction = instantiate(runnable.code);
    return { names: runnable.code.buffers.map((buffer) => buffer.name), run };
  }
  const staged = makeStagedFunction(runnable.stages, runnable.buffers, boxes);
  return { names: Object.keys(runnable.buffers), run: staged };
}

export interface InstantiateOptions {
  /** Divides the budget of imported nets among independent runs (chains, islands), so that draws do not depend on workers. */
  readonly budgetShare: number;
}

/** @throws BudgetExhausted from `evaluate`, before rows beyond a budget are asked */
export function instantiateDensity(plan: DensityPlan, boxes: OpenBoxes, options: InstantiateOptions): Density {
  const value = startRunnable(plan.value, boxes);
  const gradient = startRunnable(plan.gradient, boxes);
  let asked = 0;
  const askedOf = plan.rows.map(() => 0);
  const charge = (lanes: number, withGradient: boolean) => {
    plan.rows.forEach((entry, i) => {
      const rows = lanes * (entry.value + (withGradient ? entry.gradient : 0));
      if (entry.budget !== undefined && askedOf[i] + rows > Math.floor(entry.budget / options.budgetShare)) {
        throw new BudgetExhausted(entry.box, entry.budget);
      }
      askedOf[i] += rows;
      asked += rows;
    });
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
    queries: () => [...boxes.values()].reduce((total, box) => total + box.queries(), asked),
  };
}
