/** One combination of a sweep: the scenario with its params, run in this thread, its figures. */
import type { ScenarioOptions } from "../cli/commands.ts";
import { loadScenario } from "../cli/scenario.ts";
import { type Diagnostic, DiagnosticError } from "../language/diagnostic.ts";
import { summariseRun } from "../report/summarise.ts";
import { explainFailure } from "../runs/explain-failure.ts";
import { prepare, runInference } from "../runs/infer.ts";
import { inThisThread } from "../workers/pool.ts";
import { type Figures, figuresOf } from "./figures.ts";
import type { Combination } from "./grid.ts";

/** What is the same for all combinations: plain data, so that it crosses to a thread. */
export interface SweepJob {
  readonly file: string;
  readonly options: ScenarioOptions & { readonly infer?: string };
  /** For combinations that do not vary it. */
  readonly seed: number;
  /** Whether `seed` among the varied names is the seed of the run; a param may have that name. */
  readonly variesSeed: boolean;
}

export type CombinationResult =
  | { readonly status: "complete" | "budget"; readonly figures: Figures }
  | { readonly status: "failed"; readonly diagnostics: readonly Diagnostic[] }
  | { readonly status: "cancelled" };

/** Never rejects for what a scenario, its data or its models may contain. */
export async function runCombination(
  job: SweepJob,
  combination: Combination,
  cancel: Int32Array,
): Promise<CombinationResult> {
  try {
    const set: Record<string, number | string> = { ...job.options.set };
    for (const [name, value] of Object.entries(combination)) if (!job.variesSeed || name !== "seed") set[name] = value;
    const seed = job.variesSeed ? Number(combination.seed) : job.seed;
    const { scenario } = await loadScenario(job.file, { ...job.options, set });
    const prepared = prepare(scenario);
    const [infer] = scenario.infers;
    try {
      const result = await runInference(prepared, infer, { seed, workers: 1, pool: inThisThread, cancel });
      if (result.stopped === "cancelled") return { status: "cancelled" };
      const { json } = await summariseRun(prepared, infer, seed, result, 0);
      return { status: result.stopped ?? "complete", figures: figuresOf(json) };
    } catch (problem) {
      return { status: "failed", diagnostics: await explainFailure(prepared, problem) };
    }
  } catch (problem) {
    if (problem instanceof DiagnosticError) return { status: "failed", diagnostics: problem.diagnostics };
    throw problem;
  }
}
