/** The table after a run: where each quantity lies, how far it may be off, and whether the chains agree. */
import picocolors from "picocolors";
import { foldRows } from "./fold.ts";
import { decimalsFor, formatCount, formatNumber, formatWithSpread } from "./numbers.ts";
import { type Column, left, point, renderTable, right } from "./table.ts";

/** One element of a target; the fields of `quantities` in `pal run --json`. */
export interface QuantitySummary {
  readonly mean: number;
  readonly sd: number;
  readonly q05: number;
  readonly q50: number;
  readonly q95: number;
  /** Monte Carlo standard error of the mean. */
  readonly mcse_mean?: number;
  readonly ess_bulk?: number;
  readonly ess_tail?: number;
  /** Rank-normalised split R-hat. */
  readonly rhat?: number;
}

export interface SummaryRow {
  /** As in the run folder: `mu`, `x[0,2]`. */
  readonly name: string;
  readonly quantity: QuantitySummary;
  /** Standard deviation under the prior. */
  readonly priorSd?: number;
  readonly truth?: number;
  /** Where rows are over starts of an optimiser: what the best of them found. */
  readonly best?: number;
}

export interface SummaryOptions {
  /** Show every row. */
  readonly all: boolean;
  readonly color: boolean;
  /** How many rows to show otherwise, about. */
  readonly rows?: number;
}

/** R-hat above which chains are said to disagree (Vehtari et al. 2021, section 4). */
const rhatLimit = 1.01;

const absent = "-";

function cellsOf(row: SummaryRow, warn: (text: string) => string): string[] {
  const { mean, sd, q05, q95, ess_bulk, rhat } = row.quantity;
  // Numbers of one row share the decimals of its spread; a constant has none, nor have points that agree.
  const agree = row.best !== undefined && !(sd > 1e-3 * Math.abs(row.best));
  const spread = decimalsFor(sd) === undefined ? (row.priorSd ?? 0) : sd;
  const show = (x: number | undefined): string => {
    if (x === undefined) return absent;
    return agree ? formatNumber(x, 4) : formatWithSpread(x, spread);
  };
  const agreement = rhat === undefined || Number.isNaN(rhat) ? absent : rhat.toFixed(3);
  return [
    row.name,
    show(row.best),
    show(mean),
    agree && !(sd > 1e-9 * Math.abs(mean)) ? show(0) : show(sd),
    show(q05),
    show(q95),
    row.priorSd === undefined ? absent : formatNumber(row.priorSd),
    show(row.truth),
    ess_bulk === undefined || Number.isNaN(ess_bulk) ? absent : formatCount(ess_bulk),
    rhat !== undefined && rhat > rhatLimit ? warn(agreement) : agreement,
  ];
}

const columns: readonly Column[] = [
  left(""),
  point("best"),
  point("mean"),
  point("sd"),
  point("5%"),
  point("95%"),
  point("prior sd"),
  point("truth"),
  right("ess"),
  point("rhat"),
];

/** Other columns are left out where no row has a value. */
const alwaysShown: ReadonlySet<string> = new Set(["", "mean", "sd", "5%", "95%"]);

function range(values: readonly number[], show: (x: number) => string): string | undefined {
  const sound = values.filter((value) => !Number.isNaN(value));
  if (sound.length === 0) return undefined;
  const low = show(sound.reduce((a, b) => Math.min(a, b)));
  const high = show(sound.reduce((a, b) => Math.max(a, b)));
  return low === high ? low : `${low} to ${high}`;
}

/** What stands for the folded rows of an array: how many, and whether any of them is worse than those shown. */
function foldedLine(name: string, rows: readonly SummaryRow[]): string {
  const ess = range(
    rows.map((row) => row.quantity.ess_bulk ?? Number.NaN),
    formatCount,
  );
  const rhat = range(
    rows.map((row) => row.quantity.rhat ?? Number.NaN),
    (x) => x.toFixed(3),
  );
  const facts = [ess && `ess ${ess}`, rhat && `rhat ${rhat}`].filter((fact) => fact !== undefined);
  return `  ${name}: ${rows.length} more${facts.length > 0 ? ` (${facts.join(", ")})` : ""}`;
}

/** The lines of the table, header first, without line breaks; empty without rows. */
export function renderSummary(rows: readonly SummaryRow[], options: SummaryOptions): string[] {
  if (rows.length === 0) return [];
  const paint = picocolors.createColors(options.color);
  const folds = foldRows(
    rows.map((row) => row.name),
    options.all ? rows.length : (options.rows ?? 24),
  );
  const shown = folds.flatMap((fold) => rows.slice(fold.start, fold.start + fold.shown));
  const cells = shown.map((row) => cellsOf(row, paint.red));
  const kept = columns.map(
    ({ header }, index) => alwaysShown.has(header) || cells.some((row) => row[index] !== absent),
  );
  const [header, ...body] = renderTable(
    columns.filter((_, index) => kept[index]),
    cells.map((row) => row.filter((_, index) => kept[index])),
  );
  const lines = [paint.dim(header)];
  let next = 0;
  let folded = 0;
  for (const fold of folds) {
    for (let row = 0; row < fold.shown; row++) lines.push(body[next++]);
    const hidden = rows.slice(fold.start + fold.shown, fold.end);
    folded += hidden.length;
    if (hidden.length > 0) lines.push(paint.dim(foldedLine(fold.name, hidden)));
  }
  if (folded > 0) lines.push(paint.dim(`  (--all shows all ${formatCount(rows.length)} rows)`));
  return lines;
}
