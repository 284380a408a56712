/** `pal run` of a scenario whose network is found by asking: no density, no chains, one network. */

import { parameterName } from "../../blackbox/parameters.ts";
import { SearchCancelled } from "../../inference/hinge-search/asked.ts";
import { BudgetExhausted } from "../../inference/kernel.ts";
import type { CheckedScenario } from "../../language/checked.ts";
import { DiagnosticError } from "../../language/diagnostic.ts";
import { summariseSearch } from "../../report/search-summary.ts";
import { searchCutOff, searchRefused } from "../../runs/explain-search.ts";
import { saveNetwork } from "../../runs/save-network.ts";
import { runSearch, searchTask } from "../../runs/search.ts";
import type { RunStore } from "../../runs/store.ts";
import { exitCode, type RunOptions } from "../commands.ts";
import { listenForInterrupt } from "../interrupt.ts";
import type { Io } from "../io.ts";
import { formatCount } from "../numbers.ts";
import { renderSearch } from "../render-search.ts";
import { counted } from "../words.ts";

/** @param open makes the folder of the run; it is given the names of the values of a draw once they are known */
export async function search(
  scenario: CheckedScenario,
  seed: number,
  open: (elements: () => readonly string[]) => RunStore,
  options: RunOptions,
  io: Io,
): Promise<number> {
  const task = searchTask(scenario);
  let elements: readonly string[] = [];
  const store = open(() => elements);
  const interrupt = listenForInterrupt(() => io.stderr.write("stopping (Ctrl-C again to quit at once)\n"));
  const seen = { hinges: 0, queries: 0 };
  const show = io.isTTY && !options.json;
  const end = (status: "budget" | "failed" | "interrupted", queries: number, reason?: string) =>
    store.finish({ status, queries, reason });
  try {
    const result = await runSearch(scenario, task, {
      seed,
      cancelled: interrupt.requested,
      onProgress: (hinges, queries) => {
        Object.assign(seen, { hinges, queries });
        if (show)
          io.stderr.write(`\r${task.step.name}: ${counted(hinges, "hinge")}, ${formatCount(queries)} queries\u001b[K`);
      },
    });
    if (show) io.stderr.write("\r\u001b[K");
    const { found } = result;
    if (found === undefined) throw new DiagnosticError([searchRefused(scenario, task, result.outcome)]);
    elements = Array.from(found.weights, (_, i) => `${task.network.name}.${parameterName(found.parameters, i)}`);
    const rounding = saveNetwork(store.directory, task.network.name, found, found.weights);
    const summary = summariseSearch(scenario, task, seed, result, rounding);
    store.append(0, found.weights, { fit: summary.fit, fresh_error: summary.fresh_error });
    store.finish({ status: "complete", queries: result.queries, summary });
    io.stdout.write(options.json ? `${JSON.stringify(summary)}\n` : `\n${renderSearch(summary, store.directory)}\n`);
    for (const sentence of summary.warnings) io.stderr.write(`warning: ${sentence}\n`);
    return exitCode.ok;
  } catch (problem) {
    if (problem instanceof SearchCancelled) {
      end("interrupted", seen.queries);
      io.stderr.write(
        `stopped after ${formatCount(seen.queries)} queries and ${counted(seen.hinges, "hinge")}: there is no network yet\n`,
      );
      return exitCode.interrupted;
    }
    const isBudget = problem instanceof BudgetExhausted;
    end(isBudget ? "budget" : "failed", seen.queries, problem instanceof Error ? problem.message : String(problem));
    if (!isBudget) throw problem;
    throw new DiagnosticError([searchCutOff(scenario, task, problem.budget, seen.hinges)]);
  } finally {
    interrupt.dispose();
  }
}
