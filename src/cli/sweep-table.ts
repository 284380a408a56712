/** The rows of a sweep on a terminal: what was varied, and the figures that differ, as many as there is room for. */
import { type Row, statusColumn, sweepColumn } from "../sweep/csv-table.ts";
import { formatNumber } from "./numbers.ts";
import { renderTable } from "./table.ts";

/** Digits of a figure. */
const precision = 3;

/** @param columns width of the terminal */
export function sweepTable(varied: readonly string[], rows: readonly Row[], columns: number): string {
  const isPlain = rows.every((row) => row[statusColumn] === "complete");
  const own = [...varied, ...(isPlain ? [] : [statusColumn])];
  const others = [...new Set(rows.flatMap((row) => Object.keys(row)))].filter((name) => {
    const differs = rows.some((row) => row[name] !== rows[0][name]);
    return !own.includes(name) && ![sweepColumn, statusColumn, "seconds"].includes(name) && differs;
  });
  let best = draw(varied, own, rows);
  let shown = 0;
  for (; shown < others.length; shown++) {
    const wider = draw(varied, [...own, ...others.slice(0, shown + 1)], rows);
    if (Math.max(...wider.map((line) => line.length)) > columns) break;
    best = wider;
  }
  const more = others.length - shown;
  return `${best.join("\n")}\n${more > 0 ? `\n  ${more} more columns with --out or --json\n` : ""}`;
}

function draw(varied: readonly string[], names: readonly string[], rows: readonly Row[]): string[] {
  const isNumber = (text = "") => text !== "" && !Number.isNaN(Number(text));
  // What was varied is shown as it was written.
  const cell = (name: string, text = "") =>
    isNumber(text) && !varied.includes(name) ? formatNumber(Number(text), precision) : text;
  return renderTable(
    names.map((header) => {
      const isNumeric = rows.every((row) => (row[header] ?? "") === "" || isNumber(row[header]));
      return { header, align: isNumeric ? "point" : "left" };
    }),
    rows.map((row) => names.map((name) => cell(name, row[name]))),
  );
}
