/** Distributions on an interval. */
import {
  add,
  and,
  fill,
  gt,
  le,
  log,
  log1p,
  logI0,
  lt,
  max,
  mul,
  neg,
  reciprocal,
  select,
  sin,
  square,
  sub,
} from "../tensor/build.ts";
import type { Node } from "../tensor/node.ts";
import { sigmoid } from "../tensor/special/index.ts";
import { kumaraswamyCdf, uniformCdf } from "./cdf.ts";
import type { Distribution } from "./distribution.ts";
import { scalar } from "./parameters.ts";
import { betaLogitVariate } from "./samplers/gamma.ts";
import { insideUnit } from "./samplers/range.ts";
import { vonMisesVariate } from "./samplers/von-mises.ts";
import { guarded, LOG_TWO_PI, logBeta, logOneMinusExp, shared } from "./terms.ts";

const insideOpenUnit = (x: Node) => and(gt(x, 0), lt(x, 1));

export const Uniform: Distribution = {
  name: "Uniform",
  parameters: [scalar("lower", "real"), scalar("upper", "real")],
  eventRank: 0,
  discrete: false,
  documentation: "Uniform distribution between lower and upper, which may be latent.",
  support: ([lower, upper]) => ({ kind: "interval", lower, upper }),
  logDensity: (x, [lower, upper]) =>
    guarded(
      x,
      (x) => and(le(lower, x), le(x, upper)),
      lower,
      () =>
        shared([lower, upper], (lower, upper) => {
          const isSome = lt(lower, upper);
          return select(isSome, neg(log(select(isSome, sub(upper, lower), 1))), Number.NEGATIVE_INFINITY);
        }),
    ),
  ...uniformCdf,
  sample(random, [lower, upper], out, offset) {
    // From the nearer end, so that rounding never leaves the interval.
    const u = random.uniform();
    const width = upper[0] - lower[0];
    out[offset] = u < 0.5 ? lower[0] + width * u : upper[0] - width * (1 - u);
  },
};

export const Beta: Distribution = {
  name: "Beta",
  parameters: [scalar("a", "positive"), scalar("b", "positive")],
  eventRank: 0,
  discrete: false,
  documentation: "Beta distribution, density proportional to x^(a - 1) (1 - x)^(b - 1), mean a / (a + b).",
  support: () => ({ kind: "unit" }),
  logDensity: (x, [a, b]) =>
    guarded(x, insideOpenUnit, 0.5, (x) => {
      const left = mul(
        shared([a], (a) => sub(a, 1)),
        log(x),
      );
      const right = mul(
        shared([b], (b) => sub(b, 1)),
        log1p(neg(x)),
      );
      return sub(add(left, right), shared([a, b], logBeta));
    }),
  sample(random, [a, b], out, offset) {
    out[offset] = insideUnit(sigmoid(betaLogitVariate(random, a[0], b[0])));
  },
};

export const Kumaraswamy: Distribution = {
  name: "Kumaraswamy",
  parameters: [scalar("a", "positive"), scalar("b", "positive")],
  eventRank: 0,
  discrete: false,
  documentation: "Kumaraswamy distribution, distribution function 1 - (1 - x^a)^b.",
  support: () => ({ kind: "unit" }),
  logDensity: (x, [a, b]) =>
    guarded(x, insideOpenUnit, 0.5, (x) => {
      const logX = log(x);
      const constant = shared([a, b], (a, b) => add(log(a), log(b)));
      const left = mul(
        shared([a], (a) => sub(a, 1)),
        logX,
      );
      const right = mul(
        shared([b], (b) => sub(b, 1)),
        logOneMinusExp(mul(a, logX)),
      );
      return add(constant, add(left, right));
    }),
  ...kumaraswamyCdf,
  // 1 - (1 - u)^(1/b) to the power 1/a, with -log(1 - u) an exponential.
  sample(random, [a, b], out, offset) {
    const power = -Math.expm1(-random.exponential() / b[0]);
    out[offset] = insideUnit(Math.exp(Math.log(power) / a[0]));
  },
};

/** Where the asymptotic series of log(exp(-k) I0(k)) is exact to rounding. */
const LARGE_CONCENTRATION = 500;

/** log(exp(-k) I0(k)); for large k by the logarithm of DLMF 10.40.1, as log I0(k) - k cancels there. */
function logScaledI0(k: Node): Node {
  const large = le(LARGE_CONCENTRATION, k);
  const safe = max(k, LARGE_CONCENTRATION);
  const r = reciprocal(safe);
  const series = mul(r, add(1 / 8, mul(r, add(1 / 16, mul(r, add(25 / 384, mul(r, 13 / 128)))))));
  const asymptotic = add(mul(-0.5, add(log(safe), LOG_TWO_PI)), series);
  return select(large, asymptotic, sub(logI0(k), k));
}

export const VonMises: Distribution = {
  name: "VonMises",
  parameters: [scalar("location", "real"), scalar("concentration", "nonnegative")],
  eventRank: 0,
  discrete: false,
  documentation:
    "Von Mises distribution of an angle in [-pi, pi], density proportional to exp(concentration cos(x - location)).",
  support: ([location]) => ({
    kind: "interval",
    lower: fill(location.shape, -Math.PI),
    upper: fill(location.shape, Math.PI),
  }),
  logDensity: (x, [location, concentration]) =>
    guarded(
      x,
      (x) => and(le(-Math.PI, x), le(x, Math.PI)),
      0,
      (x) => {
        // cos d - 1 = -2 sin^2(d/2) does not cancel near the mode.
        const constant = shared([concentration], (k) => sub(-LOG_TWO_PI, logScaledI0(k)));
        return sub(constant, mul(2, mul(concentration, square(sin(mul(0.5, sub(x, location)))))));
      },
    ),
  sample(random, [location, concentration], out, offset) {
    out[offset] = vonMisesVariate(random, location[0], concentration[0]);
  },
};
