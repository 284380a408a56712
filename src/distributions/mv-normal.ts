/** The multivariate normal distribution, by its covariance, the covariance's Cholesky factor or its inverse. */
import type { Random } from "../inference/random.ts";
import { choleskyFactor, solveTransposed } from "../linear/cholesky.ts";
import { add, mul, sub } from "../tensor/build.ts";
import type { Node } from "../tensor/node.ts";
import type { Distribution } from "./distribution.ts";
import { factorOf, logScale, precisionDistance, squaredDistance } from "./factors.ts";
import { scalesOfCovariance, scalesOfFactor, scalesOfPrecision } from "./margins.ts";
import { Normal } from "./normal.ts";
import { matrix, vector } from "./parameters.ts";
import { LOG_TWO_PI } from "./terms.ts";

/** The log density at d = x - mean [...batch, n] of a normal whose covariance is L L'. */
function factorDensity(d: Node, factor: Node): Node {
  const n = d.shape[d.shape.length - 1];
  const constant = sub(-0.5 * n * LOG_TWO_PI, logScale(d, factor));
  return sub(constant, mul(0.5, squaredDistance(d, factor)));
}

/** mean + L z for standard normal z. */
export function sampleByFactor(
  random: Random,
  mean: Float64Array,
  factor: ArrayLike<number>,
  out: Float64Array,
  offset: number,
): void {
  const n = mean.length;
  const z = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    z[i] = random.normal();
    let value = mean[i];
    for (let j = 0; j <= i; j++) value += factor[i * n + j] * z[j];
    out[offset + i] = value;
  }
}

export const MvNormal: Distribution = {
  name: "MvNormal",
  parameters: [vector("mean", "real"), matrix("covariance", "covariance")],
  eventRank: 1,
  discrete: false,
  documentation: "Multivariate normal distribution with mean vector and covariance matrix.",
  support: () => ({ kind: "real" }),
  margins: ([mean, covariance]) => ({ distribution: Normal, args: [mean, scalesOfCovariance(covariance)] }),
  logDensity: (x, [mean, covariance]) => factorDensity(sub(x, mean), factorOf(covariance)),
  sample(random, [mean, covariance], out, offset) {
    const factor = choleskyFactor(covariance, mean.length);
    if ("pivot" in factor) out.fill(Number.NaN, offset, offset + mean.length);
    else sampleByFactor(random, mean, factor, out, offset);
  },
};

export const MvNormalCholesky: Distribution = {
  name: "MvNormalCholesky",
  parameters: [vector("mean", "real"), matrix("factor", "lower_triangular")],
  eventRank: 1,
  discrete: false,
  documentation:
    "Multivariate normal distribution with mean vector and covariance L L', L the lower triangular factor (its upper half is not read).",
  support: () => ({ kind: "real" }),
  margins: ([mean, factor]) => ({ distribution: Normal, args: [mean, scalesOfFactor(factor)] }),
  logDensity: (x, [mean, factor]) => factorDensity(sub(x, mean), factor),
  sample(random, [mean, factor], out, offset) {
    sampleByFactor(random, mean, factor, out, offset);
  },
};

export const MvNormalPrecision: Distribution = {
  name: "MvNormalPrecision",
  parameters: [vector("mean", "real"), matrix("precision", "covariance")],
  eventRank: 1,
  discrete: false,
  documentation:
    "Multivariate normal distribution with mean vector and precision, the inverse of the covariance matrix (as Stan's multi_normal_prec).",
  support: () => ({ kind: "real" }),
  margins: ([mean, precision]) => ({ distribution: Normal, args: [mean, scalesOfPrecision(precision)] }),
  logDensity(x, [mean, precision]) {
    const d = sub(x, mean);
    const factor = factorOf(precision);
    const constant = add(logScale(d, factor), -0.5 * d.shape[d.shape.length - 1] * LOG_TWO_PI);
    return sub(constant, mul(0.5, precisionDistance(d, factor)));
  },
  // With P = L L', x solves L' (x - mean) = z.
  sample(random, [mean, precision], out, offset) {
    const n = mean.length;
    const factor = choleskyFactor(precision, n);
    if ("pivot" in factor) {
      out.fill(Number.NaN, offset, offset + n);
      return;
    }
    const z = Float64Array.from(mean, () => random.normal());
    solveTransposed(factor, z, n, 1);
    for (let i = 0; i < n; i++) out[offset + i] = mean[i] + z[i];
  },
};
