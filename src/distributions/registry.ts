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

// biome-ignore format: one family a line
const families: readonly (readonly Distribution[])[] = [
  [Normal, StudentT, Cauchy, Laplace, Logistic, Gumbel, SkewNormal, Flat],
  [HalfNormal, HalfStudentT, HalfCauchy, LogNormal, Exponential, Gamma, InverseGamma, ChiSquare, Weibull, Rayleigh, InverseGaussian, HalfFlat],
  [Beta, Uniform, Pareto, VonMises, LogitNormal, Kumaraswamy],
  [Bernoulli, BernoulliLogit, Binomial, BinomialLogit, BetaBinomial, Poisson, PoissonLog, NegativeBinomial, Geometric, DiscreteUniform],
  [Categorical, CategoricalLogit, Multinomial, OrderedLogistic],
  [Dirichlet, MvNormal, MvNormalCholesky, MvNormalPrecision, MvStudentT, GaussianRandomWalk],
  [LKJCholesky, Wishart, InverseWishart],
];

/** In the order of the reference: real, positive, bounded, counts, categories, vectors, matrices. */
export const distributions: ReadonlyMap<string, Distribution> = new Map(
  families.flat().map((distribution) => [distribution.name, distribution]),
);
