/** What a search of a scenario holds of its matched truth, without the rest of the report. */
import { loadScenario } from "../../src/cli/scenario.ts";
import type { MatchedFidelity } from "../../src/diagnostics/matching/fidelity.ts";
import { matchedFidelities } from "../../src/report/matched.ts";
import { prepare, runInference } from "../../src/runs/infer.ts";
import { WorkerPool } from "../../src/workers/pool.ts";
import type { RunRequest } from "./run.ts";

/** By target. @throws DiagnosticError when the scenario has mistakes */
export async function searchScenario(
  file: string,
  { infer, seed, data, set = {} }: RunRequest,
): Promise<Record<string, MatchedFidelity>> {
  const { scenario } = await loadScenario(file, { set, data, infer });
  const prepared = prepare(scenario);
  const pool = new WorkerPool();
  try {
    const cancel = new Int32Array(new SharedArrayBuffer(4));
    const result = await runInference(prepared, scenario.infers[0], { seed, workers: 1, pool, cancel });
    return await matchedFidelities(prepared, seed, result);
  } finally {
    await pool.close();
  }
}
