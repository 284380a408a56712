/** The log densities of the posteriors in models/posteriordb, written out by hand from their formulas; constants may be left out. */

/** A field of `data.json`: a number, a vector or a matrix. */
type Field = number | readonly number[] | readonly (readonly number[])[];
export type Fields = Readonly<Record<string, Field>>;
/** Latents by name; scalars are vectors of one. */
export type Point = Readonly<Record<string, readonly number[]>>;
type Vector = readonly number[];

export type Density = (data: (name: string) => Vector, at: Point) => number;

/** @returns reads a field as a flat vector */
export function reader(fields: Fields): (name: string) => Vector {
  return (name) => {
    const field = fields[name];
    if (field === undefined) throw new Error(`no field ${name}`);
    return [field].flat(2);
  };
}

const normal = (x: number, mean: number, sd: number) => -0.5 * ((x - mean) / sd) ** 2 - Math.log(sd);
const cauchy = (x: number, scale: number) => -Math.log(1 + (x / scale) ** 2);
const student = (x: number, df: number, location: number, scale: number) =>
  (-(df + 1) / 2) * Math.log(1 + ((x - location) / scale) ** 2 / df);
const logSumExp = (a: number, b: number) => Math.max(a, b) + Math.log1p(Math.exp(-Math.abs(a - b)));
const total = (values: Vector) => values.reduce((a, b) => a + b, 0);
const mean = (values: Vector) => total(values) / values.length;
const dot = (a: Vector, b: Vector) => total(a.map((x, i) => x * b[i]));
const allNormal = (xs: Vector, sd: number) => total(xs.map((x) => normal(x, 0, sd)));

type Columns = (data: (name: string) => Vector) => readonly Vector[];

/** Normal about b1 + b2 column1 + .., scale sigma, flat on b; `prior` is that of sigma. */
function regression(response: (data: (name: string) => Vector) => Vector, columns: Columns, prior = (_: number) => 0) {
  return (data: (name: string) => Vector, { beta, sigma: [sigma] }: Point): number => {
    const rows = columns(data);
    const residual = (y: number, n: number) => y - beta[0] - total(rows.map((column, k) => beta[k + 1] * column[n]));
    return prior(sigma) + allNormal(response(data).map(residual), sigma);
  };
}

const times = (a: Vector, b: Vector) => a.map((x, i) => x * b[i]);
const log = (a: Vector) => a.map(Math.log);
const is = (a: Vector, value: number) => a.map((x) => Number(x === value));
const field = (name: string) => (data: (name: string) => Vector) => data(name);

const bushes = ["diam1", "diam2", "canopy_height", "total_height", "density"];
const wideCauchy = (sigma: number) => cauchy(sigma, 2.5);
const voters: Columns = (data) => [
  data("real_ideo"),
  data("race_adj"),
  ...[2, 3, 4].map((age) => is(data("age_discrete"), age)),
  ...["educ1", "gender", "income"].map(data),
];

/** Lower triangular L with L L' = a. */
function cholesky(a: readonly Vector[]): number[][] {
  const factor = a.map((row) => row.map(() => 0));
  for (let i = 0; i < a.length; i++)
    for (let j = 0; j <= i; j++) {
      const rest = a[i][j] - dot(factor[i].slice(0, j), factor[j].slice(0, j));
      factor[i][j] = i === j ? Math.sqrt(rest) : rest / factor[j][j];
    }
  return factor;
}

function forwardSolve(factor: readonly Vector[], y: Vector): number[] {
  const solution: number[] = [];
  for (let i = 0; i < y.length; i++) solution.push((y[i] - dot(solution, factor[i])) / factor[i][i]);
  return solution;
}

const squaredExponential = (x: Vector, alpha: number, rho: number, nugget: number) =>
  x.map((a, i) => x.map((b, j) => alpha ** 2 * Math.exp(-((a - b) ** 2) / (2 * rho ** 2)) + (i === j ? nugget : 0)));
const gpPriors = (rho: number, alpha: number) => 24 * Math.log(rho) - 4 * rho + normal(alpha, 0, 2);

const arK: Density = (data, { alpha: [alpha], beta, sigma: [sigma] }) => {
  const y = data("y");
  const [K] = data("K");
  let sum = normal(alpha, 0, 10) + allNormal(beta, 10) + cauchy(sigma, 2.5);
  for (let t = K; t < y.length; t++) sum += normal(y[t], alpha + total(beta.map((b, k) => b * y[t - 1 - k])), sigma);
  return sum;
};

const arma11: Density = (data, { mu: [mu], phi: [phi], theta: [theta], sigma: [sigma] }) => {
  let sum = normal(mu, 0, 10) + normal(phi, 0, 2) + normal(theta, 0, 2) + cauchy(sigma, 2.5);
  let [last, error] = [mu, 0];
  for (const y of data("y")) {
    error = y - (mu + phi * last + theta * error);
    sum += normal(error, 0, sigma);
    last = y;
  }
  return sum;
};

