/** What `pal calibrate` prints: how well matches are told from artefacts on nets left out, and whether probabilities hold. */
import picocolors from "picocolors";
import type { Calibration, Detection } from "../diagnostics/matches/calibrate.ts";
import { type Column, left, point, renderTable, right } from "./table.ts";

const figures = ({ auroc, tpr_at_1_fpr, top_tenth }: Detection): string[] =>
  [auroc, tpr_at_1_fpr, top_tenth].map((x) => (Number.isFinite(x) ? x.toFixed(3) : "-"));

/** The lines, without line breaks. */
export function renderCalibration(
  { runs, mean, agreement, reliability }: Calibration,
  { color }: { readonly color: boolean },
): string[] {
  const paint = picocolors.createColors(color);
  const columns: Column[] = [
    left("net left out"),
    left("matches"),
    point("AUROC"),
    point("TPR at 1 % FPR"),
    point("best tenth"),
  ];
  const [header, ...rows] = renderTable(columns, [
    ...runs.map((run) => [run.name, `${run.matches} of ${run.candidates}`, ...figures(run)]),
    ["mean", "", ...figures(mean)],
    ["agreement alone", "", ...figures(agreement)],
  ]);
  const curve: Column[] = [left("probability said"), point("mean"), point("matches"), right("candidates")];
  const [curveHeader, ...bins] = renderTable(
    curve,
    reliability.map(({ from, to, said, found, count }) => [
      `${from.toFixed(1)} .. ${to.toFixed(1)}`,
      said.toFixed(3),
      found.toFixed(3),
      String(count),
    ]),
  );
  return [paint.dim(header), ...rows, "", paint.dim(curveHeader), ...bins];
}
