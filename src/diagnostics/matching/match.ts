/** True rows assigned one to one to candidates, so that the sum of the measure is best. */
import { assign } from "./assignment.ts";
import type { Measure } from "./measure.ts";

/** Rows of one length, one after the other. */
export interface Rows {
  readonly values: Float64Array;
  readonly columns: number;
}

export interface Matching {
  /** For each true row its candidate; -1 where there are fewer candidates than true rows. */
  readonly candidate: Int32Array;
  /** The measure of each true row and its candidate; NaN where it has none. */
  readonly value: Float64Array;
}

export function countRows({ values, columns }: Rows): number {
  return values.length / columns;
}

export function rowOf({ values, columns }: Rows, i: number): Float64Array {
  return values.subarray(i * columns, (i + 1) * columns);
}

/** The measure of each pair, [truth, candidate]. */
export function compareRows(measure: Measure, truth: Rows, candidates: Rows): Float64Array {
  const [n, m] = [countRows(truth), countRows(candidates)];
  const table = new Float64Array(n * m);
  for (let i = 0; i < n; i++)
    for (let j = 0; j < m; j++) table[i * m + j] = measure.of(rowOf(truth, i), rowOf(candidates, j));
  return table;
}

export function matchRows(measure: Measure, truth: Rows, candidates: Rows): Matching {
  const [n, m] = [countRows(truth), countRows(candidates)];
  const table = compareRows(measure, truth, candidates);
  const candidate = assign(
    table.map((value) => -measure.sign * value),
    n,
    m,
  );
  return { candidate, value: Float64Array.from(candidate, (j, i) => (j < 0 ? Number.NaN : table[i * m + j])) };
}
