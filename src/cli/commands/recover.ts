/** `pal recover FILE`: does this scenario work at all? Truths from the prior, data simulated, inverted, scored. */
import { availableParallelism } from "node:os";
import { type Calibration, calibrationOf } from "../../diagnostics/calibration.ts";
import type { CheckedScenario } from "../../language/checked.ts";
import { DiagnosticError } from "../../language/diagnostic.ts";
import { explainFailure } from "../../runs/explain-failure.ts";
import { prepare } from "../../runs/infer.ts";
import { type RecoveredData, rankDraws, recover } from "../../runs/recover.ts";
import { sizeOf } from "../../tensor/node.ts";
import { WorkerPool } from "../../workers/pool.ts";
import { type Command, exitCode, type RecoverOptions } from "../commands.ts";
import { describeScenario } from "../describe-scenario.ts";
import { listenForInterrupt } from "../interrupt.ts";
import type { Io } from "../io.ts";
import { formatCount, formatNumber, formatSeconds } from "../numbers.ts";
import { renderDiagnostics } from "../render-diagnostics.ts";
import { requireDensity } from "../require-density.ts";
import { loadScenario } from "../scenario.ts";
import { left, point, renderTable, right } from "../table.ts";
import { defaultSeed } from "./run.ts";

export const command: Command<RecoverOptions> = async (file, options, io) => {
  const { scenario, warnings } = await loadScenario(file, options);
  if (warnings.length > 0) io.stderr.write(renderDiagnostics(warnings, io));
  requireDensity(scenario, "pal recover");
  const infer = scenario.infers[0];
  const seed = options.seed ?? defaultSeed;
  if (!options.json) io.stdout.write(`${describeScenario(scenario)}\n`);
  const pool = new WorkerPool();
  const interrupt = listenForInterrupt(() =>
    io.stderr.write("stopping after this data set (Ctrl-C again to quit at once)\n"),
  );
  const begun = performance.now();
  const results: RecoveredData[] = [];
  try {
    const workers = options.workers ?? availableParallelism();
    for await (const data of recover(scenario, infer, {
      seed,
      workers,
      pool,
      cancel: interrupt.flag,
      count: options.n,
    })) {
      if (data.stopped === "budget")
        io.stderr.write("stopped: the budget does not last for the inversion of one data set\n");
      if (data.stopped !== undefined) break;
      results.push(data);
      showProgress(io, results.length, options.n, begun);
    }
  } catch (problem) {
    throw new DiagnosticError(await explainFailure(prepare(scenario), problem));
  } finally {
    interrupt.dispose();
    await pool.close();
  }
  const quantities = calibrations(scenario, results);
  const summary = {
    scenario: scenario.name,
    infer: infer.name,
    seed,
    data_sets: results.length,
    seconds: (performance.now() - begun) / 1000,
    queries: results.reduce((total, data) => total + data.queries, 0),
    divergences: results.reduce((total, data) => total + data.divergences, 0),
    quantities: Object.fromEntries(quantities),
  };
  io.stdout.write(options.json ? `${JSON.stringify(summary)}\n` : `${render(quantities, summary)}\n`);
  if (results.length === options.n) return exitCode.ok;
  return interrupt.requested() ? exitCode.interrupted : exitCode.badInput;
};

function showProgress(io: Io, done: number, count: number, begun: number): void {
  const left = ((performance.now() - begun) / 1000 / done) * (count - done);
  const line = `recover: ${done} of ${count} data sets, ${formatSeconds(left)} left`;
  if (io.isTTY) io.stderr.write(`\r\u001b[K${line}${done === count ? "\n" : ""}`);
  else if (Math.floor((done * 10) / count) > Math.floor(((done - 1) * 10) / count)) io.stderr.write(`${line}\n`);
}

/** By target, and by label of its last axis where it has labels. */
function calibrations(scenario: CheckedScenario, results: readonly RecoveredData[]): Map<string, Calibration> {
  const found = new Map<string, Calibration>();
  if (results.length === 0) return found;
  let offset = 0;
  for (const target of scenario.targets) {
    const start = offset;
    const size = sizeOf(target.node.shape);
    offset += size;
    const last = target.axes[target.axes.length - 1];
    const labels = last?.name === undefined ? undefined : scenario.dims.get(last.name)?.labels;
    const pick = (keep: (i: number) => boolean) =>
      results.map(({ elements }) => elements.slice(start, start + size).filter((_, i) => keep(i)));
    if (labels !== undefined && target.axes.length > 1) {
      labels.forEach((label, k) => {
        found.set(
          `${target.name}.${label}`,
          calibrationOf(
            pick((i) => i % labels.length === k),
            rankDraws,
          ),
        );
      });
    }
    found.set(
      target.name,
      calibrationOf(
        pick(() => true),
        rankDraws,
      ),
    );
  }
  return found;
}

function render(
  quantities: ReadonlyMap<string, Calibration>,
  summary: { data_sets: number; seconds: number; queries: number; divergences: number },
): string {
  const percent = (x: number) => (Number.isFinite(x) ? `${(100 * x).toFixed(1)} %` : "-");
  const rows = [...quantities].map(([name, c]) => [
    name,
    `${percent(c.coverage90)}${Number.isFinite(c.coverage90_se) ? ` +- ${(100 * c.coverage90_se).toFixed(1)}` : ""}`,
    formatNumber(c.width90_over_prior, 2),
    formatNumber(c.rmse, 3),
    formatNumber(c.prior_rmse, 3),
    formatNumber(c.mean_z, 2),
    c.ranks.join(" "),
    Number.isNaN(c.rank_p) ? "-" : c.rank_p < 0.001 ? "< 0.001" : c.rank_p.toFixed(3),
  ]);
  const table = renderTable(
    [
      left(""),
      left("90 % intervals cover"),
      point("width/prior"),
      point("error"),
      point("prior error"),
      point("mean z"),
      left("ranks in tenths"),
      right("p uniform"),
    ],
    rows,
  );
  const divergences = summary.divergences > 0 ? `, ${formatCount(summary.divergences)} divergent draws` : "";
  const queries = summary.queries > 0 ? `, ${formatCount(summary.queries)} queries` : "";
  return [
    ...table,
    "",
    `  ${summary.data_sets} data sets in ${formatSeconds(summary.seconds)}${queries}${divergences}`,
  ].join("\n");
}
