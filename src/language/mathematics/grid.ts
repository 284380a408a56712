/** Matrices as the engine takes and gives them. */

/** Row-major. */
export interface Grid {
  readonly rows: number;
  readonly columns: number;
  readonly data: Float64Array;
}

export function toRows({ rows, columns, data }: Grid): number[][] {
  return Array.from({ length: rows }, (_, i) => [...data.subarray(i * columns, (i + 1) * columns)]);
}

/** @param columns needed where there are no rows */
export function fromRows(rows: readonly (readonly number[])[], columns = rows[0]?.length ?? 0): Grid {
  return { rows: rows.length, columns, data: Float64Array.from(rows.flat()) };
}

export function transposed({ rows, columns, data }: Grid): Grid {
  const turned = new Float64Array(data.length);
  for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) turned[j * rows + i] = data[i * columns + j];
  return { rows: columns, columns: rows, data: turned };
}

export function isSymmetric({ rows, columns, data }: Grid): boolean {
  if (rows !== columns) return false;
  const scale = data.reduce((largest, x) => Math.max(largest, Math.abs(x)), 0);
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < i; j++) if (Math.abs(data[i * rows + j] - data[j * rows + i]) > 1e-10 * scale) return false;
  return true;
}
