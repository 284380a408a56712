/** The gamma distribution, its special cases and its inverse. */
import { add, div, ge, gt, lgamma, log, mul, sub } from "../tensor/build.ts";
import type { Node } from "../tensor/node.ts";
import { byHazard, chiSquareCdf, gammaCdf, inverseGammaCdf } from "./cdf.ts";
import type { Distribution } from "./distribution.ts";
import { scalar } from "./parameters.ts";
import { logGammaVariate } from "./samplers/gamma.ts";
import { insidePositive } from "./samplers/range.ts";
import { guarded, LOG_TWO, logPower, shared } from "./terms.ts";

export const Exponential: Distribution = {
  name: "Exponential",
  parameters: [scalar("rate", "positive")],
  eventRank: 0,
  discrete: false,
  documentation: "Exponential distribution with rate, the reciprocal of its mean.",
  support: () => ({ kind: "nonnegative" }),
  logDensity: (x, [rate]) =>
    guarded(
      x,
      (x) => ge(x, 0),
      1,
      (x) => sub(shared([rate], log), mul(rate, x)),
    ),
  ...byHazard((x, [rate]) => mul(rate, x)),
  sample(random, [rate], out, offset) {
    out[offset] = random.exponential() / rate[0];
  },
};

const lessOne = (x: Node) => sub(x, 1);

export const Gamma: Distribution = {
  name: "Gamma",
  parameters: [scalar("shape", "positive"), scalar("rate", "positive")],
  eventRank: 0,
  discrete: false,
  documentation: "Gamma distribution with shape and rate, mean shape / rate (as Stan's gamma).",
  support: () => ({ kind: "positive" }),
  logDensity: (x, [shape, rate]) =>
    guarded(
      x,
      (x) => ge(x, 0),
      1,
      (x) => {
        const constant = shared([shape, rate], (shape, rate) => sub(mul(shape, log(rate)), lgamma(shape)));
        return add(constant, sub(logPower(x, shared([shape], lessOne)), mul(rate, x)));
      },
    ),
  ...gammaCdf,
  sample(random, [shape, rate], out, offset) {
    out[offset] = insidePositive(Math.exp(logGammaVariate(random, shape[0]) - Math.log(rate[0])));
  },
};

export const ChiSquare: Distribution = {
  name: "ChiSquare",
  parameters: [scalar("df", "positive")],
  eventRank: 0,
  discrete: false,
  documentation: "Chi-square distribution with degrees of freedom: Gamma(df / 2, 1 / 2).",
  support: () => ({ kind: "positive" }),
  logDensity: (x, [df]) =>
    guarded(
      x,
      (x) => ge(x, 0),
      1,
      (x) => {
        const half = shared([df], (df) => mul(0.5, df));
        const constant = shared([half], (half) => sub(mul(-LOG_TWO, half), lgamma(half)));
        return add(constant, sub(logPower(x, shared([half], lessOne)), mul(0.5, x)));
      },
    ),
  ...chiSquareCdf,
  sample(random, [df], out, offset) {
    out[offset] = insidePositive(2 * Math.exp(logGammaVariate(random, 0.5 * df[0])));
  },
};

export const InverseGamma: Distribution = {
  name: "InverseGamma",
  parameters: [scalar("shape", "positive"), scalar("scale", "positive")],
  eventRank: 0,
  discrete: false,
  documentation:
    "The reciprocal of a Gamma(shape, rate = scale) variate, mean scale / (shape - 1) (as Stan's inv_gamma).",
  support: () => ({ kind: "positive" }),
  logDensity: (x, [shape, scale]) =>
    guarded(
      x,
      (x) => gt(x, 0),
      1,
      (x) => {
        const constant = shared([shape, scale], (shape, scale) => sub(mul(shape, log(scale)), lgamma(shape)));
        return sub(
          sub(
            constant,
            mul(
              shared([shape], (shape) => add(shape, 1)),
              log(x),
            ),
          ),
          div(scale, x),
        );
      },
    ),
  ...inverseGammaCdf,
  sample(random, [shape, scale], out, offset) {
    out[offset] = insidePositive(Math.exp(Math.log(scale[0]) - logGammaVariate(random, shape[0])));
  },
};
