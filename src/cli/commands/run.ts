/** `pal run FILE`: draws from the posterior, keeps them, and says what they tell. */
import { availableParallelism } from "node:os";
import { algorithms } from "../../inference/algorithms/index.ts";
import type { CheckedScenario, Infer } from "../../language/checked.ts";
import { type Diagnostic, DiagnosticError } from "../../language/diagnostic.ts";
import { budgetTooSmall, priorConflict } from "../../language/diagnostics/inference.ts";
import { showNumber } from "../../language/elements.ts";
import { encodePictures, pictureFolder } from "../../report/encode-pictures.ts";
import { picturesOf } from "../../report/pictures.ts";
import { summariseRun } from "../../report/summarise.ts";
import { readCalibration } from "../../runs/calibration.ts";
import { explainFailure, siteDiagnostic } from "../../runs/explain-failure.ts";
import {
  type InferenceResult,
  type InferOptions,
  type Prepared,
  planStep,
  prepare,
  runInference,
} from "../../runs/infer.ts";
import { outputNames } from "../../runs/names.ts";
import { checkPrior, type Skipped } from "../../runs/prior-check.ts";
import { addCounts, type Counts, rowsOfDensity, total } from "../../runs/query-counts.ts";
import { repeatCommand } from "../../runs/repeat-command.ts";
import { createRun, type RunStore } from "../../runs/store.ts";
import { version } from "../../version.ts";
import { WorkerPool } from "../../workers/pool.ts";
import { type Command, exitCode, type RunOptions } from "../commands.ts";
import { describeScenario } from "../describe-scenario.ts";
import { listenForInterrupt } from "../interrupt.ts";
import type { Io } from "../io.ts";
import { moveHint } from "../move-hint.ts";
import { showProgress } from "../progress.ts";
import { renderDiagnostics } from "../render-diagnostics.ts";
import { renderRun } from "../render-run.ts";
import { loadScenario } from "../scenario.ts";
import { search } from "./run-search.ts";

/** The seed when none is given: runs repeat unless asked otherwise. */
export const defaultSeed = 1;

const inSinglePrecision = "the log density is computed by TensorFlow.js, in single precision: about 6 digits";

export const command: Command<RunOptions> = async (file, options, io) => {
  const matchModel = options.calibration === undefined ? undefined : readCalibration(options.calibration);
  const { scenario, warnings } = await loadScenario(file, options);
  if (warnings.length > 0) io.stderr.write(renderDiagnostics(warnings, io));
  const seed = options.seed ?? defaultSeed;
  const infer = scenario.infers[0];
  if (algorithms.get(infer.steps[0].name)?.seeks === true) {
    if (!options.json) io.stdout.write(`${describeScenario(scenario)}\n`);
    return search(scenario, seed, (names) => openStore(file, options, scenario, infer, seed, names), options, io);
  }
  const prepared = prepare(scenario);
  if (!options.json) {
    const plan = planStep(scenario, infer.steps[0], options.emit);
    const hint = moveHint(scenario, infer.steps[0], plan);
    if (hint !== undefined) io.stderr.write(`${hint}\n`);
    io.stdout.write(`${describeScenario(scenario, plan.partCount)}\n`);
    if (options.emit === "tfjs") io.stdout.write(`${inSinglePrecision}\n`);
  }
  const spent = addCounts(scenario.answered, await tellPriorCheck(prepared, seed, io));
  const store = openStore(file, options, scenario, infer, seed);
  const pool = new WorkerPool();
  const workers = options.workers ?? availableParallelism();
  let drawn = 0;
  try {
    const keep: DrawListener = (chain, targets, statistics) => {
      drawn++;
      store.append(chain, targets, statistics);
    };
    const result = await draw(prepared, infer, { seed, workers, pool, spent }, keep, io, options);
    if (result.stopped === "budget" && drawn === 0) throw new DiagnosticError(tooSmall(scenario, result));
    const report = await summariseRun(prepared, infer, seed, result, total(spent), matchModel);
    const kept = [store.directory];
    for (const [name, bytes] of await encodePictures(picturesOf(scenario, result))) {
      store.keep(`${pictureFolder}/${name}`, bytes);
      kept.push(`${pictureFolder}/${name}`);
    }
    store.finish({
      status: result.stopped === "cancelled" ? "interrupted" : result.stopped === "budget" ? "budget" : "complete",
      queries: report.json.queries,
      summary: report.json,
    });
    io.stdout.write(
      options.json ? `${JSON.stringify(report.json)}\n` : `${renderRun(scenario, report, result, kept, options, io)}\n`,
    );
    for (const sentence of report.warnings) io.stderr.write(`warning: ${sentence}\n`);
    return result.stopped === "cancelled" ? exitCode.interrupted : exitCode.ok;
  } catch (problem) {
    // A run that fails before its first draw leaves nothing behind; draws are never thrown away.
    if (drawn === 0) store.discard();
    else
      store.finish({
        status: "failed",
        queries: total(spent),
        reason: problem instanceof Error ? problem.message : String(problem),
      });
    throw problem;
  } finally {
    await pool.close();
  }
};

