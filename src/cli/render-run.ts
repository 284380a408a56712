/** The text after a run: summary, fidelity, evidence, queries, where the draws are. */
import { bestStart } from "../diagnostics/starts.ts";
import type { CheckedScenario } from "../language/checked.ts";
import type { StartsReport } from "../report/best.ts";
import type { ElementProbabilities } from "../report/probabilities.ts";
import type { RunReport } from "../report/summarise.ts";
import type { InferenceResult } from "../runs/infer.ts";
import { outputNames } from "../runs/names.ts";
import { renderCandidates } from "./candidates-table.ts";
import type { RunOptions } from "./commands.ts";
import { renderFidelity } from "./fidelity-table.ts";
import { fitLines } from "./fit-lines.ts";
import type { Io } from "./io.ts";
import { renderMatched } from "./matched-table.ts";
import { formatCount, formatNumber, formatSeconds } from "./numbers.ts";
import { mostColumns, renderProbabilities } from "./probability-table.ts";
import { renderSample } from "./sample-table.ts";
import { renderSummary } from "./summary-table.ts";
import { verdictLines } from "./verdict-lines.ts";

/** @param files the folder of the run, and what lies in it that a person would open */
export function renderRun(
  scenario: CheckedScenario,
  report: RunReport,
  result: InferenceResult,
  files: readonly string[],
  options: RunOptions,
  io: Io,
): string {
  const { json, prior, truth, probabilities } = report;
  const names = outputNames(scenario);
  const rows = names.flatMap((name, i) => {
    const quantity = json.quantities[name];
    if (quantity === undefined || isTabled(probabilities.get(i))) return [];
    const priorSd = prior?.[i]?.sd;
    return [
      {
        name,
        quantity,
        priorSd: Number.isNaN(priorSd) ? undefined : priorSd,
        truth: Number.isNaN(truth[i]) ? undefined : truth[i],
        best: json.best?.values[name],
      },
    ];
  });
  const discrete = names.flatMap((name, i) => {
    const element = probabilities.get(i);
    if (element === undefined || !isTabled(element)) return [];
    return [{ name, element, truth: Number.isNaN(truth[i]) ? undefined : truth[i] }];
  });
  const look = { all: options.all, color: io.color };
  const blocks = [renderSummary(rows, look), renderProbabilities(discrete, look)];
  for (const [target, fidelity] of Object.entries(json.fidelity ?? {})) {
    blocks.push(renderFidelity(target, fidelity, { color: io.color }));
  }
  for (const [target, sample] of Object.entries(json.samples ?? {})) {
    blocks.push(renderSample(target, sample, { color: io.color }));
  }
  const isPoints = json.starts !== undefined;
  for (const [target, scores] of Object.entries(json.matched ?? {})) {
    const answer = isPoints ? "start" : result.algorithm.name === "smc" ? "island" : "chain";
    const best = isPoints ? bestAnswer(result) : undefined;
    blocks.push(renderMatched(target, scores, { answer, best, color: io.color }));
  }
  for (const [target, candidates] of Object.entries(json.candidates ?? {})) {
    blocks.push(renderCandidates(target, candidates, look));
  }
  blocks.push([
    ...(json.fit === undefined ? [] : fitLines(json.fit, isPoints)),
    ...verdictLines(json.verdicts ?? {}, { color: io.color }),
  ]);
  blocks.push(facts(scenario, report, result));
  blocks.push([`  ${files.join("   ")}`]);
  return blocks
    .filter((block) => block.length > 0)
    .map((block) => block.join("\n"))
    .join("\n\n");
}

/** The place of the best start among those that have an answer. */
function bestAnswer({ chains }: InferenceResult): number | undefined {
  const best = bestStart(chains)?.chain;
  return best === undefined ? undefined : chains.slice(0, best).filter(({ targets }) => targets.length > 0).length;
}

/** Few enough values for a column each. */
function isTabled(element: ElementProbabilities | undefined): boolean {
  return element !== undefined && element.values.length <= mostColumns;
}

function facts(scenario: CheckedScenario, { json, draws }: RunReport, result: InferenceResult): string[] {
  const lines: string[] = [];
  if (json.log_evidence !== undefined) {
    const error = json.log_evidence_mcse;
    const spread =
      error === undefined || Number.isNaN(error) ? "" : ` +- ${error.toFixed(2)} (${result.chains.length} islands)`;
    lines.push(`  log evidence   ${json.log_evidence.toFixed(2)}${spread}`);
  }
  if (scenario.boxes.size > 0) lines.push(`  queries        ${formatCount(json.queries)} rows`);
  if (json.starts !== undefined) {
    lines.push(...startFacts(json.starts, json.best, json.seconds));
    return lines;
  }
  const divergences = json.divergences > 0 ? `, ${json.divergences} divergent` : "";
  lines.push(`  draws          ${formatCount(draws)}${divergences} in ${formatSeconds(json.seconds)}`);
  return lines;
}

/** Rows of the table are over starts, which are no draws. */
function startFacts(starts: StartsReport["starts"], best: StartsReport["best"], seconds: number): string[] {
  const failed = starts.failed > 0 ? `, ${starts.failed} failed` : "";
  const lines = [
    `  starts         ${formatCount(starts.count)}${failed} in ${formatSeconds(seconds)}; mean and sd are over these, no posterior`,
  ];
  if (best !== undefined) {
    lines.push(
      `  best           log density ${formatNumber(best.log_density, 6)}, start ${best.start}; ${starts.as_good_as_best} of ${starts.count} reached it`,
    );
  }
  return lines;
}
