/** The table of a matched truth: what starts or chains found of it, and what every control finds. */
import picocolors from "picocolors";
import { findsMore, type MatchedFidelity, type MatchScore } from "../diagnostics/matching/fidelity.ts";
import { type Column, left, point, renderTable } from "./table.ts";

/** @param answer what gives one answer each: `start` or `chain`; @param best place of the answer of the best fit */
export function renderMatched(
  target: string,
  scores: MatchedFidelity,
  { answer, best, color }: { readonly answer: string; readonly best?: number; readonly color: boolean },
): string[] {
  const paint = picocolors.createColors(color);
  const columns: Column[] = [
    left(`${target} by ${scores.metric}`),
    ...scores.thresholds.map((threshold) =>
      point(`${scores.metric === "rmse" ? "<=" : ">="} ${Number(threshold.toPrecision(3))}`),
    ),
    point("mean best"),
    left(""),
  ];
  const row = (name: string, { hits, best }: MatchScore, note = "") => [
    name,
    ...hits.map((count) => count.toFixed(1)),
    best.toFixed(3),
    note,
  ];
  const { answers, pooled, control, strongest } = scores;
  const several = answers.length > 1;
  const rows = [
    row(several ? `mean of ${answers.length} ${answer}s` : `the ${answer}`, scores),
    ...(several && best !== undefined ? [row(`${answer} ${best + 1}, the best fit`, answers[best])] : []),
    ...(several ? [row(`${answer}s pooled`, pooled)] : []),
    ...Object.entries(control).map(([name, score]) => {
      const role = name === "prior" ? "draws of the prior" : score.role;
      return row(name.replaceAll("_", " "), score, name === strongest ? `${role}, the strongest control` : role);
    }),
  ];
  const [header, ...body] = renderTable(columns, rows);
  return [paint.dim(header), ...body, `  ${claim(scores, paint.yellow)}`];
}

/** What may be said of the hits: never more than the strongest control leaves. */
function claim(scores: MatchedFidelity, tint: (text: string) => string): string {
  const { rows, candidates, strongest, hits_minus_strongest: gain = 0, gain_se: error = Number.NaN } = scores;
  const sizes = `${rows} true rows, ${candidates} candidates`;
  if (strongest === undefined) return tint(`${sizes}: nothing to compare with`);
  const name = strongest.replaceAll("_", " ");
  const spread = Number.isFinite(error) ? ` +- ${error.toFixed(1)}` : "";
  const less = `${sizes}: ${gain.toFixed(1)}${spread} more than ${name}`;
  return findsMore(scores) ? less : tint(`${less}, which is no evidence of a leak`);
}
