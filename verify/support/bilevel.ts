/** models/bilevel, looked at without the compiler: how far starts end from the records, and how well the weights are met. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { trainHidden } from "../../models/bilevel/hidden.ts";
import { fitLogistic } from "../../models/bilevel/logistic.ts";
import { hiddenTraining } from "../../models/bilevel/make.ts";
import { parseCsv, readAllColumns } from "../../src/language/files/csv.ts";

export const bilevelFolder = fileURLToPath(new URL("../../models/bilevel/", import.meta.url));

/** Rows of numbers. */
export type Rows = readonly (readonly number[])[];

export function readRows(name: string): number[][] {
  const table = parseCsv(readFileSync(`${bilevelFolder}${name}.csv`));
  if (!("cells" in table)) throw new Error(table.message);
  const read = readAllColumns(table);
  if (read.kind !== "numbers") throw new Error(`${name} is not as expected`);
  const width = table.columns.length;
  return Array.from({ length: table.rows }, (_, i) => [...read.data.slice(i * width, (i + 1) * width)]);
}

export function rowsOf(flat: Float64Array, count: number): number[][] {
  const width = flat.length / count;
  return Array.from({ length: count }, (_, i) => [...flat.slice(i * width, (i + 1) * width)]);
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const half = (sorted.length - 1) / 2;
  return (sorted[Math.floor(half)] + sorted[Math.ceil(half)]) / 2;
}

/** For each true record the root mean squared distance to the nearest one found. */
export function distances(truth: Rows, found: Rows): number[] {
  return truth.map((row) =>
    Math.min(...found.map((other) => Math.sqrt(row.reduce((sum, x, k) => sum + (x - other[k]) ** 2, 0) / row.length))),
  );
}

/** Sum of squares between the published weights and those of a classifier trained on what was found. */
export function weightMismatch(published: readonly number[], found: Rows): number {
  const label = found.map((_, i) => 1 - (i % 2));
  const { weights, residual } = fitLogistic(found, label, 0.01);
  if (!(residual < 1e-12)) return Number.NaN;
  return published.reduce((sum, w, k) => sum + (w - weights[k]) ** 2, 0);
}

/** The same for the nets with a hidden layer, trained from the first weights of one of the draws. */
export function hiddenMismatch(published: readonly number[], found: Rows, seed: number): number {
  const first = readRows(`hidden/first-${seed}`).map((row) => Float64Array.from(row));
  const label = found.map((_, i) => 1 - (i % 2));
  const trained = trainHidden(first, found, label, hiddenTraining).flatMap((row) => [...row]);
  return published.reduce((sum, w, k) => sum + (w - trained[k]) ** 2, 0);
}
