/** Logistic regression with a ridge penalty on standardised features. */
import { Matrix, solve } from "ml-matrix";
import type { MatchModel } from "./match-model.ts";

type Fitted = Omit<MatchModel, "features">;

/** Steps after which Newton's method has long converged: the penalised log likelihood is strictly concave. */
const MOST_STEPS = 100;

/**
 * Maximises the log likelihood less `ridge / 2` times the squared weights by Newton's method (Hastie, Tibshirani & Friedman 2009,
 * section 4.4.1), halving steps that do not ascend.
 * @param x [case][feature]
 * @param y [case], 1 or 0; both must occur
 */
export function fitLogistic(x: readonly (readonly number[])[], y: readonly number[], ridge: number): Fitted {
  const features = x[0].length;
  const column = (k: number) => x.map((row) => row[k]);
  const centre = Array.from({ length: features }, (_, k) => column(k).reduce((a, b) => a + b, 0) / x.length);
  const scale = centre.map((middle, k) => {
    const squares = column(k).reduce((sum, value) => sum + (value - middle) ** 2, 0);
    return Math.sqrt(squares / x.length) || 1;
  });
  const standard = x.map((row) => [1, ...row.map((value, k) => (value - centre[k]) / scale[k])]);
  const objective = (w: readonly number[]): number => {
    const likelihood = standard.reduce((sum, row, i) => {
      const odds = dot(row, w);
      return sum - softplus(y[i] === 1 ? -odds : odds);
    }, 0);
    return likelihood - (ridge / 2) * w.slice(1).reduce((sum, value) => sum + value * value, 0);
  };
  let w: number[] = Array.from({ length: features + 1 }, () => 0);
  let value = objective(w);
  for (let step = 0; step < MOST_STEPS; step++) {
    const direction = newton(standard, y, w, ridge);
    let fraction = 1;
    let next = w.map((each, k) => each + direction[k]);
    while (objective(next) < value && fraction > 1e-10) {
      fraction /= 2;
      next = w.map((each, k) => each + fraction * direction[k]);
    }
    const gain = objective(next) - value;
    if (!(gain > 1e-12 * (1 + Math.abs(value)))) break;
    [w, value] = [next, value + gain];
  }
  const [intercept, ...weights] = w;
  return { centre, scale, weights, intercept };
}

function newton(x: readonly number[][], y: readonly number[], w: readonly number[], ridge: number): number[] {
  const n = w.length;
  const gradient = w.map((value, k) => (k === 0 ? 0 : -ridge * value));
  const curvature = Matrix.zeros(n, n);
  for (let k = 1; k < n; k++) curvature.set(k, k, ridge);
  x.forEach((row, i) => {
    const p = 1 / (1 + Math.exp(-dot(row, w)));
    for (let k = 0; k < n; k++) {
      gradient[k] += (y[i] - p) * row[k];
      for (let l = 0; l < n; l++) curvature.set(k, l, curvature.get(k, l) + p * (1 - p) * row[k] * row[l]);
    }
  });
  // Without the smallest ridge the intercept is free where all probabilities round to 0 or 1.
  curvature.set(0, 0, curvature.get(0, 0) + 1e-9);
  return solve(curvature, Matrix.columnVector(gradient)).to1DArray();
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, k) => sum + value * b[k], 0);
}

function softplus(x: number): number {
  return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
}
