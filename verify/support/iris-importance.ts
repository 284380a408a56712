/**
 * The posterior of models/iris/scenario.pal by importance sampling, flower by flower: draws of the prior, weighted by the likelihood
 * of each flower's scores. Plain loops that share no code with the compiler, the distributions or the samplers.
 */
import type { IrisFiles } from "./iris-files.ts";
import { logGamma } from "./stirling.ts";
import { Xoshiro } from "./xoshiro.ts";

/** The scenario's `param sharpness`. */
const sharpness = 200;

export interface FlowerPosterior {
  /** [feature], centimetres. */
  readonly mean: readonly number[];
  readonly sd: readonly number[];
  /** Monte Carlo standard errors of the means. */
  readonly mcse: readonly number[];
  readonly log_evidence: number;
  readonly log_evidence_mcse: number;
  /** (sum w)^2 / sum w^2. */
  readonly effective_draws: number;
}

export interface ImportanceResult {
  readonly draws: number;
  readonly seed: number;
  readonly flowers: readonly FlowerPosterior[];
  /** Of all scores: the flowers are independent. */
  readonly log_evidence: number;
  /** The flowers share their draws, so that this is not the sum of theirs. */
  readonly log_evidence_mcse: number;
}

/** Mean of the rows, and the Cholesky factor L of their covariance (n - 1 in the denominator). */
export function meanAndFactor(rows: readonly (readonly number[])[]): { mean: number[]; factor: number[][] } {
  const d = rows[0].length;
  const mean = Array.from({ length: d }, (_, i) => rows.reduce((sum, row) => sum + row[i], 0) / rows.length);
  const factor: number[][] = [];
  for (let i = 0; i < d; i++) {
    factor.push(new Array<number>(d).fill(0));
    for (let j = 0; j <= i; j++) {
      let s = rows.reduce((sum, row) => sum + (row[i] - mean[i]) * (row[j] - mean[j]), 0) / (rows.length - 1);
      for (let k = 0; k < j; k++) s -= factor[i][k] * factor[j][k];
      factor[i][j] = i === j ? Math.sqrt(s) : s / factor[j][j];
    }
  }
  return { mean, factor };
}

/** The net's scores of one flower: 4-16(tanh)-3(softmax). */
export function score(files: IrisFiles, x: ArrayLike<number>, out: Float64Array): void {
  const { w1, b1, w2, b2 } = files;
  for (let k = 0; k < 3; k++) out[k] = b2[k];
  for (let j = 0; j < 16; j++) {
    const h = Math.tanh(b1[j] + x[0] * w1[j] + x[1] * w1[16 + j] + x[2] * w1[32 + j] + x[3] * w1[48 + j]);
    for (let k = 0; k < 3; k++) out[k] += h * w2[3 * j + k];
  }
  const most = Math.max(out[0], out[1], out[2]);
  let total = 0;
  for (let k = 0; k < 3; k++) {
    out[k] = Math.exp(out[k] - most);
    total += out[k];
  }
  for (let k = 0; k < 3; k++) out[k] /= total;
}

/** Sums over the draws that moments and their errors are made of. */
class Sums {
  w = 0;
  ww = 0;
  readonly wx = new Float64Array(4);
  readonly wxx = new Float64Array(4);
  readonly wwx = new Float64Array(4);
  readonly wwxx = new Float64Array(4);

  add(w: number, x: Float64Array): void {
    this.w += w;
    this.ww += w * w;
    for (let i = 0; i < 4; i++) {
      const wx = w * x[i];
      this.wx[i] += wx;
      this.wxx[i] += wx * x[i];
      this.wwx[i] += w * wx;
      this.wwxx[i] += wx * wx;
    }
  }
}

