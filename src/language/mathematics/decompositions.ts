/** Decompositions, made unique where the mathematics leaves a choice of signs. */
import { Matrix, SingularValueDecomposition } from "ml-matrix";
import { fromRows, type Grid, isSymmetric, toRows, transposed } from "./grid.ts";
import { math, rowsOf } from "./mathjs.ts";

/** Eigenvalues, ascending; vectors are columns of length 1, present for symmetric matrices. Undefined where some are complex. */
export function eigen(a: Grid): { readonly values: Float64Array; readonly vectors?: Grid } | undefined {
  const symmetric = isSymmetric(a);
  const found = math.eigs(toRows(a));
  const values = Array.isArray(found.values) ? found.values : found.values.toArray();
  if (!values.every((value): value is number => typeof value === "number")) return undefined;
  const order = values.map((_, i) => i).sort((i, j) => values[i] - values[j]);
  const sorted = Float64Array.from(order, (i) => values[i]);
  if (!symmetric) return { values: sorted };
  const pairs = found.eigenvectors.map(({ vector }) => (Array.isArray(vector) ? vector : vector.toArray()).map(Number));
  const vectors = order.map((i) => withSign(pairs[i]));
  return { values: sorted, vectors: transposed(fromRows(vectors)) };
}

/** The sign that makes the largest element positive; of several, the first. */
function withSign(vector: readonly number[]): number[] {
  const largest = Math.max(...vector.map(Math.abs));
  const first = vector.find((x) => Math.abs(x) > largest * (1 - 1e-9)) ?? 1;
  const length = Math.hypot(...vector) * Math.sign(first);
  return vector.map((x) => x / length);
}

/** The thin form: q [rows, k] with orthonormal columns, r [k, columns] with a diagonal that is not negative, k the smaller. */
export function qr(a: Grid): { readonly q: Grid; readonly r: Grid } {
  const { Q, R } = math.qr(toRows(a));
  const k = Math.min(a.rows, a.columns);
  const [q, r] = [rowsOf(Q), rowsOf(R)];
  const signs = Array.from({ length: k }, (_, i) => (r[i][i] < 0 ? -1 : 1));
  return {
    q: fromRows(q.map((row) => signs.map((sign, j) => sign * row[j]))),
    r: fromRows(signs.map((sign, i) => r[i].map((x) => sign * x))),
  };
}

/** l u = the rows of a in the order p, with partial pivoting. */
export function lup(a: Grid): { readonly l: Grid; readonly u: Grid; readonly p: Float64Array } {
  const { L, U, p } = math.lup(toRows(a));
  // mathjs says where each row of a goes.
  const order = Float64Array.from(p, (_, i) => p.indexOf(i));
  return { l: fromRows(rowsOf(L)), u: fromRows(rowsOf(U)), p: order };
}

/** a = u diag(s) v', thin: u [rows, k], s [k] descending, v [columns, k]. */
export function singularValues(a: Grid): { readonly u: Grid; readonly s: Float64Array; readonly v: Grid } {
  const found = new SingularValueDecomposition(new Matrix(toRows(a)), { autoTranspose: true });
  const k = Math.min(a.rows, a.columns);
  const order = found.diagonal
    .map((_, i) => i)
    .sort((i, j) => found.diagonal[j] - found.diagonal[i])
    .slice(0, k);
  const u: number[][] = [];
  const v: number[][] = [];
  for (const i of order) {
    const right = found.rightSingularVectors.getColumn(i);
    const signed = withSign(right);
    const first = right.findIndex((x) => x !== 0);
    const sign = Math.sign(signed[first]) === Math.sign(right[first]) ? 1 : -1;
    v.push(signed);
    u.push(found.leftSingularVectors.getColumn(i).map((x) => sign * x));
  }
  return {
    u: transposed(fromRows(u)),
    s: Float64Array.from(order, (i) => found.diagonal[i]),
    v: transposed(fromRows(v)),
  };
}

/** The first k principal components of the rows of x, whose columns are centred but not scaled. */
export function components(
  x: Grid,
  k: number,
): { readonly scores: Grid; readonly components: Grid; readonly variances: Float64Array } {
  const rows = toRows(x);
  const means = rows[0].map((_, j) => rows.reduce((sum, row) => sum + row[j], 0) / rows.length);
  const { u, s, v } = singularValues(fromRows(rows.map((row) => row.map((value, j) => value - means[j]))));
  const scores = toRows(u).map((row) => row.slice(0, k).map((value, i) => value * s[i]));
  return {
    scores: fromRows(scores),
    components: fromRows(toRows(transposed(v)).slice(0, k)),
    variances: s.slice(0, k).map((value) => (value * value) / (rows.length - 1)),
  };
}
