/** The table of discrete targets after a run: how probable each value is. */
import picocolors from "picocolors";
import type { ElementProbabilities } from "../report/probabilities.ts";
import { foldRows } from "./fold.ts";
import { formatCount } from "./numbers.ts";
import { left, point, renderTable, right } from "./table.ts";

export interface ProbabilityRow {
  /** As in the run folder: `z[3]`. */
  readonly name: string;
  readonly element: ElementProbabilities;
  readonly truth?: number;
}

/** Elements with more values are told by mean and spread. */
export const mostColumns = 8;

/** The lines, a header for each array; empty without rows. */
export function renderProbabilities(
  rows: readonly ProbabilityRow[],
  options: { readonly all: boolean; readonly color: boolean },
): string[] {
  const paint = picocolors.createColors(options.color);
  const names = rows.map((row) => row.name);
  return foldRows(names, options.all ? rows.length : 24).flatMap(({ name, start, end, shown }) => {
    const group = rows.slice(start, start + shown);
    const values = [...new Set(group.flatMap(({ element }) => [...element.values]))].sort((a, b) => a - b);
    const labelOf = (value: number) => {
      const found = group.find(({ element }) => element.values.includes(value))?.element;
      return found?.labels[found.values.indexOf(value)] ?? String(value);
    };
    const hasTruth = group.some(({ truth }) => truth !== undefined);
    const [header, ...body] = renderTable(
      [left("probability of"), ...values.map((value) => point(labelOf(value))), ...(hasTruth ? [right("truth")] : [])],
      group.map(({ name, element, truth }) => [
        name,
        ...values.map((value) => {
          const at = element.values.indexOf(value);
          return at < 0 ? "-" : element.probabilities[at].toFixed(3);
        }),
        truth === undefined ? "-" : labelOf(truth),
      ]),
    );
    const more = end - start - shown;
    return [
      paint.dim(header),
      ...body,
      ...(more > 0 ? [paint.dim(`  ${name}: ${formatCount(more)} more (--all shows them)`)] : []),
    ];
  });
}