/** @param draws of the prior, the same for all flowers */
export function importance(files: IrisFiles, draws: number, seed: number): ImportanceResult {
  const random = new Xoshiro(seed);
  const { mean, factor } = meanAndFactor(files.known);
  const logs = files.scores.map((row) => {
    const total = row.reduce((a, b) => a + b, 0);
    return Float64Array.from(row, (s) => Math.log(s / total));
  });
  // The likelihood is largest about where the net gives the scores themselves: weights relative to that neither overflow nor vanish.
  const scales = files.scores.map((row, f) =>
    logDensity(Float64Array.from(row), logs[f], logNormaliser(Float64Array.from(row))),
  );
  const sums = logs.map(() => new Sums());
  const p = new Float64Array(3);
  const z = new Float64Array(4);
  const offset = new Float64Array(4);
  const x = new Float64Array(4);
  const weights = new Float64Array(logs.length);
  // Products of the weights of two flowers, for the error of the sum of log evidences.
  const products = new Float64Array(logs.length * logs.length);
  for (let n = 0; n < draws; n++) {
    for (let i = 0; i < 4; i++) z[i] = random.normal();
    for (let i = 0; i < 4; i++) {
      offset[i] = 0;
      for (let k = 0; k <= i; k++) offset[i] += factor[i][k] * z[k];
      x[i] = mean[i] + offset[i];
    }
    score(files, x, p);
    const normaliser = logNormaliser(p);
    for (let f = 0; f < logs.length; f++) {
      weights[f] = Math.exp(logDensity(p, logs[f], normaliser) - scales[f]);
      sums[f].add(weights[f], offset);
    }
    for (let f = 0; f < logs.length; f++) {
      if (weights[f] > 0)
        for (let g = 0; g < logs.length; g++) products[f * logs.length + g] += weights[f] * weights[g];
    }
  }
  const flowers = sums.map((own, f) => posterior(own, mean, scales[f], draws));
  // Delta method: the error of sum_f log(mean w_f) is that of the mean of sum_f w_f / mean w_f.
  let squares = 0;
  for (let f = 0; f < logs.length; f++) {
    for (let g = 0; g < logs.length; g++) squares += products[f * logs.length + g] / sums[f].w / sums[g].w;
  }
  const count = logs.length;
  return {
    draws,
    seed,
    flowers,
    log_evidence: flowers.reduce((sum, flower) => sum + flower.log_evidence, 0),
    log_evidence_mcse: Math.sqrt(squares - (count * count) / draws),
  };
}

/** log Gamma(sum a) - sum log Gamma(a) of the Dirichlet, a = 1 + sharpness * p. */
function logNormaliser(p: Float64Array): number {
  let total = 3;
  let result = 0;
  for (let k = 0; k < 3; k++) {
    total += sharpness * p[k];
    result -= logGamma(1 + sharpness * p[k]);
  }
  return result + logGamma(total);
}

function logDensity(p: Float64Array, logs: Float64Array, normaliser: number): number {
  return normaliser + sharpness * (p[0] * logs[0] + p[1] * logs[1] + p[2] * logs[2]);
}

function posterior(sums: Sums, origin: readonly number[], scale: number, draws: number): FlowerPosterior {
  const features = [0, 1, 2, 3];
  const shift = features.map((i) => sums.wx[i] / sums.w);
  const effective = (sums.w * sums.w) / sums.ww;
  return {
    mean: features.map((i) => origin[i] + shift[i]),
    sd: features.map((i) => Math.sqrt(sums.wxx[i] / sums.w - shift[i] ** 2)),
    // sqrt(sum w^2 (x - mean)^2) / sum w (Owen 2013, "Monte Carlo theory, methods and examples", eq. 9.9)
    mcse: features.map((i) => Math.sqrt(sums.wwxx[i] - 2 * shift[i] * sums.wwx[i] + shift[i] ** 2 * sums.ww) / sums.w),
    log_evidence: scale + Math.log(sums.w / draws),
    log_evidence_mcse: Math.sqrt(1 / effective - 1 / draws),
    effective_draws: effective,
  };
}
