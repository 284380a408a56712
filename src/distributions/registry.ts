/** Every distribution the language knows, by name. */
import { Bernoulli, BernoulliLogit } from "./bernoulli.ts";
import { BetaBinomial, Binomial, BinomialLogit } from "./binomial.ts";
import { Beta, Kumaraswamy, Uniform, VonMises } from "./bounded.ts";
import { Categorical, CategoricalLogit } from "./categorical.ts";
import { DiscreteUniform, Geometric, NegativeBinomial, Poisson, PoissonLog } from "./counts.ts";
import { Dirichlet } from "./dirichlet.ts";
import type { Distribution } from "./distribution.ts";
import { ChiSquare, Exponential, Gamma, InverseGamma } from "./gamma.ts";
import { LKJCholesky } from "./lkj.ts";
import { Multinomial } from "./multinomial.ts";
import { MvNormal, MvNormalCholesky, MvNormalPrecision } from "./mv-normal.ts";
import { MvStudentT } from "./mv-student.ts";
import { HalfNormal, LogitNormal, LogNormal, Normal, SkewNormal } from "./normal.ts";
import { OrderedLogistic } from "./ordered-logistic.ts";
import { HalfFlat, InverseGaussian, Pareto, Rayleigh, Weibull } from "./positive.ts";
import { GaussianRandomWalk } from "./random-walk.ts";
import { Flat, Gumbel, Laplace, Logistic } from "./real.ts";
import { Cauchy, HalfCauchy, HalfStudentT, StudentT } from "./student.ts";
import { InverseWishart, Wishart } from "./wishart.ts";

export interface Family {
  readonly title: string;
  readonly distributions: readonly Distribution[];
}

// biome-ignore format: one family a line
export const families: readonly Family[] = [
  { title: "Real numbers", distributions: [Normal, StudentT, Cauchy, Laplace, Logistic, Gumbel, SkewNormal, Flat] },
  { title: "Positive numbers", distributions: [HalfNormal, HalfStudentT, HalfCauchy, LogNormal, Exponential, Gamma, InverseGamma, ChiSquare, Weibull, Rayleigh, InverseGaussian, HalfFlat] },
  { title: "Numbers between bounds", distributions: [Beta, Uniform, Pareto, VonMises, LogitNormal, Kumaraswamy] },
  { title: "Counts", distributions: [Bernoulli, BernoulliLogit, Binomial, BinomialLogit, BetaBinomial, Poisson, PoissonLog, NegativeBinomial, Geometric, DiscreteUniform] },
  { title: "Categories", distributions: [Categorical, CategoricalLogit, Multinomial, OrderedLogistic] },
  { title: "Vectors", distributions: [Dirichlet, MvNormal, MvNormalCholesky, MvNormalPrecision, MvStudentT, GaussianRandomWalk] },
  { title: "Matrices", distributions: [LKJCholesky, Wishart, InverseWishart] },
];

/** In the order of the reference. */
export const distributions: ReadonlyMap<string, Distribution> = new Map(
  families.flatMap((family) => family.distributions).map((distribution) => [distribution.name, distribution]),
);
