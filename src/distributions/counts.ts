/** Counts without an upper limit, and whole numbers in a range. */
import { add, div, exp, fill, lgamma, log, log1p, mul, neg, sub } from "../tensor/build.ts";
import type { Node } from "../tensor/node.ts";
import { geometricCdf, poissonCdf, poissonLogCdf } from "./cdf.ts";
import type { Distribution, Support } from "./distribution.ts";
import { scalar } from "./parameters.ts";
import { poissonVariate } from "./samplers/counts.ts";
import { logGammaVariate } from "./samplers/gamma.ts";
import { guarded, logRising, safeLog, safeLogComplement, shared, timesLog, wholeWithin } from "./terms.ts";

const fromZero = (args: readonly Node[]): Support => ({ kind: "whole", lower: fill(args[0].shape, 0) });
const insideFromZero = (x: Node) => wholeWithin(x, 0);
const logFactorial = (x: Node) => lgamma(add(x, 1));

export const Poisson: Distribution = {
  name: "Poisson",
  parameters: [scalar("rate", "nonnegative")],
  eventRank: 0,
  discrete: true,
  documentation: "Poisson counts of mean rate.",
  support: fromZero,
  logDensity: (x, [rate]) => guarded(x, insideFromZero, 0, (x) => sub(sub(timesLog(x, rate), rate), logFactorial(x))),
  ...poissonCdf,
  sample(random, [rate], out, offset) {
    out[offset] = poissonVariate(random, rate[0]);
  },
};

export const PoissonLog: Distribution = {
  name: "PoissonLog",
  parameters: [scalar("log_rate", "real")],
  eventRank: 0,
  discrete: true,
  documentation: "Poisson counts of mean exp(log_rate).",
  support: fromZero,
  logDensity: (x, [logRate]) =>
    guarded(x, insideFromZero, 0, (x) => sub(sub(mul(x, logRate), shared([logRate], exp)), logFactorial(x))),
  ...poissonLogCdf,
  sample(random, [logRate], out, offset) {
    out[offset] = poissonVariate(random, Math.exp(logRate[0]));
  },
};

export const NegativeBinomial: Distribution = {
  name: "NegativeBinomial",
  parameters: [scalar("mean", "nonnegative"), scalar("dispersion", "positive")],
  eventRank: 0,
  discrete: true,
  documentation:
    "Poisson counts whose rate is gamma distributed: variance mean + mean^2 / dispersion (as Stan's neg_binomial_2).",
  support: fromZero,
  logDensity: (x, [mean, dispersion]) =>
    guarded(x, insideFromZero, 0, (x) => {
      const coefficient = sub(logRising(dispersion, x), logFactorial(x));
      const zero = shared([mean, dispersion], (mean, dispersion) => mul(dispersion, log1p(div(mean, dispersion))));
      const total = shared([mean, dispersion], (mean, dispersion) => log(add(mean, dispersion)));
      return add(coefficient, sub(sub(timesLog(x, mean), mul(x, total)), zero));
    }),
  sample(random, [mean, dispersion], out, offset) {
    const logRate = logGammaVariate(random, dispersion[0]) + Math.log(mean[0]) - Math.log(dispersion[0]);
    out[offset] = poissonVariate(random, Math.exp(logRate));
  },
};

export const Geometric: Distribution = {
  name: "Geometric",
  parameters: [scalar("p", "unit")],
  eventRank: 0,
  discrete: true,
  documentation: "The number of failures before the first success of probability p, from 0.",
  support: fromZero,
  logDensity: (x, [p]) =>
    guarded(x, insideFromZero, 0, (x) => add(timesLog(x, p, safeLogComplement), shared([p], safeLog))),
  ...geometricCdf,
  // The whole part of an exponential; p = 1 gives 0.
  sample(random, [p], out, offset) {
    out[offset] = Math.floor(random.exponential() / -Math.log1p(-p[0]));
  },
};

export const DiscreteUniform: Distribution = {
  name: "DiscreteUniform",
  parameters: [scalar("lower", "whole"), scalar("upper", "whole")],
  eventRank: 0,
  discrete: true,
  documentation: "A whole number from lower to upper, both included, all equally likely.",
  support: ([lower, upper]) => ({ kind: "whole", lower, upper }),
  logDensity: (x, [lower, upper]) =>
    guarded(
      x,
      (x) => wholeWithin(x, lower, upper),
      lower,
      () => shared([lower, upper], (lower, upper) => neg(log(add(sub(upper, lower), 1)))),
    ),
  sample(random, [lower, upper], out, offset) {
    out[offset] = lower[0] + random.below(upper[0] - lower[0] + 1);
  },
};
