/** The multivariate normal distribution, by its covariance or by the covariance's Cholesky factor. */
import type { Random } from "../inference/random.ts";
import {
  broadcast,
  cholesky,
  constant,
  diagonal,
  log,
  matmul,
  mul,
  reshape,
  square,
  sub,
  sum,
  transpose,
  triangularSolve,
} from "../tensor/build.ts";
import { isConstant } from "../tensor/evaluate.ts";
import type { Node } from "../tensor/node.ts";
import { range } from "../tensor/shape.ts";
import type { Distribution } from "./distribution.ts";
import { choleskyFactor } from "./linear.ts";
import { matrix, vector } from "./parameters.ts";
import { LOG_TWO_PI } from "./terms.ts";
import { flatBatch, split, unbatched } from "./unbatched.ts";

function identity(n: number): Node {
  return constant(
    range(n * n).map((i) => (i % (n + 1) === 0 ? 1 : 0)),
    [n, n],
  );
}

/** -n/2 log(2 pi) - log |L| for L [.., n, n]. */
function logConstant(l: Node): Node {
  const axis = l.shape.length - 2;
  return sub(-0.5 * l.shape[axis] * LOG_TWO_PI, sum(log(diagonal(l)), [axis]));
}

/** The log density at d = x - mean [...batch, n] of a normal whose covariance is L L', for one lower triangular L [n, n]. */
function sharedFactorDensity(d: Node, l: Node): Node {
  const { batch, event } = split(d.shape, 1);
  const rows = flatBatch(d, 1);
  // Of a known factor the inverse folds to a constant: products vectorise better than substitution.
  const z = isConstant(l)
    ? matmul(rows, transpose(triangularSolve(l, identity(event[0]))))
    : transpose(triangularSolve(l, transpose(rows)));
  const distance = reshape(sum(square(z), [1]), batch);
  return sub(broadcast(logConstant(l), batch, []), mul(0.5, distance));
}

/** The same for factors L [...batch, n, n]. */
function batchedFactorDensity(d: Node, l: Node): Node {
  const z = triangularSolve(l, reshape(d, [...d.shape, 1]));
  return sub(logConstant(l), mul(0.5, sum(square(z), [d.shape.length - 1, d.shape.length])));
}

function sampleByFactor(
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
  logDensity(x, [mean, covariance]) {
    const one = unbatched(covariance, 2);
    const d = sub(x, mean);
    return one ? sharedFactorDensity(d, cholesky(one)) : batchedFactorDensity(d, cholesky(covariance));
  },
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
  logDensity(x, [mean, factor]) {
    const one = unbatched(factor, 2);
    const d = sub(x, mean);
    return one ? sharedFactorDensity(d, one) : batchedFactorDensity(d, factor);
  },
  sample(random, [mean, factor], out, offset) {
    sampleByFactor(random, mean, factor, out, offset);
  },
};