const garch11: Density = (data, { mu: [mu], alpha0: [alpha0], alpha1: [alpha1], beta1: [beta1] }) => {
  let variance = data("sigma1")[0] ** 2;
  let sum = 0;
  for (const y of data("y")) {
    sum += normal(y, mu, Math.sqrt(variance));
    variance = alpha0 + alpha1 * (y - mu) ** 2 + beta1 * variance;
  }
  return sum;
};

/** The forward algorithm on log scale. */
const hmm: Density = (data, { theta1, theta2, mu }) => {
  const [first, ...rest] = data("y");
  let forward = mu.map((level) => normal(first, level, 1));
  for (const y of rest)
    forward = mu.map(
      (level, k) => logSumExp(forward[0] + Math.log(theta1[k]), forward[1] + Math.log(theta2[k])) + normal(y, level, 1),
    );
  return normal(mu[0], 3, 1) + normal(mu[1], 10, 1) + logSumExp(forward[0], forward[1]);
};

const mixture: Density = (data, { mu, sigma, theta: [theta] }) =>
  allNormal(mu, 2) +
  allNormal(sigma, 2) +
  4 * Math.log(theta * (1 - theta)) +
  total(
    data("y").map((y) =>
      logSumExp(Math.log(theta) + normal(y, mu[0], sigma[0]), Math.log(1 - theta) + normal(y, mu[1], sigma[1])),
    ),
  );

const diamonds: Density = (data, { b, Intercept: [intercept], sigma: [sigma] }) => {
  const [X, y] = [data("X"), data("Y")];
  const width = b.length + 1;
  const centres = b.map((_, k) => mean(y.map((_, n) => X[n * width + k + 1])));
  const residual = (value: number, n: number) =>
    value - intercept - total(b.map((slope, k) => slope * (X[n * width + k + 1] - centres[k])));
  return allNormal(b, 1) + student(intercept, 3, 8, 10) + student(sigma, 3, 0, 10) + allNormal(y.map(residual), sigma);
};

const schools = (data: (name: string) => Vector, mu: number, tau: number, theta: Vector) =>
  normal(mu, 0, 5) + cauchy(tau, 5) + total(data("y").map((y, j) => normal(y, theta[j], data("sigma")[j])));

export const densities: Readonly<Record<string, Density>> = {
  arK,
  arma11,
  blr: (data, { beta, sigma: [sigma] }) => {
    const X = data("X");
    const residual = (y: number, n: number) => y - dot(beta, X.slice(n * beta.length, (n + 1) * beta.length));
    return allNormal(beta, 10) + normal(sigma, 0, 10) + allNormal(data("y").map(residual), sigma);
  },
  diamonds,
  earn_height: regression(field("earn"), (data) => [data("height")]),
  eight_schools_centered: (data, { mu: [mu], tau: [tau], theta }) =>
    schools(data, mu, tau, theta) + total(theta.map((effect) => normal(effect, mu, tau))),
  eight_schools_noncentered: (data, { mu: [mu], tau: [tau], z }) =>
    schools(
      data,
      mu,
      tau,
      z.map((x) => mu + tau * x),
    ) + allNormal(z, 1),
  garch11,
  gp_pois_regr: (data, { rho: [rho], alpha: [alpha], z }) => {
    const factor = cholesky(squaredExponential(data("x"), alpha, rho, 1e-10));
    const f = factor.map((row) => dot(row, z));
    return gpPriors(rho, alpha) + allNormal(z, 1) + total(data("k").map((k, i) => k * f[i] - Math.exp(f[i])));
  },
  gp_regr: (data, { rho: [rho], alpha: [alpha], sigma: [sigma] }) => {
    const factor = cholesky(squaredExponential(data("x"), alpha, rho, sigma));
    const whitened = forwardSolve(factor, data("y"));
    const logDeterminant = total(factor.map((row, i) => Math.log(row[i])));
    return gpPriors(rho, alpha) + normal(sigma, 0, 1) + allNormal(whitened, 1) - logDeterminant;
  },
  hmm_example: hmm,
  kidscore_interaction: regression(
    field("kid_score"),
    (data) => [data("mom_hs"), data("mom_iq"), times(data("mom_hs"), data("mom_iq"))],
    wideCauchy,
  ),
  kidscore_momiq: regression(field("kid_score"), (data) => [data("mom_iq")], wideCauchy),
  kilpisjarvi: (data, { alpha: [alpha], beta: [beta], sigma: [sigma] }) =>
    normal(alpha, data("pmualpha")[0], data("psalpha")[0]) +
    normal(beta, data("pmubeta")[0], data("psbeta")[0]) +
    total(data("y").map((y, i) => normal(y, alpha + beta * data("x")[i], sigma))),
  logearn_interaction: regression(
    (data) => log(data("earn")),
    (data) => [data("height"), data("male"), times(data("height"), data("male"))],
  ),
  logmesquite: regression(
    (data) => log(data("weight")),
    (data) => [...bushes.map((name) => log(data(name))), data("group")],
  ),
  low_dim_gauss_mix: mixture,
  mesquite: regression(field("weight"), (data) => [...bushes.map(data), data("group")]),
  nes1980: regression(field("partyid7"), voters),
  nes1996: regression(field("partyid7"), voters),
};
