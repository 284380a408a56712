/** Dense linear algebra on numbers, for samplers and domain checks. Matrices are row-major [n, n]. */

/** The lower triangle L with L L' = a (its upper half 0), or the row whose pivot is not positive. Only a's lower half is read. */
export function choleskyFactor(
  a: ArrayLike<number>,
  n: number,
): Float64Array | { readonly row: number; readonly pivot: number } {
  const l = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let s = a[i * n + j];
      for (let k = 0; k < j; k++) s -= l[i * n + k] * l[j * n + k];
      if (i !== j) l[i * n + j] = s / l[j * n + j];
      else if (s > 0) l[i * n + i] = Math.sqrt(s);
      else return { row: i, pivot: s };
    }
  }
  return l;
}
