/** What `pal calibrate` prints: how well matches are told from artefacts on nets left out, and whether probabilities hold. */
import picocolors from "picocolors";
import type { Calibration, Detection } from "../diagnostics/matches/calibrate.ts";
import { type Column, renderTable } from "./table.ts";

const figures = ({ auroc, tpr_at_1_fpr, top_tenth }: Detection): string[] =>
  [auroc, tpr_at_1_fpr, top_tenth].map((x) => (Number.isFinite(x) ? x.toFixed(3) : "-"));

/** The lines, without line breaks. */
export function renderCalibration(
  { runs, mean, agreement, reliability }: Calibration,
  { color }: { readonly color: boolean },
): string[] {
  const paint = picocolors.createColors(color);
  const columns: Column[] = [
    { header: "net left out", align: "left" },
    { header: "matches", align: "left" },
    { header: "AUROC", align: "point" },
    { header: "TPR at 1 % FPR", align: "point" },
    { header: "best tenth", align: "point" },
  ];
  const [header, ...rows] = renderTable(columns, [
    ...runs.map((run) => [run.name, `${run.matches} of ${run.candidates}`, ...figures(run)]),
    ["mean", "", ...figures(mean)],
    ["agreement alone", "", ...figures(agreement)],
  ]);
  const curve: Column[] = [
    { header: "probability said", align: "left" },
    { header: "mean", align: "point" },
    { header: "matches", align: "point" },
    { header: "candidates", align: "right" },
  ];
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
