/** Gaussian processes at 11 points, models/posteriordb/gp_regr and gp_pois_regr. */
import { lgamma } from "../../../src/tensor/special/index.ts";
import { posteriorData } from "../scenario.ts";
import { exp } from "./exponential.ts";
import { type ByHand, halfLogTwoPi } from "./hand.ts";

const n = 11;
/** Only lower triangles are used, row by row. Functions take them into names of their own, which V8 reads faster in loops. */
const arrays = {
  distances: new Float64Array(n * n),
  kernel: new Float64Array(n * n),
  factor: new Float64Array(n * n),
  adjoint: new Float64Array(n * n),
  inverses: new Float64Array(n),
  f: new Float64Array(n),
};
/** Of Gamma(25, 4) and of HalfNormal(2). */
const constant = 25 * Math.log(4) - lgamma(25) + Math.log(2) - halfLogTwoPi - Math.log(2);

function takePlaces(x: readonly number[]): void {
  const { distances } = arrays;
  for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) distances[i * n + j] = -0.5 * (x[i] - x[j]) ** 2;
}

/** The kernel without its variance, and the factor of the covariance. */
function factorise(rho: number, alpha: number, noise: number): void {
  const { distances, kernel, factor, inverses } = arrays;
  const scale = 1 / (rho * rho);
  const variance = alpha * alpha;
  for (let i = 0; i < n; i++) {
    const row = i * n;
    for (let j = 0; j < i; j++) {
      const k = exp(distances[row + j] * scale);
      kernel[row + j] = k;
      factor[row + j] = k * variance;
    }
    factor[row + i] = variance + noise;
  }
  for (let i = 0; i < n; i++) {
    const row = i * n;
    for (let j = 0; j < i; j++) {
      const other = j * n;
      let s = factor[row + j];
      for (let k = 0; k < j; k++) s -= factor[row + k] * factor[other + k];
      factor[row + j] = s * inverses[j];
    }
    let s = factor[row + i];
    for (let k = 0; k < i; k++) s -= factor[row + k] * factor[row + k];
    factor[row + i] = Math.sqrt(s);
    inverses[i] = 1 / factor[row + i];
  }
}

/** From the adjoint of the factor to that of the covariance, in place (Murray 2016, section 3.1), both lower triangles. */
function adjointOfCovariance(): void {
  const { factor, adjoint, inverses } = arrays;
  for (let i = n - 1; i >= 0; i--) {
    const row = i * n;
    for (let j = i; j >= 0; j--) {
      const other = j * n;
      if (j === i) adjoint[row + i] *= 0.5 * inverses[i];
      else {
        const g = adjoint[row + j] * inverses[j];
        adjoint[row + j] = g;
        adjoint[other + j] -= g * factor[row + j];
      }
      const g = j === i ? 2 * adjoint[row + i] : adjoint[row + j];
      if (j === i) for (let k = 0; k < j; k++) adjoint[row + k] -= g * factor[row + k];
      else
        for (let k = 0; k < j; k++) {
          adjoint[row + k] -= g * factor[other + k];
          adjoint[other + k] -= g * factor[row + k];
        }
    }
  }
}

/** Gradients of log rho and log alpha from the adjoint of the covariance, the off-diagonal of which counts for both halves. */
function ofKernel(rho: number, alpha: number, out: Float64Array): number {
  const { distances, kernel, adjoint } = arrays;
  let sum = 0;
  let moment = 0;
  let trace = 0;
  for (let i = 0; i < n; i++) {
    const row = i * n;
    for (let j = 0; j < i; j++) {
      const each = adjoint[row + j] * kernel[row + j];
      sum += each;
      moment += each * distances[row + j];
    }
    trace += adjoint[row + i];
  }
  const variance = alpha * alpha;
  out[1] = (-2 * moment * variance) / (rho * rho) + 25 - 4 * rho;
  out[2] = 2 * variance * (sum + trace) - 0.25 * variance + 1;
  return trace;
}

