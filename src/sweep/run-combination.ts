/** One combination of a sweep: the scenario with its params, run in this thread, its figures. */
import type { ScenarioOptions } from "../cli/commands.ts";
import { loadScenario } from "../cli/scenario.ts";
import { algorithms } from "../inference/algorithms/index.ts";
import { SearchCancelled } from "../inference/hinge-search/asked.ts";
import { BudgetExhausted } from "../inference/kernel.ts";
import type { CheckedScenario } from "../language/checked.ts";
import { type Diagnostic, DiagnosticError } from "../language/diagnostic.ts";
import { summariseSearch } from "../report/search-summary.ts";
import { summariseRun } from "../report/summarise.ts";
import { explainFailure } from "../runs/explain-failure.ts";
import { searchCutOff, searchRefused } from "../runs/explain-search.ts";
import { prepare, runInference } from "../runs/infer.ts";
import { savedNetwork } from "../runs/save-network.ts";
import { runSearch, searchTask } from "../runs/search.ts";
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
    if (algorithms.get(scenario.infers[0].steps[0].name)?.seeks === true) return await searched(scenario, seed, cancel);
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

/** A network that is found by asking: its figures are those of the search. */
async function searched(scenario: CheckedScenario, seed: number, cancel: Int32Array): Promise<CombinationResult> {
  const task = searchTask(scenario);
  let hinges = 0;
  try {
    const result = await runSearch(scenario, task, {
      seed,
      cancelled: () => Atomics.load(cancel, 0) !== 0,
      onProgress: (found) => {
        hinges = found;
      },
    });
    const { found, outcome } = result;
    if (found === undefined) return { status: "failed", diagnostics: [searchRefused(scenario, task, outcome)] };
    const { rounding } = savedNetwork(task.network.name, found, found.weights);
    return { status: "complete", figures: figuresOf(summariseSearch(scenario, task, seed, result, rounding)) };
  } catch (problem) {
    if (problem instanceof SearchCancelled) return { status: "cancelled" };
    if (!(problem instanceof BudgetExhausted)) throw problem;
    return { status: "failed", diagnostics: [searchCutOff(scenario, task, problem.budget, hinges)] };
  }
}
