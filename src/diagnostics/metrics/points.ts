/** Samples of points: rows of one array. */

/** Points in `columns` dimensions, one after the other: `values.length / columns` of them. */
export interface Points {
  readonly values: Float64Array;
  readonly columns: number;
}

export function countOf({ values, columns }: Points): number {
  return values.length / columns;
}

export function squaredDistance(a: Points, i: number, b: Points, j: number): number {
  const { columns } = a;
  let sum = 0;
  for (let k = 0; k < columns; k++) {
    const d = a.values[i * columns + k] - b.values[j * columns + k];
    sum += d * d;
  }
  return sum;
}

/** The sum of `of(squared distance)` over all pairs of a point of `a` and one of `b`. */
export function sumBetween(a: Points, b: Points, of: (squared: number) => number): number {
  const [n, m] = [countOf(a), countOf(b)];
  let sum = 0;
  for (let i = 0; i < n; i++) for (let j = 0; j < m; j++) sum += of(squaredDistance(a, i, b, j));
  return sum;
}

/** The sum over ordered pairs of two different points of `a`. */
export function sumWithin(a: Points, of: (squared: number) => number): number {
  const n = countOf(a);
  let sum = 0;
  for (let i = 1; i < n; i++) for (let j = 0; j < i; j++) sum += of(squaredDistance(a, i, a, j));
  return 2 * sum;
}
