/** The normal distribution and what is made of it by folding, transforming and skewing. */
import { add, and, ge, gt, log, log1p, logNormalCdf, lt, mul, neg, reciprocal, square, sub } from "../tensor/build.ts";
import type { Node } from "../tensor/node.ts";
import { sigmoid } from "../tensor/special/index.ts";
import { halfNormalCdf, normalCdf, onPositive, onUnit } from "./cdf.ts";
import type { Distribution } from "./distribution.ts";
import { scalar } from "./parameters.ts";
import { insidePositive, insideUnit } from "./samplers/range.ts";
import { guarded, LOG_TWO, shared, standardNormal } from "./terms.ts";

/** The log density at x of a normal with that mean and sd. */
export function normalLogDensity(x: Node, mean: Node, sd: Node): Node {
  const z = mul(sub(x, mean), shared([sd], reciprocal));
  return sub(standardNormal(square(z)), shared([sd], log));
}

export const Normal: Distribution = {
  name: "Normal",
  parameters: [scalar("mean", "real"), scalar("sd", "positive")],
  eventRank: 0,
  discrete: false,
  documentation: "Normal distribution with mean and standard deviation (as Stan's normal).",
  support: () => ({ kind: "real" }),
  logDensity: (x, [mean, sd]) => normalLogDensity(x, mean, sd),
  ...normalCdf,
  sample(random, [mean, sd], out, offset) {
    out[offset] = mean[0] + sd[0] * random.normal();
  },
};

export const HalfNormal: Distribution = {
  name: "HalfNormal",
  parameters: [scalar("sd", "positive")],
  eventRank: 0,
  discrete: false,
  documentation: "The absolute value of a normal variate with mean 0; sd is that normal's standard deviation.",
  support: () => ({ kind: "nonnegative" }),
  logDensity: (x, [sd]) =>
    guarded(
      x,
      (x) => ge(x, 0),
      1,
      (x) => {
        const z = mul(x, shared([sd], reciprocal));
        return sub(add(standardNormal(square(z)), LOG_TWO), shared([sd], log));
      },
    ),
  ...halfNormalCdf,
  sample(random, [sd], out, offset) {
    out[offset] = sd[0] * Math.abs(random.normal());
  },
};

export const LogNormal: Distribution = {
  name: "LogNormal",
  parameters: [scalar("mu", "real"), scalar("sigma", "positive")],
  eventRank: 0,
  discrete: false,
  documentation: "A variate whose logarithm is normal with mean mu and standard deviation sigma (as Stan's lognormal).",
  support: () => ({ kind: "positive" }),
  logDensity: (x, [mu, sigma]) =>
    guarded(
      x,
      (x) => gt(x, 0),
      1,
      (x) => {
        const y = log(x);
        return sub(normalLogDensity(y, mu, sigma), y);
      },
    ),
  ...onPositive(normalCdf, log),
  sample(random, [mu, sigma], out, offset) {
    out[offset] = insidePositive(Math.exp(mu[0] + sigma[0] * random.normal()));
  },
};

export const LogitNormal: Distribution = {
  name: "LogitNormal",
  parameters: [scalar("mu", "real"), scalar("sigma", "positive")],
  eventRank: 0,
  discrete: false,
  documentation: "A variate whose logit is normal with mean mu and standard deviation sigma.",
  support: () => ({ kind: "unit" }),
  logDensity: (x, [mu, sigma]) =>
    guarded(
      x,
      (x) => and(gt(x, 0), lt(x, 1)),
      0.5,
      (x) => {
        const logX = log(x);
        const logRest = log1p(neg(x));
        return sub(normalLogDensity(sub(logX, logRest), mu, sigma), add(logX, logRest));
      },
    ),
  ...onUnit(normalCdf, (x) => sub(log(x), log1p(neg(x)))),
  sample(random, [mu, sigma], out, offset) {
    out[offset] = insideUnit(sigmoid(mu[0] + sigma[0] * random.normal()));
  },
};

export const SkewNormal: Distribution = {
  name: "SkewNormal",
  parameters: [scalar("location", "real"), scalar("scale", "positive"), scalar("shape", "real")],
  eventRank: 0,
  discrete: false,
  documentation:
    "Azzalini's skew normal, density 2 phi(z) Phi(shape z) / scale with z = (x - location) / scale (as Stan's skew_normal).",
  support: () => ({ kind: "real" }),
  logDensity(x, [location, scale, shape]) {
    const z = mul(sub(x, location), shared([scale], reciprocal));
    const skewed = add(standardNormal(square(z)), logNormalCdf(mul(shape, z)));
    return sub(add(skewed, LOG_TWO), shared([scale], log));
  },
  // Azzalini 1985, property: delta |u| + sqrt(1 - delta^2) v of two standard normals, delta = shape / sqrt(1 + shape^2).
  sample(random, [location, scale, shape], out, offset) {
    const length = Math.hypot(1, shape[0]);
    const z = (shape[0] * Math.abs(random.normal()) + random.normal()) / length;
    out[offset] = location[0] + scale[0] * z;
  },
};
