/** Positive distributions outside the normal, Student and gamma families. */
import { add, div, exp, fill, ge, gt, log, mul, reciprocal, square, sub } from "../tensor/build.ts";
import { byHazard, paretoCdf } from "./cdf.ts";
import type { Distribution } from "./distribution.ts";
import { scalar } from "./parameters.ts";
import { insidePositive } from "./samplers/range.ts";
import { guarded, LOG_TWO_PI, logPower, shared } from "./terms.ts";

export const Weibull: Distribution = {
  name: "Weibull",
  parameters: [scalar("shape", "positive"), scalar("scale", "positive")],
  eventRank: 0,
  discrete: false,
  documentation:
    "Weibull distribution with shape and scale, distribution function 1 - exp(-(x / scale)^shape) (as Stan's weibull).",
  support: () => ({ kind: "positive" }),
  logDensity: (x, [shape, scale]) =>
    guarded(
      x,
      (x) => ge(x, 0),
      1,
      (x) => {
        const logRatio = log(mul(x, shared([scale], reciprocal)));
        const constant = shared([shape, scale], (shape, scale) => sub(log(shape), log(scale)));
        const lessOne = shared([shape], (shape) => sub(shape, 1));
        return add(constant, sub(logPower(x, lessOne, logRatio), exp(mul(shape, logRatio))));
      },
    ),
  ...byHazard((x, [shape, scale]) => exp(mul(shape, log(mul(x, shared([scale], reciprocal)))))),
  sample(random, [shape, scale], out, offset) {
    out[offset] = insidePositive(scale[0] * Math.exp(Math.log(random.exponential()) / shape[0]));
  },
};

export const Rayleigh: Distribution = {
  name: "Rayleigh",
  parameters: [scalar("scale", "positive")],
  eventRank: 0,
  discrete: false,
  documentation: "The length of a vector of two independent Normal(0, scale) components.",
  support: () => ({ kind: "positive" }),
  logDensity: (x, [scale]) =>
    guarded(
      x,
      (x) => ge(x, 0),
      1,
      (x) => {
        const z = mul(x, shared([scale], reciprocal));
        return add(
          shared([scale], (scale) => mul(-2, log(scale))),
          sub(log(x), mul(0.5, square(z))),
        );
      },
    ),
  ...byHazard((x, [scale]) => mul(0.5, square(mul(x, shared([scale], reciprocal))))),
  sample(random, [scale], out, offset) {
    out[offset] = insidePositive(scale[0] * Math.sqrt(2 * random.exponential()));
  },
};

export const InverseGaussian: Distribution = {
  name: "InverseGaussian",
  parameters: [scalar("mean", "positive"), scalar("shape", "positive")],
  eventRank: 0,
  discrete: false,
  documentation: "Inverse Gaussian (Wald) distribution with mean and shape, variance mean^3 / shape.",
  support: () => ({ kind: "positive" }),
  logDensity: (x, [mean, shape]) =>
    guarded(
      x,
      (x) => gt(x, 0),
      1,
      (x) => {
        const constant = shared([shape], (shape) => mul(0.5, sub(log(shape), LOG_TWO_PI)));
        const z2 = div(square(sub(mul(x, shared([mean], reciprocal)), 1)), x);
        return sub(constant, add(mul(1.5, log(x)), mul(mul(0.5, shape), z2)));
      },
    ),
  // Michael, Schucany and Haas 1976: a root of a quadratic, or its counterpart mean^2 / root.
  sample(random, [mean, shape], out, offset) {
    const m = mean[0];
    const y = (m * random.normal() ** 2) / (2 * shape[0]);
    // The smaller root of t^2 - 2 (1 + y) t + 1, without cancellation.
    const root = 1 / (1 + y + Math.sqrt(y * (2 + y)));
    out[offset] = insidePositive(random.uniform() * (1 + root) <= 1 ? m * root : m / root);
  },
};

export const Pareto: Distribution = {
  name: "Pareto",
  parameters: [scalar("scale", "positive"), scalar("shape", "positive")],
  eventRank: 0,
  discrete: false,
  documentation:
    "Pareto distribution above scale with tail exponent shape, survival function (scale / x)^shape (as Stan's pareto).",
  support: ([scale]) => ({ kind: "above", lower: scale }),
  logDensity: (x, [scale, shape]) =>
    guarded(
      x,
      (x) => ge(x, scale),
      scale,
      (x) => {
        const constant = shared([scale, shape], (scale, shape) => sub(log(shape), log(scale)));
        return sub(
          constant,
          mul(
            shared([shape], (shape) => add(shape, 1)),
            log(mul(x, shared([scale], reciprocal))),
          ),
        );
      },
    ),
  ...paretoCdf,
  sample(random, [scale, shape], out, offset) {
    out[offset] = insidePositive(scale[0] * Math.exp(random.exponential() / shape[0]));
  },
};

export const HalfFlat: Distribution = {
  name: "HalfFlat",
  parameters: [],
  eventRank: 0,
  discrete: false,
  improper: true,
  documentation: "The improper uniform density 1 on the positive numbers: no draws and no evidence.",
  support: () => ({ kind: "positive" }),
  logDensity: (x) =>
    guarded(
      x,
      (x) => gt(x, 0),
      1,
      (x) => fill(x.shape, 0),
    ),
  sample() {
    throw new Error("HalfFlat is improper and has no draws");
  },
};
