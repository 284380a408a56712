/** Thin orthogonal factors of small matrices, for what is known before a program runs. */
import { orthogonalise } from "../linear/gram-schmidt.ts";
import { norm } from "../linear/vectors.ts";

/** k = q r with q' q the identity: q [rows, columns] and r [columns, columns], row-major. */
export interface Factors {
  readonly q: Float64Array;
  readonly r: Float64Array;
}

/** By the matrix: a program is optimised more than once. */
const factors = new WeakMap<Float64Array, Factors>();

/** A column shorter than this share of what it was depends on those before it. */
const DEPENDENT = 1e-13;

/**
 * By Gram and Schmidt. A column that depends on those before it becomes 0 in q and has a row of zeros in r: the product and the span
 * stay right.
 * @param k [rows, columns], row-major
 */
export function orthogonalFactors(k: Float64Array, rows: number, columns: number): Factors {
  const kept = factors.get(k);
  if (kept !== undefined && kept.q.length === rows * columns && kept.r.length === columns * columns) return kept;
  // Each column in one piece: memory is read in order.
  const parts = Array.from({ length: columns }, (_, j) =>
    Float64Array.from({ length: rows }, (_, i) => k[i * columns + j]),
  );
  const r = new Float64Array(columns * columns);
  for (const [j, own] of parts.entries()) {
    const before = norm(own);
    for (const [l, share] of orthogonalise(own, parts.slice(0, j)).entries()) r[l * columns + j] = share;
    const length = norm(own);
    const isNew = length > DEPENDENT * before;
    r[j * columns + j] = isNew ? length : 0;
    for (let i = 0; i < rows; i++) own[i] = isNew ? own[i] / length : 0;
  }
  const q = new Float64Array(rows * columns);
  for (const [j, own] of parts.entries()) for (let i = 0; i < rows; i++) q[i * columns + j] = own[i];
  const made = { q, r };
  factors.set(k, made);
  return made;
}
