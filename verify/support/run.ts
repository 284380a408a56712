/** Runs an `infer` of a scenario file as `pal run` does, for checks that look at the draws themselves. */
import { availableParallelism } from "node:os";
import { loadScenario } from "../../src/cli/scenario.ts";
import { mcseSd } from "../../src/diagnostics/ess.ts";
import { varianceOfMean } from "../../src/diagnostics/particles.ts";
import { type RunSummary, summariseRun } from "../../src/report/summarise.ts";
import { type InferenceResult, prepare, runInference } from "../../src/runs/infer.ts";
import { WorkerPool } from "../../src/workers/pool.ts";

export interface RunRequest {
  /** The name of an `infer`, or an algorithm with options; without it the first of the file, or the default. */
  readonly infer?: string;
  readonly seed: number;
  readonly data?: string;
  /** Params of the scenario, as `--set` gives them. */
  readonly set?: Readonly<Record<string, string>>;
}

export interface Finished {
  readonly summary: RunSummary;
  readonly result: InferenceResult;
  /** Monte Carlo standard errors of the standard deviations, by quantity. */
  readonly mcseSd: Readonly<Record<string, number>>;
  /** `start`: from reading the file until a chain has told of its first steps; `total`: until the last draw. */
  readonly seconds: { readonly start: number; readonly total: number };
}

/** @throws DiagnosticError when the scenario has mistakes, JobFailed when the algorithm cannot go on */
export async function runScenario(file: string, { infer, seed, data, set = {} }: RunRequest): Promise<Finished> {
  const begun = performance.now();
  const since = () => (performance.now() - begun) / 1000;
  const { scenario } = await loadScenario(file, { set, data, infer });
  const prepared = prepare(scenario);
  const pool = new WorkerPool();
  try {
    const cancel = new Int32Array(new SharedArrayBuffer(4));
    const [chosen] = scenario.infers;
    let start: number | undefined;
    const result = await runInference(prepared, chosen, {
      seed,
      workers: availableParallelism(),
      pool,
      cancel,
      onProgress: () => {
        start ??= since();
      },
    });
    const seconds = { start: start ?? since(), total: since() };
    const { json } = await summariseRun(prepared, chosen, seed, result, 0);
    const errors = Object.keys(json.quantities).map((name, i) => [name, errorOfSd(result, i)] as const);
    return { summary: json, result, mcseSd: Object.fromEntries(errors), seconds };
  } finally {
    await pool.close();
  }
}

function errorOfSd(result: InferenceResult, element: number): number {
  const columns = result.chains.map((chain) => Float64Array.from(chain.targets, (draw) => draw[element]));
  if (result.algorithm.name !== "smc") return mcseSd(columns);
  // Delta method, as for chains: the error of the mean of (x - mean)^2 over twice the standard deviation.
  const count = columns.reduce((total, column) => total + column.length, 0);
  const centre = columns.reduce((total, column) => total + column.reduce((a, b) => a + b, 0), 0) / count;
  const squares = columns.map((column) => column.map((x) => (x - centre) ** 2));
  const variance = squares.reduce((total, column) => total + column.reduce((a, b) => a + b, 0), 0) / count;
  const families = result.chains.map((chain) => chain.families);
  return Math.sqrt(varianceOfMean(squares, families)) / (2 * Math.sqrt(variance));
}
