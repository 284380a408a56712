/** Logistic regression with an L2 penalty on weights and intercept, by Newton's method in plain loops: made without the compiler, so that it can check it. */

export interface Fit {
  /** One for each feature, the intercept last. */
  readonly weights: Float64Array;
  /** Largest element of the gradient there. */
  readonly residual: number;
}

/** The minimum of mean(log(1 + exp(z)) - label z) + penalty / 2 sum(w^2), z = x w[..d] + w[d]. */
export function fitLogistic(
  x: readonly (readonly number[])[],
  label: readonly number[],
  penalty: number,
  steps = 50,
): Fit {
  const rows = x.map((row) => [...row, 1]);
  const n = rows.length;
  const size = rows[0].length;
  const weights = new Float64Array(size);
  let residual = Number.POSITIVE_INFINITY;
  for (let step = 0; step <= steps; step++) {
    const gradient = Float64Array.from(weights, (w) => penalty * w);
    const hessian = Array.from({ length: size }, (_, k) => {
      const row = new Float64Array(size);
      row[k] = penalty;
      return row;
    });
    for (const [i, row] of rows.entries()) {
      const p = 1 / (1 + Math.exp(-row.reduce((z, value, k) => z + value * weights[k], 0)));
      const curvature = (p * (1 - p)) / n;
      for (let k = 0; k < size; k++) {
        gradient[k] += ((p - label[i]) * row[k]) / n;
        for (let l = 0; l < size; l++) hessian[k][l] += curvature * row[k] * row[l];
      }
    }
    residual = gradient.reduce((most, g) => Math.max(most, Math.abs(g)), 0);
    if (residual < 1e-16 || step === steps) break;
    const move = solvePositive(hessian, gradient);
    for (let k = 0; k < size; k++) weights[k] -= move[k];
  }
  return { weights, residual };
}

/** x with a x = b, for a positive definite, which is destroyed. */
export function solvePositive(a: readonly Float64Array[], b: Float64Array): Float64Array {
  const n = b.length;
  const x = b.slice();
  for (let k = 0; k < n; k++) {
    for (let i = k + 1; i < n; i++) {
      const factor = a[i][k] / a[k][k];
      for (let j = k; j < n; j++) a[i][j] -= factor * a[k][j];
      x[i] -= factor * x[k];
    }
  }
  for (let k = n - 1; k >= 0; k--) {
    for (let j = k + 1; j < n; j++) x[k] -= a[k][j] * x[j];
    x[k] /= a[k][k];
  }
  return x;
}
