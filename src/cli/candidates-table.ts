/** Candidates that starts of an optimiser found again: how often, and how probable it is that they are matches. */
import picocolors from "picocolors";
import type { CandidatesReport } from "../report/candidates.ts";
import { type Column, left, point, renderTable } from "./table.ts";

/** Rows shown unless all are asked for. */
const MOST_ROWS = 12;

/** The lines of the table for one target, header first, without line breaks. */
export function renderCandidates(
  target: string,
  { starts, candidates, clusters }: CandidatesReport,
  { color, all }: { readonly color: boolean; readonly all: boolean },
): string[] {
  const paint = picocolors.createColors(color);
  const isCalibrated = clusters.some(({ probability }) => probability !== undefined);
  const isScored = clusters.some(({ matches }) => matches !== undefined);
  // With probabilities the surest come first; without, what most starts found.
  const order = isCalibrated
    ? [...clusters].sort((a, b) => (b.probability ?? 0) - (a.probability ?? 0) || b.found - a.found)
    : clusters;
  const shown = all ? order : order.slice(0, MOST_ROWS);
  const columns: Column[] = [
    left(`candidates of ${target}`),
    left("found by"),
    point("agreement"),
    ...(isCalibrated ? [point("match probability")] : []),
    ...(isScored ? [left("is a match")] : []),
  ];
  const rows = shown.map(({ members, found, probability, matches }) => {
    const { start, row, features } = candidates[members[0]];
    return [
      `${target}[${row}] of start ${start + 1}`,
      `${Math.round(found * starts)} of ${starts}`,
      features[0].toFixed(2),
      ...(probability === undefined ? [] : [probability.toFixed(2)]),
      ...(matches === undefined
        ? []
        : [matches === 0 ? "no" : matches === 1 ? "yes" : `${Math.round(matches * 100)} %`]),
    ];
  });
  const [header, ...lines] = renderTable(columns, rows);
  const folded = clusters.length - shown.length;
  return [
    paint.dim(header),
    ...lines,
    ...(folded > 0 ? [paint.dim(`  ${folded} more, found by few starts (--all shows them)`)] : []),
    ...(isCalibrated ? [] : [paint.dim("  agreement is no proof: starts can agree on an artefact (pal calibrate)")]),
  ];
}