/** Counts of which the process is the logarithm of the rate, in its white coordinates. */
export function poissonOnProcess(): ByHand {
  const data = posteriorData("gp_pois_regr");
  takePlaces(data.numbers("x"));
  const counts = Float64Array.from(data.numbers("k"));
  const poissonConstant = constant - n * halfLogTwoPi - counts.reduce((sum, k) => sum + lgamma(k + 1), 0);
  const fill = (position: Float64Array, out: Float64Array) => {
    const k = counts;
    const { factor, adjoint, f } = arrays;
    const rho = Math.exp(position[0]);
    const alpha = Math.exp(position[1]);
    factorise(rho, alpha, 1e-10);
    let total = 0;
    let squares = 0;
    for (let i = 0; i < n; i++) {
      const row = i * n;
      let s = 0;
      for (let j = 0; j <= i; j++) s += factor[row + j] * position[2 + j];
      const rate = exp(s);
      total += k[i] * s - rate;
      f[i] = k[i] - rate;
      squares += position[2 + i] * position[2 + i];
      out[3 + i] = -position[2 + i];
    }
    for (let i = 0; i < n; i++) {
      const row = i * n;
      for (let j = 0; j <= i; j++) {
        adjoint[row + j] = f[i] * position[2 + j];
        out[3 + j] += factor[row + j] * f[i];
      }
    }
    adjointOfCovariance();
    ofKernel(rho, alpha, out);
    const priors = 25 * position[0] - 4 * rho + position[1] - 0.125 * alpha * alpha - 0.5 * squares;
    out[0] = total + priors + poissonConstant;
  };
  return { position: Float64Array.of(0.9, 0.2, ...Array.from({ length: n }, (_, i) => Math.sin(i + 1))), fill };
}

/** The process seen with noise: its covariance through the inverse of its factor. */
export function regressionOnProcess(): ByHand {
  const data = posteriorData("gp_regr");
  takePlaces(data.numbers("x"));
  const y = Float64Array.from(data.numbers("y"));
  const regressionConstant = constant + Math.log(2) - halfLogTwoPi - n * halfLogTwoPi;
  const fill = (position: Float64Array, out: Float64Array) => {
    const own = y;
    const { factor, adjoint, inverses, f } = arrays;
    const rho = Math.exp(position[0]);
    const alpha = Math.exp(position[1]);
    const sigma = Math.exp(position[2]);
    factorise(rho, alpha, sigma);
    let squares = 0;
    let determinant = 1;
    for (let i = 0; i < n; i++) {
      const row = i * n;
      let s = own[i];
      for (let k = 0; k < i; k++) s -= factor[row + k] * f[k];
      f[i] = s * inverses[i];
      squares += f[i] * f[i];
      determinant *= inverses[i];
    }
    for (let i = n - 1; i >= 0; i--) {
      let s = f[i];
      for (let k = i + 1; k < n; k++) s -= factor[k * n + i] * f[k];
      f[i] = s * inverses[i];
    }
    // the inverse of the factor, in place
    for (let j = 0; j < n; j++) {
      factor[j * n + j] = inverses[j];
      for (let i = j + 1; i < n; i++) {
        let s = 0;
        for (let k = j; k < i; k++) s -= factor[i * n + k] * factor[k * n + j];
        factor[i * n + j] = s * inverses[i];
      }
    }
    for (let i = 0; i < n; i++) {
      for (let j = 0; j <= i; j++) {
        let s = f[i] * f[j];
        for (let k = i; k < n; k++) s -= factor[k * n + i] * factor[k * n + j];
        adjoint[i * n + j] = i === j ? 0.5 * s : s;
      }
    }
    out[3] = ofKernel(rho, alpha, out) * sigma - sigma * sigma + 1;
    const priors = 25 * position[0] - 4 * rho + position[1] - 0.125 * alpha * alpha + position[2] - 0.5 * sigma * sigma;
    out[0] = regressionConstant + priors - 0.5 * squares + Math.log(determinant);
  };
  return { position: Float64Array.of(1.7, 0.2, -0.5), fill };
}
