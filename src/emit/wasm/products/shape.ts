/** Matrix products, and the forms in which they are computed. */

/** Elements from one row, column or matrix of a stack to the next. */
export interface Strides {
  readonly batch: number;
  readonly row: number;
  readonly column: number;
}

/** c [batches, m, n] = a [batches, m, k] b [batches, k, n]; c is dense and row-major. */
export interface Product {
  readonly batches: number;
  readonly m: number;
  readonly k: number;
  readonly n: number;
  readonly a: Strides;
  readonly b: Strides;
}

/** What is computed along consecutive numbers: columns of the result, its rows, or terms of the sums. */
export type Form = "columns" | "rows" | "terms";

/** The way to compute the product, undefined where no operand is read in order. */
export function formOf({ m, k, n, a, b }: Product): Form | undefined {
  const columns = b.column === 1 && n > 1;
  const rows = a.row === 1 && m > 1;
  const terms = a.column === 1 && b.row === 1 && k > 1;
  if (columns && n >= 4) return "columns";
  if (rows && m >= 4) return "rows";
  if (terms && k >= 4) return "terms";
  return columns ? "columns" : rows ? "rows" : terms ? "terms" : undefined;
}

/** A text that is equal for products of equal functions. */
export function keyOf({ batches, m, k, n, a, b }: Product): string {
  return [batches, m, k, n, a.batch, a.row, a.column, b.batch, b.row, b.column].join(" ");
}
