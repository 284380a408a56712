/**
 * Why a reconstruction is off, where the truth is known: the divergence of the estimated posterior from the true one on the Gaussian
 * sets, as model error plus prior error minus evidence ratio, by sums over a grid.
 */
import { CholeskyDecomposition, covariance, determinant, Matrix } from "ml-matrix";
import { type Decomposition, decompose } from "../../src/diagnostics/posterior-divergence.ts";
import type { Learned } from "./learners.ts";
import type { DataSet } from "./sets.ts";

/** As in scenario.pal: the least probability of a class. */
const floor = 0.001;
/** The grid in each dimension: the trapezoid rule is exact to 1e-8 for normal densities with standard deviations of its step. */
const [reach, step] = [7.8, 0.6];
/** Log densities below which a node counts for nothing. */
const least = -34;

export interface Why extends Decomposition {
  /** The same divergence as a mean over held-out rows, which no grid has part in, and its standard error. */
  readonly fromRows: number;
  readonly standardError: number;
}

/**
 * The mean over the classes by their shares.
 * @param shift of the assumed prior, one number for each feature
 */
export function whyOff(set: DataSet, model: Pick<Learned, "predict">, shift: readonly number[]): Why {
  const { known } = set;
  if (known === undefined) throw new Error(`the distribution of ${set.name} is not known`);
  const logTrue = known.centres.map((centre) => normal(centre, diagonal(known.sds.map((sd) => sd * sd))));
  const joint = (x: readonly number[]) => logTrue.map((log, k) => log(x) + Math.log(set.shares[k]));
  const rows = new Matrix(set.train.rows.map((row) => [...row]));
  const assumed = normal(
    rows.mean("column").map((centre, j) => centre + shift[j]),
    covariance(rows),
  );
  const nodes = grid(set.features)
    .map((x) => ({ x, joint: joint(x), assumed: assumed(x) }))
    .filter(({ joint, assumed }) => Math.max(...joint, assumed) > least);
  const answers = logAnswers(
    model,
    nodes.map(({ x }) => x),
    set.classes,
  );
  const weights = new Float64Array(nodes.length).fill(step ** set.features);
  const parts = set.shares.map((_, k) => {
    const logPrior = nodes.map(({ joint }) => logSum(joint));
    const found = decompose(
      { logPrior, logLikelihood: nodes.map(({ joint }, i) => joint[k] - logPrior[i]) },
      { logPrior: nodes.map((node) => node.assumed), logLikelihood: answers.map((answer) => answer[k]) },
      weights,
    );
    // log q(y), of which the rows know nothing.
    const evidence = Math.log(set.shares[k]) - found.evidenceRatio;
    const own = set.test.rows.filter((_, i) => set.test.labels[i] === k);
    const told = logAnswers(model, own, set.classes);
    return { found, ratios: own.map((x, i) => logTrue[k](x) - (told[i][k] + assumed(x) - evidence)) };
  });
  const mean = (of: (part: (typeof parts)[number]) => number) =>
    parts.reduce((sum, part, k) => sum + set.shares[k] * of(part), 0);
  const spread = parts.map(({ ratios }, k) => set.shares[k] ** 2 * (variance(ratios) / ratios.length));
  return {
    divergence: mean(({ found }) => found.divergence),
    modelError: mean(({ found }) => found.modelError),
    priorError: mean(({ found }) => found.priorError),
    evidenceRatio: mean(({ found }) => found.evidenceRatio),
    fromRows: mean(({ ratios }) => average(ratios)),
    standardError: Math.sqrt(spread.reduce((a, b) => a + b, 0)),
  };
}

/** log of what the scenario takes a model's answers for. */
function logAnswers(
  model: Pick<Learned, "predict">,
  rows: readonly (readonly number[])[],
  classes: number,
): number[][] {
  return model.predict(rows).map((answer) => Array.from(answer, (p) => Math.log(floor + (1 - floor * classes) * p)));
}

/** All points of the grid. */
function grid(dimensions: number): number[][] {
  const line = Array.from({ length: Math.round((2 * reach) / step) + 1 }, (_, i) => i * step - reach);
  return Array.from({ length: dimensions }).reduce<number[][]>(
    (points) => points.flatMap((point) => line.map((x) => [...point, x])),
    [[]],
  );
}

function diagonal(values: readonly number[]): Matrix {
  return Matrix.diag([...values]);
}

/** The log density of N(centre, covariance). */
function normal(centre: readonly number[], covariance: Matrix): (x: readonly number[]) => number {
  const factor = new CholeskyDecomposition(covariance).lowerTriangularMatrix.to2DArray();
  const constant = -0.5 * (centre.length * Math.log(2 * Math.PI) + Math.log(determinant(covariance)));
  const z = new Float64Array(centre.length);
  return (x) => {
    let squares = 0;
    for (let i = 0; i < z.length; i++) {
      let rest = x[i] - centre[i];
      for (let j = 0; j < i; j++) rest -= factor[i][j] * z[j];
      z[i] = rest / factor[i][i];
      squares += z[i] * z[i];
    }
    return constant - 0.5 * squares;
  };
}

function logSum(logs: readonly number[]): number {
  const highest = Math.max(...logs);
  return highest + Math.log(logs.reduce((sum, log) => sum + Math.exp(log - highest), 0));
}

const average = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;

function variance(values: readonly number[]): number {
  const centre = average(values);
  return values.reduce((sum, x) => sum + (x - centre) ** 2, 0) / (values.length - 1);
}
