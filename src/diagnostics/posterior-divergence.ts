/**
 * How far an estimated posterior is from the true one, and why. With p(x | y) from p(x) and p(y | x), and q(x | y) from an assumed
 * prior q(x) and a model q(y | x), for one y
 *
 *     KL(p(x | y) || q(x | y)) = E log p(y | x) / q(y | x)  +  E log p(x) / q(x)  -  log p(y) / q(y)
 *
 * with expectations under p(x | y): model error, prior error, and the evidence ratio, which couples the two. It follows from
 * writing both posteriors by Bayes' rule.
 */
import { CholeskyDecomposition, inverse, Matrix } from "ml-matrix";

export interface Decomposition {
  /** Kullback-Leibler divergence of the estimated posterior from the true one, summed up by itself. */
  readonly divergence: number;
  readonly modelError: number;
  readonly priorError: number;
  readonly evidenceRatio: number;
}

/** Log densities at the points of a sum: all values of a discrete x, or the nodes of a quadrature rule. */
export interface Belief {
  /** log p(x) */
  readonly logPrior: ArrayLike<number>;
  /** log p(y | x) of the y that was seen */
  readonly logLikelihood: ArrayLike<number>;
}

/** log of the sum of w exp(v). */
function logSum(logs: readonly number[], weights: ArrayLike<number> | undefined): number {
  const highest = logs.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  return highest + Math.log(logs.reduce((sum, v, i) => sum + (weights?.[i] ?? 1) * Math.exp(v - highest), 0));
}

/**
 * Of sums over points. What the truth rules out counts nothing; a divergence is infinite where the estimate rules out what the
 * truth does not.
 * @param weights of the quadrature rule; 1 each where absent, as for a discrete x
 */
export function decompose(truth: Belief, estimate: Belief, weights?: ArrayLike<number>): Decomposition {
  const joint = (belief: Belief) => Array.from(belief.logPrior, (logPrior, i) => logPrior + belief.logLikelihood[i]);
  const [p, q] = [joint(truth), joint(estimate)];
  const [logEvidence, estimatedEvidence] = [logSum(p, weights), logSum(q, weights)];
  const expected = (values: (i: number) => number) =>
    p.reduce((sum, log, i) => {
      const probability = (weights?.[i] ?? 1) * Math.exp(log - logEvidence);
      return probability === 0 ? sum : sum + probability * values(i);
    }, 0);
  return {
    divergence: expected((i) => p[i] - logEvidence - (q[i] - estimatedEvidence)),
    modelError: expected((i) => truth.logLikelihood[i] - estimate.logLikelihood[i]),
    priorError: expected((i) => truth.logPrior[i] - estimate.logPrior[i]),
    evidenceRatio: logEvidence - estimatedEvidence,
  };
}

/** x ~ N(mean, covariance), y ~ N(map x, noise). */
export interface LinearGaussian {
  readonly mean: readonly number[];
  readonly covariance: readonly (readonly number[])[];
  /** [y, x] */
  readonly map: readonly (readonly number[])[];
  readonly noise: readonly (readonly number[])[];
}

interface Normal {
  readonly mean: Matrix;
  readonly covariance: Matrix;
}

const matrix = (rows: readonly (readonly number[])[]): Matrix => new Matrix(rows.map((row) => [...row]));

/** Without the rounding that keeps a product from being symmetric. */
function symmetric(a: Matrix): Matrix {
  return Matrix.add(a, a.transpose()).mul(0.5);
}

function logDeterminant(covariance: Matrix): number {
  const factor = new CholeskyDecomposition(covariance).lowerTriangularMatrix;
  return 2 * factor.diagonal().reduce((sum, x) => sum + Math.log(x), 0);
}

/** E log N(z; 0, covariance) for a z with this mean and spread. */
function expectedLogNormal(covariance: Matrix, mean: Matrix, spread: Matrix): number {
  const second = spread.clone().add(mean.mmul(mean.transpose()));
  const trace = inverse(covariance).mmul(second).trace();
  return -0.5 * (covariance.rows * Math.log(2 * Math.PI) + logDeterminant(covariance) + trace);
}

function posterior({ mean, covariance, map, noise }: LinearGaussian, y: Matrix): Normal & { logEvidence: number } {
  const [m, s, a, r] = [Matrix.columnVector([...mean]), matrix(covariance), matrix(map), matrix(noise)];
  const predicted = symmetric(a.mmul(s).mmul(a.transpose()).add(r));
  const gain = s.mmul(a.transpose()).mmul(inverse(predicted));
  const residual = Matrix.sub(y, a.mmul(m));
  const none = Matrix.zeros(y.rows, y.rows);
  return {
    mean: Matrix.add(m, gain.mmul(residual)),
    covariance: symmetric(Matrix.sub(s, gain.mmul(a).mmul(s))),
    logEvidence: expectedLogNormal(predicted, residual, none),
  };
}

/** In closed form where everything is linear and Gaussian. */
export function decomposeGaussian(
  truth: LinearGaussian,
  estimate: LinearGaussian,
  seen: readonly number[],
): Decomposition {
  const y = Matrix.columnVector([...seen]);
  const [p, q] = [posterior(truth, y), posterior(estimate, y)];
  const likelihood = ({ map, noise }: LinearGaussian) => {
    const a = matrix(map);
    const spread = a.mmul(p.covariance).mmul(a.transpose());
    return expectedLogNormal(matrix(noise), Matrix.sub(y, a.mmul(p.mean)), spread);
  };
  const prior = ({ mean, covariance }: LinearGaussian) =>
    expectedLogNormal(matrix(covariance), Matrix.sub(p.mean, Matrix.columnVector([...mean])), p.covariance);
  const apart = Matrix.sub(q.mean, p.mean);
  const precision = inverse(q.covariance);
  const divergence =
    0.5 *
    (precision.mmul(p.covariance).trace() +
      apart.transpose().mmul(precision).mmul(apart).get(0, 0) -
      apart.rows +
      logDeterminant(q.covariance) -
      logDeterminant(p.covariance));
  return {
    divergence,
    modelError: likelihood(truth) - likelihood(estimate),
    priorError: prior(truth) - prior(estimate),
    evidenceRatio: p.logEvidence - q.logEvidence,
  };
}
