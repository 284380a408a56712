/** Functions of matrices. Undefined where there is no result: a singular matrix, a root that is not real. */
import { Matrix, pseudoInverse as pinv, SingularValueDecomposition } from "ml-matrix";
import { fromRows, type Grid, toRows } from "./grid.ts";
import { math, rowsOf } from "./mathjs.ts";

export function determinant(a: Grid): number {
  return math.det(toRows(a));
}

/** Reciprocal condition below which a matrix counts as singular. */
const smallestCondition = 1e-15;

function singularValuesOf(a: Grid): number[] {
  return new SingularValueDecomposition(new Matrix(toRows(a)), { autoTranspose: true }).diagonal;
}

function isSingular(a: Grid): boolean {
  const values = singularValuesOf(a);
  return !(Math.min(...values) > smallestCondition * Math.max(...values));
}

export function inverse(a: Grid): Grid | undefined {
  return isSingular(a) ? undefined : fromRows(rowsOf(math.inv(toRows(a))));
}

/** Moore and Penrose's, by singular values: [columns, rows]. */
export function pseudoInverse(a: Grid): Grid {
  return fromRows(pinv(new Matrix(toRows(a))).to2DArray());
}

/** Singular values above the largest one times max(rows, columns) times 2^-52, as numpy counts. */
export function rank(a: Grid): number {
  const values = singularValuesOf(a);
  const tolerance = Math.max(...values) * Math.max(a.rows, a.columns) * Number.EPSILON;
  return values.filter((value) => value > tolerance).length;
}

export function kronecker(a: Grid, b: Grid): Grid {
  return fromRows(rowsOf(math.kron(toRows(a), toRows(b))));
}

export function exponential(a: Grid): Grid {
  return fromRows(rowsOf(math.expm(math.matrix(toRows(a)))));
}

/** The principal square root of a matrix; undefined where it has none that is real. */
export function root(a: Grid): Grid | undefined {
  try {
    const found = fromRows(rowsOf(math.sqrtm(toRows(a))));
    return found.data.every(Number.isFinite) ? found : undefined;
  } catch {
    return undefined;
  }
}

/** x with a x = b. */
export function solve(a: Grid, b: Grid): Grid | undefined {
  if (isSingular(a)) return undefined;
  const columns = Array.from({ length: b.columns }, (_, j) => {
    const column = Array.from({ length: b.rows }, (_, i) => b.data[i * b.columns + j]);
    return rowsOf(math.lusolve(toRows(a), column)).map(([x]) => x);
  });
  return fromRows(Array.from({ length: a.columns }, (_, i) => columns.map((column) => column[i])));
}
