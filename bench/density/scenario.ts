/** The log density of a shipped scenario, compiled as a run compiles it. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { loadScenario } from "../../src/cli/scenario.ts";
import { instantiateDensity } from "../../src/density/instantiate.ts";
import { planDensity } from "../../src/density/plan.ts";
import type { Batch, Density } from "../../src/inference/kernel.ts";
import { posteriorFile, posteriors, reference } from "../../verify/support/posteriordb.ts";

/** @param file below models/ */
export async function compileScenario(file: string): Promise<Density> {
  const path = fileURLToPath(new URL(`../../models/${file}`, import.meta.url));
  const { scenario } = await loadScenario(path, { set: {} });
  return instantiateDensity(planDensity(scenario, null), new Map(), { budgetShare: 1 });
}

/** The scenario in models/posteriordb of that name, on the data of its posterior. */
export async function compilePosterior(name: string): Promise<Density> {
  const { scenario } = await loadScenario(posteriorFile(name), { set: {}, data: folderOf(name) });
  return instantiateDensity(planDensity(scenario, null), new Map(), { budgetShare: 1 });
}

function folderOf(name: string): string {
  const found = reference(posteriors[name] ?? name);
  if (!found) throw new Error("the reference posteriors are not at ../shared/posteriordb");
  return found.folder;
}

/** The data of a posterior, each checked to be what it is asked for as. */
export function posteriorData(name: string) {
  const data: Readonly<Record<string, unknown>> = JSON.parse(readFileSync(`${folderOf(name)}/data.json`, "utf8"));
  const isNumber = (x: unknown): x is number => typeof x === "number";
  return {
    number(key: string): number {
      const value = data[key];
      if (!isNumber(value)) throw new Error(`${key} is no number`);
      return value;
    },
    numbers(key: string): readonly number[] {
      const value = data[key];
      if (!Array.isArray(value) || !value.every(isNumber)) throw new Error(`${key} are no numbers`);
      return value;
    },
  };
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
