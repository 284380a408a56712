/** Distributions on the whole line that are not of the normal or the Student family. */
import { abs, add, exp, fill, log, mul, neg, reciprocal, softplus, sub } from "../tensor/build.ts";
import { gumbelCdf, laplaceCdf, logisticCdf } from "./cdf.ts";
import type { Distribution } from "./distribution.ts";
import { scalar } from "./parameters.ts";
import { LOG_TWO, shared } from "./terms.ts";

const locationScale = [scalar("location", "real"), scalar("scale", "positive")];

export const Laplace: Distribution = {
  name: "Laplace",
  parameters: locationScale,
  eventRank: 0,
  discrete: false,
  documentation:
    "Laplace (double exponential) distribution with location and scale, density exp(-|x - location| / scale) / (2 scale).",
  support: () => ({ kind: "real" }),
  logDensity(x, [location, scale]) {
    const z = mul(sub(x, location), shared([scale], reciprocal));
    return sub(
      shared([scale], (scale) => sub(-LOG_TWO, log(scale))),
      abs(z),
    );
  },
  ...laplaceCdf,
  sample(random, [location, scale], out, offset) {
    out[offset] = location[0] + scale[0] * (random.exponential() - random.exponential());
  },
};

export const Logistic: Distribution = {
  name: "Logistic",
  parameters: locationScale,
  eventRank: 0,
  discrete: false,
  documentation: "Logistic distribution with location (its mean) and scale (sd times sqrt(3) / pi).",
  support: () => ({ kind: "real" }),
  logDensity(x, [location, scale]) {
    const z = mul(sub(x, location), shared([scale], reciprocal));
    return sub(sub(neg(z), mul(2, softplus(neg(z)))), shared([scale], log));
  },
  ...logisticCdf,
  sample(random, [location, scale], out, offset) {
    const u = random.uniform();
    out[offset] = location[0] + scale[0] * (Math.log(u) - Math.log1p(-u));
  },
};

export const Gumbel: Distribution = {
  name: "Gumbel",
  parameters: locationScale,
  eventRank: 0,
  discrete: false,
  documentation:
    "Gumbel distribution of maxima with location (its mode) and scale, distribution function exp(-exp(-z)).",
  support: () => ({ kind: "real" }),
  logDensity(x, [location, scale]) {
    const z = mul(sub(x, location), shared([scale], reciprocal));
    return sub(neg(add(z, exp(neg(z)))), shared([scale], log));
  },
  ...gumbelCdf,
  sample(random, [location, scale], out, offset) {
    out[offset] = location[0] - scale[0] * Math.log(random.exponential());
  },
};

export const Flat: Distribution = {
  name: "Flat",
  parameters: [],
  eventRank: 0,
  discrete: false,
  improper: true,
  documentation: "The improper uniform density 1 on the whole line: no draws and no evidence.",
  support: () => ({ kind: "real" }),
  logDensity: (x) => fill(x.shape, 0),
  sample() {
    throw new Error("Flat is improper and has no draws");
  },
};
