/** The table of fidelity: how close the answer is to the truth, beside what was known without the black box. */
import picocolors from "picocolors";
import { addsSomething, type Fidelity, strongestRival } from "../diagnostics/fidelity.ts";
import type { TargetFidelity } from "../report/summarise.ts";
import { formatNumber } from "./numbers.ts";
import { type Column, left, point, renderTable } from "./table.ts";

/** What is to be said beside the numbers: nothing, where the posterior is closer than all that was known without the box. */
function verdict(scores: Fidelity, tint: (text: string) => string): string {
  if (addsSomething(scores)) return "";
  const rival = strongestRival(scores);
  return tint(rival === undefined ? "nothing to compare with" : `no closer than ${rival.name.replaceAll("_", " ")}`);
}

/** Whether it is a point that was scored: it has no intervals. */
const isPoint = ({ coverage90, rmse }: Fidelity): boolean => Number.isNaN(coverage90) && !Number.isNaN(rmse);

function intervals({ coverage90, elements, width90_over_prior }: Fidelity): string {
  const covered = `${Math.round(coverage90 * elements)} of ${elements}`;
  return Number.isFinite(width90_over_prior)
    ? `${covered}, width ${formatNumber(width90_over_prior, 2)} of the prior's`
    : covered;
}

const error = (x: number): string => (Number.isFinite(x) ? x.toFixed(x >= 100 ? 0 : x >= 0.0095 ? 2 : 4) : "-");

/** The lines of the table for one target, header first, without line breaks. */
export function renderFidelity(
  target: string,
  fidelity: TargetFidelity,
  { color }: { readonly color: boolean },
): string[] {
  const paint = picocolors.createColors(color);
  const controls = Object.keys(fidelity.control);
  const columns: Column[] = [
    left(`error of ${target}`),
    point(isPoint(fidelity) ? "best start" : "posterior"),
    ...controls.map((name) => point(name.replaceAll("_", " "))),
    point("prior"),
    ...(isPoint(fidelity) ? [] : [left("90 % intervals hold")]),
    left(""),
  ];
  const row = (name: string, scores: Fidelity): string[] => [
    name,
    error(scores.rmse),
    ...controls.map((control) => error(scores.control[control] ?? Number.NaN)),
    error(scores.prior_rmse),
    ...(isPoint(fidelity) ? [] : [intervals(scores)]),
    verdict(scores, paint.yellow),
  ];
  const labelled = Object.entries(fidelity.columns ?? {}).map(([label, scores]) => row(label, scores));
  const [header, ...body] = renderTable(columns, [...labelled, row(labelled.length > 0 ? "all" : target, fidelity)]);
  return [paint.dim(header), ...body, ...closenessLines(fidelity)];
}

/** What the whole posterior is worth, each measure beside that of what was known without the box. */
function closenessLines({ crps, crps_of, rows }: TargetFidelity): string[] {
  const beside = (others: Readonly<Record<string, number>>) => {
    const told = Object.entries(others).map(
      ([name, value]) => `${name.replaceAll("_", " ")} ${formatNumber(value, 2)}`,
    );
    return told.length > 0 ? ` (${told.join(", ")})` : "";
  };
  const lines: string[] = [];
  if (crps !== undefined) lines.push(`score (CRPS) ${formatNumber(crps, 2)}${beside(crps_of ?? {})}`);
  if (rows !== undefined) {
    const of = (measure: "energy" | "mmd") =>
      `${formatNumber(rows[measure], 2)}${beside(Object.fromEntries(Object.entries(rows.of).map(([name, one]) => [name, one[measure]])))}`;
    lines.push(`rows as a sample: energy distance ${of("energy")}, MMD ${of("mmd")}`);
  }
  return lines.map((line) => `  ${line}`);
}
