/** Linear regression with the conjugate Normal-InverseGamma prior: posterior and evidence in closed form. */
import { logGamma } from "./stirling.ts";

export interface Conjugate {
  /** [row][coefficient] */
  readonly design: readonly (readonly number[])[];
  readonly response: readonly number[];
  /** Coefficients ~ Normal(mean, scale * sqrt(variance)), independent. */
  readonly mean: readonly number[];
  readonly scale: readonly number[];
  /** variance ~ InverseGamma(shape, rate): density proportional to variance^(-shape - 1) exp(-rate / variance). */
  readonly shape: number;
  readonly rate: number;
}

export interface ClosedForm {
  readonly coefficients: readonly { readonly mean: number; readonly sd: number }[];
  readonly variance: { readonly mean: number; readonly sd: number };
  readonly logEvidence: number;
}

/**
 * Gelman et al. 2013 ("Bayesian Data Analysis", section 14.8), the prior as further rows of data: with the rows (x - 0) / scale
 * appended, the coefficients have covariance variance * V, V = (X'X + S)^-1, and the InverseGamma becomes
 * (shape + n / 2, rate + residual / 2). Marginally a coefficient is Student t with 2 * shape degrees of freedom.
 */
export function closedForm(problem: Conjugate): ClosedForm {
  const { design, response, mean, scale } = problem;
  const d = mean.length;
  const n = response.length;
  // Centred at the prior mean, so that the residual below is a sum of squares without cancellation.
  const r = response.map((y, i) => y - dot(design[i], mean));
  const precision = mean.map((_, i) =>
    mean.map((_, j) => design.reduce((sum, row) => sum + row[i] * row[j], 0) + (i === j ? scale[i] ** -2 : 0)),
  );
  const moment = mean.map((_, i) => design.reduce((sum, row, k) => sum + row[i] * r[k], 0));
  const { inverse, logDeterminant } = invert(precision);
  const shift = inverse.map((row) => dot(row, moment));
  const misfit = design.reduce((sum, row, k) => sum + (r[k] - dot(row, shift)) ** 2, 0);
  const distance = shift.reduce((sum, value, i) => sum + (value / scale[i]) ** 2, 0);
  const shape = problem.shape + n / 2;
  const rate = problem.rate + (misfit + distance) / 2;
  const logPrior = problem.shape * Math.log(problem.rate) - logGamma(problem.shape);
  const logPosterior = shape * Math.log(rate) - logGamma(shape);
  const logScales = scale.reduce((sum, s) => sum + Math.log(s), 0);
  const variance = rate / (shape - 1);
  return {
    coefficients: Array.from({ length: d }, (_, i) => ({
      mean: mean[i] + shift[i],
      sd: Math.sqrt(variance * inverse[i][i]),
    })),
    variance: { mean: variance, sd: variance / Math.sqrt(shape - 2) },
    logEvidence: logPrior - logPosterior - logScales - 0.5 * logDeterminant - 0.5 * n * Math.log(2 * Math.PI),
  };
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, i) => sum + value * b[i], 0);
}

/** Gauss-Jordan elimination; a positive definite matrix needs no pivoting. */
function invert(matrix: readonly (readonly number[])[]): { inverse: number[][]; logDeterminant: number } {
  const d = matrix.length;
  const rows = matrix.map((row, i) => [...row, ...row.map((_, j) => (i === j ? 1 : 0))]);
  let logDeterminant = 0;
  for (let i = 0; i < d; i++) {
    const pivot = rows[i][i];
    logDeterminant += Math.log(pivot);
    rows[i] = rows[i].map((value) => value / pivot);
    for (let k = 0; k < d; k++) {
      if (k === i) continue;
      const factor = rows[k][i];
      rows[k] = rows[k].map((value, j) => value - factor * rows[i][j]);
    }
  }
  return { inverse: rows.map((row) => row.slice(d)), logDeterminant };
}
