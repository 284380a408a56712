/** The log density of a scenario, compiled as a run compiles it. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { loadScenario } from "../../src/cli/scenario.ts";
import { instantiateDensity } from "../../src/density/instantiate.ts";
import { planDensity } from "../../src/density/plan.ts";
import type { Target } from "../../src/emit/target.ts";
import type { Batch, Density } from "../../src/inference/kernel.ts";
import type { CheckedScenario } from "../../src/language/checked.ts";
import { namedPasses } from "../../src/tensor/passes/optimise.ts";
import type { Rules } from "../../src/tensor/passes/rewrite.ts";
import { posteriorFile, posteriors, reference } from "../../verify/support/posteriordb.ts";
import { writeData } from "../gradient/generate.ts";

export interface CompileOptions {
  /** `auto` unless it says otherwise. */
  readonly target?: Target;
  /** Leaves out what replaces sums over data by sufficient statistics. */
  readonly everyRow?: boolean;
}

/** @param file below models/ */
export async function compileScenario(file: string, options?: CompileOptions): Promise<Density> {
  return compile(fileURLToPath(new URL(`../../models/${file}`, import.meta.url)), undefined, options);
}

/** The scenario in models/posteriordb of that name, on the data of its posterior. */
export async function compilePosterior(name: string, options?: CompileOptions): Promise<Density> {
  return compile(posteriorFile(name), folderOf(name), options);
}

/** The scenario in bench/gradient/models of that name, on made-up data. */
export async function compileLarger(name: string, options?: CompileOptions): Promise<Density> {
  return instantiated(await loadLarger(name), options);
}

/** That scenario, read and checked. */
export async function loadLarger(name: string): Promise<CheckedScenario> {
  const folder = mkdtempSync(path.join(tmpdir(), "palimpsest-"));
  try {
    const file = fileURLToPath(new URL(`../gradient/models/${name}.pal`, import.meta.url));
    return (await loadScenario(file, { set: {}, data: writeData(folder)[name] })).scenario;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function compile(file: string, data: string | undefined, options?: CompileOptions): Promise<Density> {
  const { scenario } = await loadScenario(file, { set: {}, ...(data !== undefined && { data }) });
  return instantiated(scenario, options);
}

function instantiated(scenario: CheckedScenario, options: CompileOptions = {}): Density {
  const plan = planDensity(scenario, null, true, options.target, rulesOf(options));
  return instantiateDensity(plan, new Map(), { budgetShare: 1 });
}

/** The passes that are tried. */
export function rulesOf({ everyRow }: CompileOptions): readonly Rules[] {
  return Object.entries(namedPasses).flatMap(([name, rules]) => (everyRow && ofStatistics.has(name) ? [] : [rules]));
}

const ofStatistics: ReadonlySet<string> = new Set(["projections", "sufficient-statistics"]);

/** The data of a row are not there. */
export class MissingPosterior extends Error {}

function folderOf(name: string): string {
  const found = reference(posteriors[name] ?? name);
  if (!found) throw new MissingPosterior("the reference posteriors are not at ../shared/posteriordb");
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
    rows(key: string): readonly (readonly number[])[] {
      const value = data[key];
      const isRow = (x: unknown): x is number[] => Array.isArray(x) && x.every(isNumber);
      if (!Array.isArray(value) || !value.every(isRow)) throw new Error(`${key} are no rows of numbers`);
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
