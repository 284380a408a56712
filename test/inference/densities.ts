/** Log densities with known answers, written by hand against the `Density` contract. */
import type { Batch, Density } from "../../src/inference/kernel.ts";

/** Log prior, log likelihood and their gradients of one part at one position. */
export type PartFunction = (x: Float64Array, at: number, out: PartValue) => void;
export interface PartValue {
  prior: number;
  likelihood: number;
  readonly priorGradient: Float64Array;
  readonly likelihoodGradient: Float64Array;
}

export interface Counted extends Density {
  /** Lanes evaluated so far, and the lanes of each batch. */
  lanes: number;
  readonly batches: number[];
}

/** `parts` copies of a d-dimensional part side by side; `f` may look at which part it is by `at / d`. */
export function sideBySide(d: number, parts: number, f: PartFunction): Counted {
  const dimension = d * parts;
  const partOf = Int32Array.from({ length: dimension }, (_, i) => Math.floor(i / d));
  const value: PartValue = {
    prior: 0,
    likelihood: 0,
    priorGradient: new Float64Array(d),
    likelihoodGradient: new Float64Array(d),
  };
  const x = new Float64Array(d);
  const density: Counted = {
    dimension,
    partCount: parts,
    partOf,
    hasGradient: true,
    lanes: 0,
    batches: [],
    queries: () => density.lanes,
    evaluate(batch: Batch): void {
      density.lanes += batch.lanes;
      if (density.batches.length < 1000) density.batches.push(batch.lanes);
      for (let k = 0; k < batch.lanes; k++) {
        for (let p = 0; p < parts; p++) {
          const at = p * d;
          for (let i = 0; i < d; i++) x[i] = batch.positions[k * dimension + at + i];
          f(x, at, value);
          const t = batch.temperatures[k * parts + p];
          batch.parts[2 * (k * parts + p)] = value.prior;
          batch.parts[2 * (k * parts + p) + 1] = value.likelihood;
          if (batch.wants === "gradient") {
            for (let i = 0; i < d; i++) {
              batch.gradients[k * dimension + at + i] = value.priorGradient[i] + t * value.likelihoodGradient[i];
            }
          }
        }
      }
    },
  };
  return density;
}

const LOG_2PI = Math.log(2 * Math.PI);

/** All in the prior: a normal with the given mean and precision matrix (row-major), without its constant. */
export function normal(mean: readonly number[], precision: readonly number[]): Counted {
  const d = mean.length;
  return sideBySide(d, 1, (x, _at, out) => {
    out.prior = 0;
    out.likelihood = 0;
    for (let i = 0; i < d; i++) {
      let sum = 0;
      for (let j = 0; j < d; j++) sum += precision[i * d + j] * (x[j] - mean[j]);
      out.priorGradient[i] = -sum;
      out.prior -= 0.5 * (x[i] - mean[i]) * sum;
    }
  });
}

/**
 * Conjugate: x_i ~ N(0, 1), y_i ~ N(x_i, s). The posterior of each is N(y / (1 + s^2), s^2 / (1 + s^2)) and the evidence
 * N(y; 0, 1 + s^2). `parts` of d coordinates each; y is indexed by coordinate.
 */
export function conjugate(d: number, parts: number, y: (i: number) => number, s: number): Counted {
  return sideBySide(d, parts, (x, at, out) => {
    out.prior = 0;
    out.likelihood = 0;
    for (let i = 0; i < d; i++) {
      const residual = (y(at + i) - x[i]) / s;
      out.prior -= 0.5 * (x[i] * x[i] + LOG_2PI);
      out.likelihood -= 0.5 * (residual * residual + LOG_2PI) + Math.log(s);
      out.priorGradient[i] = -x[i];
      out.likelihoodGradient[i] = residual / s;
    }
  });
}

/** Log evidence of one coordinate of `conjugate`. */
export function conjugateEvidence(y: number, s: number): number {
  const v = 1 + s * s;
  return -0.5 * ((y * y) / v + LOG_2PI + Math.log(v));
}
