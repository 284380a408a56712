/** Eigenvalues and eigenvectors of symmetric tridiagonal matrices. */

export interface Eigen {
  /** In no order. */
  readonly values: Float64Array;
  /** [n, n]: column j belongs to value j. */
  readonly vectors: Float64Array;
}

/** Sweeps for one eigenvalue; two or three are usual. */
const MOST_SWEEPS = 60;

/**
 * QL iteration with implicit shifts (Martin & Wilkinson 1968, "The implicit QL algorithm"; Bowdler et al. 1968, procedure tql2).
 * @param diagonal n numbers
 * @param beside n - 1 numbers, below and above it
 */
export function eigenOfTridiagonal(diagonal: readonly number[], beside: readonly number[]): Eigen {
  const n = diagonal.length;
  const d = Float64Array.from(diagonal);
  const e = Float64Array.from({ length: n }, (_, i) => beside[i] ?? 0);
  const v = new Float64Array(n * n);
  for (let i = 0; i < n; i++) v[i * n + i] = 1;
  for (let l = 0; l < n; l++) {
    for (let sweep = 0; sweep < MOST_SWEEPS; sweep++) {
      let m = l;
      while (m < n - 1 && Math.abs(e[m]) > Number.EPSILON * (Math.abs(d[m]) + Math.abs(d[m + 1]))) m++;
      if (m === l) break;
      let g = (d[l + 1] - d[l]) / (2 * e[l]);
      g = d[m] - d[l] + e[l] / (g + (g < 0 ? -1 : 1) * Math.hypot(g, 1));
      let [s, c, p] = [1, 1, 0];
      let i = m - 1;
      for (; i >= l; i--) {
        const f = s * e[i];
        const b = c * e[i];
        const r = Math.hypot(f, g);
        e[i + 1] = r;
        if (r === 0) {
          d[i + 1] -= p;
          e[m] = 0;
          break;
        }
        s = f / r;
        c = g / r;
        g = d[i + 1] - p;
        const t = (d[i] - g) * s + 2 * c * b;
        p = s * t;
        d[i + 1] = g + p;
        g = c * t - b;
        for (let k = 0; k < n * n; k += n) {
          const w = v[k + i + 1];
          v[k + i + 1] = s * v[k + i] + c * w;
          v[k + i] = c * v[k + i] - s * w;
        }
      }
      if (i >= l) continue;
      d[l] -= p;
      e[l] = g;
      e[m] = 0;
    }
  }
  return { values: d, vectors: v };
}
