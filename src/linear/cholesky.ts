/** Cholesky factors and triangular systems of numbers. Matrices are row-major [n, n]. */

/**
 * The lower triangle L with L L' = a (its upper half 0), or the row whose pivot is no larger than `least` times its diagonal element:
 * a is not positive definite, or not to rounding. Only a's lower half is read.
 */
export function choleskyFactor(
  a: ArrayLike<number>,
  n: number,
  least = 0,
): Float64Array | { readonly row: number; readonly pivot: number } {
  const l = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let s = a[i * n + j];
      for (let k = 0; k < j; k++) s -= l[i * n + k] * l[j * n + k];
      if (i !== j) l[i * n + j] = s / l[j * n + j];
      else if (s > least * a[i * n + i]) l[i * n + i] = Math.sqrt(s);
      else return { row: i, pivot: s };
    }
  }
  return l;
}

/** Solves l x = b for the first `m` columns of b [n, m], overwriting it. */
export function solveLower(l: ArrayLike<number>, x: Float64Array, n: number, m: number): void {
  for (let i = 0; i < n; i++) {
    for (let c = 0; c < m; c++) {
      let rest = x[i * m + c];
      for (let k = 0; k < i; k++) rest -= l[i * n + k] * x[k * m + c];
      x[i * m + c] = rest / l[i * n + i];
    }
  }
}

/** Solves l' x = b in the same way. */
export function solveTransposed(l: ArrayLike<number>, x: Float64Array, n: number, m: number): void {
  for (let i = n - 1; i >= 0; i--) {
    for (let c = 0; c < m; c++) {
      let rest = x[i * m + c];
      for (let k = i + 1; k < n; k++) rest -= l[k * n + i] * x[k * m + c];
      x[i * m + c] = rest / l[i * n + i];
    }
  }
}

/**
 * Murray 2016, "Differentiation of the Cholesky decomposition", section 3.2 (level 2): the adjoint of l l' from that of l, whose
 * lower triangle is in g, in place and symmetric.
 */
export function choleskyAdjoint(l: ArrayLike<number>, g: Float64Array, n: number): void {
  for (let j = n - 1; j >= 0; j--) {
    const row = j * n;
    const inverse = 1 / l[row + j];
    let own = g[row + j];
    for (let i = j + 1; i < n; i++) own -= l[i * n + j] * g[i * n + j] * inverse;
    own *= inverse;
    for (let k = 0; k < j; k++) g[row + k] -= own * l[row + k];
    g[row + j] = 0.5 * own;
    for (let i = j + 1; i < n; i++) {
      const other = i * n;
      const each = g[other + j] * inverse;
      for (let k = 0; k < j; k++) {
        g[row + k] -= each * l[other + k];
        g[other + k] -= each * l[row + k];
      }
      g[other + j] = 0.5 * each;
      g[row + i] = 0.5 * each;
    }
  }
}

/** Writes a a' of a [n, n] into `out` at `offset`, exactly symmetric. */
export function timesTransposed(a: ArrayLike<number>, n: number, out: Float64Array, offset: number): void {
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let s = 0;
      for (let k = 0; k < n; k++) s += a[i * n + k] * a[j * n + k];
      out[offset + i * n + j] = s;
      out[offset + j * n + i] = s;
    }
  }
}
