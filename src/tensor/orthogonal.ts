/** Thin orthogonal factors of small matrices, for what is known before a program runs. */

/** k = q r with q' q the identity: q [rows, columns] and r [columns, columns], row-major. */
export interface Factors {
  readonly q: Float64Array;
  readonly r: Float64Array;
}

/** A column shorter than this share of what it was depends on those before it. */
const DEPENDENT = 1e-13;

/**
 * Gram and Schmidt, each column twice, which is enough (Giraud, Langou & Rozloznik 2005). A column that depends on those before it
 * becomes 0 in q and has a row of zeros in r: the product and the span stay right.
 * @param k [rows, columns], row-major
 */
export function orthogonalFactors(k: Float64Array, rows: number, columns: number): Factors {
  const q = k.slice();
  const r = new Float64Array(columns * columns);
  const dot = (a: number, b: number) => {
    let sum = 0;
    for (let i = 0; i < rows; i++) sum += q[i * columns + a] * q[i * columns + b];
    return sum;
  };
  for (let j = 0; j < columns; j++) {
    const before = Math.sqrt(dot(j, j));
    for (let pass = 0; pass < 2; pass++) {
      for (let l = 0; l < j; l++) {
        const share = dot(l, j);
        r[l * columns + j] += share;
        for (let i = 0; i < rows; i++) q[i * columns + j] -= share * q[i * columns + l];
      }
    }
    const length = Math.sqrt(dot(j, j));
    const isNew = length > DEPENDENT * before;
    r[j * columns + j] = isNew ? length : 0;
    for (let i = 0; i < rows; i++) q[i * columns + j] = isNew ? q[i * columns + j] / length : 0;
  }
  return { q, r };
}