type DrawListener = NonNullable<InferOptions["onDraw"]>;

/** A budget that did not even reach the first draw. */
function tooSmall(scenario: CheckedScenario, result: InferenceResult): Diagnostic[] {
  const temperatures = result.chains.flatMap((chain) => chain.summary?.statistics.temperature ?? []);
  const lowest = Math.min(...temperatures);
  const particles =
    lowest < 1
      ? `the particles reached temperature ${showNumber(lowest)} of 1`
      : "the particles had not settled at temperature 1";
  const reached =
    result.algorithm.name === "smc" && temperatures.length > 0 ? particles : "the chains were still in warm-up";
  const asked = rowsOfDensity(scenario);
  return [...scenario.boxes.values()].flatMap(({ name, budget, span }) =>
    budget === undefined || !asked.has(name) ? [] : [budgetTooSmall(scenario.source, span, budget, reached)],
  );
}

const skippedBecause: Readonly<Record<Skipped, string>> = {
  improper: "a distribution has no draws",
  budget: "it would take more than a twentieth of the budget",
  size: "too much is observed to simulate it many times",
};

/**
 * Says which rows no prior draw comes near, and returns the rows it asked of each box. A model that answers NaN ends the run before
 * it begins, and so does a density that is never a number.
 */
async function tellPriorCheck(prepared: Prepared, seed: number, io: Io): Promise<Counts> {
  const { scenario } = prepared;
  const check = await checkPrior(prepared, seed);
  if (typeof check === "string") {
    io.stderr.write(`prior check skipped: ${skippedBecause[check]}\n`);
    return new Map();
  }
  if (check.failure !== undefined) {
    const diagnostic = siteDiagnostic(scenario, check.failure);
    if (check.failure.kind === "box" || check.failed === check.draws) throw new DiagnosticError([diagnostic]);
    const often = `so at ${check.failed} of ${check.draws} prior draws; samplers reject such points`;
    io.stderr.write(
      renderDiagnostics([{ ...diagnostic, severity: "warning", notes: [often, ...diagnostic.notes] }], io),
    );
  }
  for (const conflict of check.conflicts) {
    const observation = scenario.observations[conflict.observation];
    const rows = conflict.elements.map(
      ({ name, value, low, high }) =>
        `${name} = ${showNumber(value)}; the prior reaches ${showNumber(low)} .. ${showNumber(high)}`,
    );
    const place = { source: scenario.source, span: observation.valueSpan };
    io.stderr.write(renderDiagnostics([priorConflict(place, rows, conflict.total, check.draws)], io));
  }
  return check.queries;
}

function openStore(
  file: string,
  options: RunOptions,
  scenario: CheckedScenario,
  infer: Infer,
  seed: number,
  elements: readonly string[] | (() => readonly string[]) = outputNames(scenario),
): RunStore {
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
      infer_option: options.infer,
      command: repeatCommand({
        file,
        infer: options.infer ?? infer.name,
        seed,
        set: options.set,
        data: options.data,
        allowCode: options.allowCode,
        emit: options.emit,
      }),
    },
    elements,
  );
}

async function draw(
  prepared: Prepared,
  infer: Infer,
  run: { readonly seed: number; readonly workers: number; readonly pool: WorkerPool; readonly spent: Counts },
  keep: DrawListener,
  io: Io,
  options: RunOptions,
): Promise<InferenceResult> {
  const last = infer.steps[infer.steps.length - 1];
  const chains = algorithms.get(last.name)?.chains(last.options) ?? 1;
  const progress = showProgress(
    options.json ? { ...io, isTTY: false, stderr: { write: () => undefined } } : io,
    infer.name,
    chains,
  );
  const interrupt = listenForInterrupt(() =>
    progress.note("stopping; what was drawn is kept (Ctrl-C again to quit at once)"),
  );
  try {
    return await runInference(prepared, infer, {
      ...run,
      cancel: interrupt.flag,
      onProgress: (event) => progress.accept(event),
      onDraw: keep,
      emit: options.emit,
    });
  } catch (problem) {
    throw new DiagnosticError(await explainFailure(prepared, problem));
  } finally {
    interrupt.dispose();
    progress.finish();
  }
}
