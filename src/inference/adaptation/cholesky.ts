/** Cholesky factor of a covariance matrix, for proposals. */

/** Replaces the lower triangle of `a` ([n, n], row-major) by L with L L' = a; false where a is not positive definite. */
export function factorise(a: Float64Array, n: number): boolean {
  for (let j = 0; j < n; j++) {
    let pivot = a[j * n + j];
    const before = pivot;
    for (let k = 0; k < j; k++) pivot -= a[j * n + k] * a[j * n + k];
    // A pivot lost to rounding means that the estimate is singular.
    if (!(pivot > 1e-12 * before)) return false;
    const root = Math.sqrt(pivot);
    a[j * n + j] = root;
    for (let i = j + 1; i < n; i++) {
      let sum = a[i * n + j];
      for (let k = 0; k < j; k++) sum -= a[i * n + k] * a[j * n + k];
      a[i * n + j] = sum / root;
    }
  }
  return true;
}
