/** The log density of a shipped scenario, compiled as a run compiles it. */
import { fileURLToPath } from "node:url";
import { loadScenario } from "../../src/cli/scenario.ts";
import { instantiateDensity } from "../../src/density/instantiate.ts";
import { planDensity } from "../../src/density/plan.ts";
import type { Batch, Density } from "../../src/inference/kernel.ts";

/** @param file below models/ */
export async function compileScenario(file: string): Promise<Density> {
  const path = fileURLToPath(new URL(`../../models/${file}`, import.meta.url));
  const { scenario } = await loadScenario(path, { set: {} });
  return instantiateDensity(planDensity(scenario, null), new Map(), { budgetShare: 1 });
}

/** Every lane at `position` and temperature 1, wanting gradients. */
export function batchAt(density: Density, position: Float64Array, lanes: number): Batch {
  const { dimension, partCount } = density;
  const positions = new Float64Array(lanes * dimension);
  for (let lane = 0; lane < lanes; lane++) positions.set(position, lane * dimension);
  return {
    lanes,
    wants: "gradient",
    positions,
    temperatures: new Float64Array(lanes * partCount).fill(1),
    parts: new Float64Array(2 * lanes * partCount),
    gradients: new Float64Array(lanes * dimension),
  };
}

/** Log density and gradient of the first lane, [1 + dimension]. */
export function answerOf(density: Density, batch: Batch): Float64Array {
  const parts = batch.parts.subarray(0, 2 * density.partCount);
  return Float64Array.of(
    parts.reduce((a, b) => a + b, 0),
    ...batch.gradients.subarray(0, density.dimension),
  );
}

/** Evaluates a batch until that many lanes have been answered. */
export function repeatBatch(density: Density, batch: Batch): (times: number) => void {
  return (times) => {
    for (let i = 0; i < times; i += batch.lanes) density.evaluate(batch);
  };
}
