/** The distributions that Stan has with the same parameters and constants, by our names (Stan functions reference). */

/** How an argument is printed: `int` must be known; vectors and matrices are those of one event. */
export type ArgumentForm = "real" | "int" | "vector" | "matrix";

export interface StanDistribution {
  /** Without the suffix `_lpdf` or `_lpmf`. */
  readonly name: string;
  readonly arguments: readonly ArgumentForm[];
  /** What the variate is; `category` counts from 1 in Stan. */
  readonly variate: "real" | "int" | "category" | "vector" | "counts" | "matrix";
  /** Puts printed arguments in Stan's order, where that differs. */
  readonly order?: (args: readonly string[]) => readonly string[];
  /** True where the support is half of Stan's, so that log 2 is missing for each element. */
  readonly folded?: boolean;
  /** True where Stan takes one variate at a time for these arguments. */
  readonly single?: boolean;
}

const scale2: readonly ArgumentForm[] = ["real", "real"];
const real = (name: string, count: number): StanDistribution => ({
  name,
  arguments: Array.from({ length: count }, () => "real" as const),
  variate: "real",
});
const count = (name: string, args: readonly ArgumentForm[]): StanDistribution => ({
  name,
  arguments: args,
  variate: "int",
});

export const stanDistributions: Readonly<Record<string, StanDistribution>> = {
  Normal: real("normal", 2),
  StudentT: real("student_t", 3),
  Cauchy: real("cauchy", 2),
  Laplace: real("double_exponential", 2),
  Logistic: real("logistic", 2),
  Gumbel: real("gumbel", 2),
  SkewNormal: real("skew_normal", 3),
  HalfNormal: { ...real("normal", 1), order: ([sd]) => ["0", sd], folded: true },
  HalfStudentT: { ...real("student_t", 2), order: ([df, scale]) => [df, "0", scale], folded: true },
  HalfCauchy: { ...real("cauchy", 1), order: ([scale]) => ["0", scale], folded: true },
  LogNormal: real("lognormal", 2),
  Exponential: real("exponential", 1),
  Gamma: real("gamma", 2),
  InverseGamma: real("inv_gamma", 2),
  ChiSquare: real("chi_square", 1),
  Weibull: real("weibull", 2),
  Rayleigh: real("rayleigh", 1),
  Beta: real("beta", 2),
  Uniform: real("uniform", 2),
  Pareto: real("pareto", 2),
  VonMises: real("von_mises", 2),
  Bernoulli: count("bernoulli", ["real"]),
  BernoulliLogit: count("bernoulli_logit", ["real"]),
  Binomial: count("binomial", ["int", "real"]),
  BinomialLogit: count("binomial_logit", ["int", "real"]),
  BetaBinomial: count("beta_binomial", ["int", ...scale2]),
  Poisson: count("poisson", ["real"]),
  PoissonLog: count("poisson_log", ["real"]),
  NegativeBinomial: count("neg_binomial_2", scale2),
  DiscreteUniform: count("discrete_range", ["int", "int"]),
  Categorical: { name: "categorical", arguments: ["vector"], variate: "category" },
  CategoricalLogit: { name: "categorical_logit", arguments: ["vector"], variate: "category" },
  OrderedLogistic: { name: "ordered_logistic", arguments: ["real", "vector"], variate: "category", single: true },
  Multinomial: {
    name: "multinomial",
    arguments: ["int", "vector"],
    variate: "counts",
    order: ([, p]) => [p],
  },
  Dirichlet: { name: "dirichlet", arguments: ["vector"], variate: "vector" },
  MvNormal: { name: "multi_normal", arguments: ["vector", "matrix"], variate: "vector" },
  MvNormalCholesky: {
    name: "multi_normal_cholesky",
    arguments: ["vector", "matrix"],
    variate: "vector",
  },
  MvNormalPrecision: {
    name: "multi_normal_prec",
    arguments: ["vector", "matrix"],
    variate: "vector",
  },
  MvStudentT: {
    name: "multi_student_t",
    arguments: ["real", "vector", "matrix"],
    variate: "vector",
  },
  LKJCholesky: { name: "lkj_corr_cholesky", arguments: ["real"], variate: "matrix" },
  Wishart: { name: "wishart", arguments: ["real", "matrix"], variate: "matrix" },
  InverseWishart: { name: "inv_wishart", arguments: ["real", "matrix"], variate: "matrix" },
};

/** Those whose density is 1 wherever they live. */
export const withoutStatement: ReadonlySet<string> = new Set(["Flat", "HalfFlat"]);
