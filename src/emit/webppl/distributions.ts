/** The distributions that WebPPL has with the same meaning, and those that stand in where it has none, by our names. */

/** Printed arguments of one element to the distribution's own. */
type Write = (args: readonly string[]) => string;

export interface WebpplDistribution {
  readonly write: Write;
  /** Rank of each argument of one event. */
  readonly ranks: readonly (0 | 1 | 2)[];
  /** Rank of an event: vectors are tensors in WebPPL. */
  readonly event: 0 | 1;
  /** Added to what is drawn. */
  readonly offset?: Write;
}

const scalar = (count: number, write: Write, offset?: Write): WebpplDistribution => ({
  write,
  ranks: Array.from({ length: count }, () => 0 as const),
  event: 0,
  offset,
});

/** Binds as tightly as a product needs. */
const factorOf = (text: string) => (/^[\w.[\]()]+$/.test(text) ? text : `(${text})`);

export const webpplDistributions: Readonly<Record<string, WebpplDistribution>> = {
  Normal: scalar(2, ([mean, sd]) => `Gaussian({mu: ${mean}, sigma: ${sd}})`),
  Cauchy: scalar(2, ([location, scale]) => `Cauchy({location: ${location}, scale: ${scale}})`),
  Laplace: scalar(2, ([location, scale]) => `Laplace({location: ${location}, scale: ${scale}})`),
  LogNormal: scalar(2, ([mu, sigma]) => `LogNormal({mu: ${mu}, sigma: ${sigma}})`),
  LogitNormal: scalar(2, ([mu, sigma]) => `LogitNormal({mu: ${mu}, sigma: ${sigma}, a: 0, b: 1})`),
  Exponential: scalar(1, ([rate]) => `Exponential({a: ${rate}})`),
  Gamma: scalar(2, ([shape, rate]) => `Gamma({shape: ${shape}, scale: 1 / ${factorOf(rate)}})`),
  ChiSquare: scalar(1, ([df]) => `Gamma({shape: ${factorOf(df)} / 2, scale: 2})`),
  Beta: scalar(2, ([a, b]) => `Beta({a: ${a}, b: ${b}})`),
  Uniform: scalar(2, ([lower, upper]) => `Uniform({a: ${lower}, b: ${upper}})`),
  Bernoulli: scalar(1, ([p]) => `Discrete({ps: [1 - ${factorOf(p)}, ${p}]})`),
  BernoulliLogit: scalar(1, ([logit]) => `Discrete({ps: [Math.sigmoid(-${factorOf(logit)}), Math.sigmoid(${logit})]})`),
  Binomial: scalar(2, ([n, p]) => `Binomial({p: ${p}, n: ${n}})`),
  BinomialLogit: scalar(2, ([n, logit]) => `Binomial({p: Math.sigmoid(${logit}), n: ${n}})`),
  Poisson: scalar(1, ([rate]) => `Poisson({mu: ${rate}})`),
  PoissonLog: scalar(1, ([logRate]) => `Poisson({mu: Math.exp(${logRate})})`),
  DiscreteUniform: scalar(
    2,
    ([lower, upper]) => `RandomInteger({n: ${upper} - ${factorOf(lower)} + 1})`,
    ([lower]) => lower,
  ),
  Categorical: { write: ([p]) => `Discrete({ps: ${p}})`, ranks: [1], event: 0 },
  CategoricalLogit: {
    write: ([logits]) => `Discrete({ps: map(function(x) { return Math.exp(x); }, ${logits})})`,
    ranks: [1],
    event: 0,
  },
  Dirichlet: { write: ([alpha]) => `Dirichlet({alpha: Vector(${alpha})})`, ranks: [1], event: 1 },
  MvNormal: {
    write: ([mean, covariance]) => `MultivariateGaussian({mu: Vector(${mean}), cov: Matrix(${covariance})})`,
    ranks: [1, 2],
    event: 1,
  },
};

/** Distributions on the same set to draw from where WebPPL lacks one: its density takes their place by a `factor`. */
export const standIns: Readonly<Record<string, Write>> = {
  StudentT: ([, location, scale]) => `Cauchy({location: ${location}, scale: ${scale}})`,
  Logistic: ([location, scale]) => `Cauchy({location: ${location}, scale: 2 * ${factorOf(scale)}})`,
  Gumbel: ([location, scale]) => `Cauchy({location: ${location}, scale: 2 * ${factorOf(scale)}})`,
  SkewNormal: ([location, scale]) => `Cauchy({location: ${location}, scale: ${scale}})`,
  HalfNormal: ([sd]) => `Exponential({a: 1 / ${factorOf(sd)}})`,
  HalfCauchy: ([scale]) => `LogNormal({mu: Math.log(${scale}), sigma: 2})`,
  HalfStudentT: ([, scale]) => `LogNormal({mu: Math.log(${scale}), sigma: 2})`,
  Weibull: ([, scale]) => `LogNormal({mu: Math.log(${scale}), sigma: 1})`,
  Rayleigh: ([scale]) => `LogNormal({mu: Math.log(${scale}), sigma: 1})`,
  InverseGaussian: ([mean]) => `LogNormal({mu: Math.log(${mean}), sigma: 1})`,
  InverseGamma: ([shape, scale]) =>
    `LogNormal({mu: Math.log(${factorOf(scale)} / (${factorOf(shape)} + 1)), sigma: 1})`,
};

/** Those whose gradients stay finite at the end of the support, for moves along gradients. */
export const smoothStandIns: Readonly<Record<string, Write>> = {
  ...standIns,
  HalfCauchy: ([scale]) => `Exponential({a: 1 / ${factorOf(scale)}})`,
  HalfStudentT: ([, scale]) => `Exponential({a: 1 / ${factorOf(scale)}})`,
  Weibull: ([, scale]) => `Exponential({a: 1 / ${factorOf(scale)}})`,
  Rayleigh: ([scale]) => `Exponential({a: 1 / ${factorOf(scale)}})`,
  InverseGaussian: ([mean]) => `Exponential({a: 1 / ${factorOf(mean)}})`,
  InverseGamma: ([, scale]) => `Exponential({a: 1 / ${factorOf(scale)}})`,
};
