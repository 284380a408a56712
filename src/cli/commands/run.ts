/** `pal run FILE`: draws from the posterior, keeps them, and says what they tell. */
import { availableParallelism } from "node:os";
import { planDensity } from "../../density/plan.ts";
import { algorithms } from "../../inference/algorithms/index.ts";
import type { CheckedScenario, Infer } from "../../language/checked.ts";
import { type Diagnostic, DiagnosticError } from "../../language/diagnostic.ts";
import { budgetTooSmall, densityNotANumber, priorConflict } from "../../language/diagnostics/inference.ts";
import { fail } from "../../language/diagnostics/make.ts";
import { modelAnsweredNaN } from "../../language/diagnostics/models.ts";
import { showNumber } from "../../language/elements.ts";
import type { FailureSite } from "../../density/find-failure.ts";
import { gradientOption, type InferenceResult, type Prepared, prepare, runInference } from "../../runs/infer.ts";
import { elementNames } from "../../runs/names.ts";
import { checkPrior } from "../../runs/prior-check.ts";
import { repeatCommand } from "../../runs/repeat-command.ts";
import { createRun, type RunStore } from "../../runs/store.ts";
import { summariseRun } from "../../runs/summarise.ts";
import { explainFailure } from "../../runs/explain-failure.ts";
import { version } from "../../version.ts";
import { WorkerPool } from "../../workers/pool.ts";
import { type Command, exitCode, type RunOptions } from "../commands.ts";
import { describeScenario } from "../describe-scenario.ts";
import { listenForInterrupt } from "../interrupt.ts";
import type { Io } from "../io.ts";
import { showProgress } from "../progress.ts";
import { renderDiagnostics } from "../render-diagnostics.ts";
import { renderRun } from "../render-run.ts";
import { loadScenario } from "../scenario.ts";

/** The seed when none is given: runs repeat unless asked otherwise. */
export const defaultSeed = 1;

export const command: Command<RunOptions> = async (file, options, io) => {
  const { scenario, warnings } = await loadScenario(file, options);
  if (warnings.length > 0) io.stderr.write(renderDiagnostics(warnings, io));
  const seed = options.seed ?? defaultSeed;
  const infer = scenario.infers[0];
  const prepared = prepare(scenario);
  if (!options.json) io.stdout.write(`${describeScenario(scenario, planDensity(scenario, gradientOption(infer.steps[0])).partCount)}\n`);
  const priorQueries = await tellPriorCheck(prepared, seed, io);
  const store = openStore(file, options, scenario, infer, seed);
  const pool = new WorkerPool();
  const workers = options.workers ?? availableParallelism();
  try {
    const result = await draw(prepared, infer, { seed, workers, pool, spent: priorQueries }, store, io, options);
    const report = await summariseRun(prepared, infer, seed, result, priorQueries);
    store.finish({
      status: result.stopped === "cancelled" ? "interrupted" : result.stopped === "budget" ? "budget" : "complete",
      queries: report.json.queries,
      summary: report.json,
    });
    io.stdout.write(options.json ? `${JSON.stringify(report.json)}\n` : `${renderRun(scenario, report, result, store.directory, options, io)}\n`);
    if (result.stopped === "budget" && report.draws === 0) {
      io.stderr.write(renderDiagnostics(tooSmall(scenario, result), io));
      return exitCode.badInput;
    }
    for (const sentence of report.warnings) io.stderr.write(`warning: ${sentence}\n`);
    return result.stopped === "cancelled" ? exitCode.interrupted : exitCode.ok;
  } catch (problem) {
    // A run that fails does so before its first draw, and leaves nothing behind.
    store.discard();
    throw problem;
  } finally {
    await pool.close();
  }
};

/** A budget that did not even reach the first draw. */
function tooSmall(scenario: CheckedScenario, result: InferenceResult): Diagnostic[] {
  const temperatures = result.chains.flatMap((chain) => chain.summary?.statistics.temperature ?? []);
  const reached =
    result.algorithm.name === "smc" && temperatures.length > 0
      ? `the particles reached temperature ${showNumber(Math.min(...temperatures))} of 1`
      : "the chains were still in warm-up";
  return [...scenario.boxes.values()].flatMap(({ budget, span }) =>
    budget === undefined ? [] : [budgetTooSmall(scenario.source, span, budget, reached)],
  );
}

/** Says which rows no prior draw comes near; a density that is no number ends the run before it begins. */
async function tellPriorCheck(prepared: Prepared, seed: number, io: Io): Promise<number> {
  const { scenario } = prepared;
  const check = await checkPrior(prepared, seed);
  if (check === undefined) {
    io.stderr.write("prior check skipped: a prior is improper, or the budget is small\n");
    return 0;
  }
  if (check.failure !== undefined) fail(siteDiagnostic(scenario, check.failure));
  for (const conflict of check.conflicts) {
    const observation = scenario.observations[conflict.observation];
    const rows = conflict.elements.map(
      ({ name, value, low, high }) => `${name} = ${showNumber(value)}; the prior reaches ${showNumber(low)} .. ${showNumber(high)}`,
    );
    const place = { source: scenario.source, span: observation.valueSpan };
    io.stderr.write(renderDiagnostics([priorConflict(place, rows, conflict.total, check.draws)], io));
  }
  return check.queries;
}

export function siteDiagnostic(scenario: CheckedScenario, site: FailureSite) {
  const { source } = scenario;
  if (site.kind === "box") return modelAnsweredNaN({ source, span: site.box.span }, site.box.name, showNumber(site.answer), site.row);
  return densityNotANumber({ source, span: site.span }, site.size > 1 ? ` in element ${site.element}` : "");
}

function openStore(file: string, options: RunOptions, scenario: CheckedScenario, infer: Infer, seed: number): RunStore {
  const elements = scenario.targets.flatMap((target) => elementNames(target.name, target.node.shape));
  return createRun(
    { out: options.out },
    {
      palimpsest: version,
      scenario: { name: scenario.name, file, text: scenario.source.text },
      files: Object.fromEntries(scenario.files),
      models: Object.fromEntries([...scenario.boxes.values()].map((box) => [box.name, box.model.hash])),
      infer: infer.name,
      algorithm: infer.steps,
      seed,
      params: Object.fromEntries(scenario.params),
      data_dir: options.data,
      command: repeatCommand({ file, infer: options.infer ?? infer.name, seed, set: options.set, data: options.data }),
    },
    elements,
  );
}

async function draw(
  prepared: Prepared,
  infer: Infer,
  run: { readonly seed: number; readonly workers: number; readonly pool: WorkerPool; readonly spent: number },
  store: RunStore,
  io: Io,
  options: RunOptions,
): Promise<InferenceResult> {
  const last = infer.steps[infer.steps.length - 1];
  const chains = algorithms.get(last.name)?.chains(last.options) ?? 1;
  const progress = showProgress(options.json ? { ...io, isTTY: false, stderr: { write: () => undefined } } : io, infer.name, chains);
  const interrupt = listenForInterrupt(() => progress.note("stopping; what was drawn is kept (Ctrl-C again to quit at once)"));
  try {
    return await runInference(prepared, infer, {
      ...run,
      cancel: interrupt.flag,
      onProgress: (event) => progress.accept(event),
      onDraw: (chain, targets, statistics) => store.append(chain, targets, statistics),
    });
  } catch (problem) {
    throw new DiagnosticError(explainFailure(prepared, problem));
  } finally {
    interrupt.dispose();
    progress.finish();
  }
}
