/** Student's t and the Cauchy distribution, whole and folded. */

import type { Random } from "../inference/random.ts";
import { add, ge, log, log1p, mul, reciprocal, square, sub } from "../tensor/build.ts";
import type { Node } from "../tensor/node.ts";
import { cauchyCdf, halfCauchyCdf, halfStudentCdf, studentCdf } from "./cdf.ts";
import type { Distribution } from "./distribution.ts";
import { scalar } from "./parameters.ts";
import { logGammaVariate } from "./samplers/gamma.ts";
import { guarded, LOG_PI, LOG_TWO, logRising, shared } from "./terms.ts";

/** -(df + 1)/2 log(1 + z^2/df) plus the normalising constant and `logFactor`; `z` is (x - location) / scale. */
function studentLogDensity(z: Node, df: Node, scale: Node, logFactor: number): Node {
  const halfMore = shared([df], (df) => mul(0.5, add(df, 1)));
  const tail = mul(halfMore, log1p(mul(square(z), shared([df], reciprocal))));
  // lgamma((df + 1)/2) - lgamma(df/2) - log(df pi)/2
  const constant = shared([df], (df) => sub(logRising(mul(0.5, df), 0.5), mul(0.5, log(df))));
  return sub(sub(add(constant, logFactor - 0.5 * LOG_PI), shared([scale], log)), tail);
}

/** Normal over the square root of a chi-square by its df, in logarithms: for df below 1 the chi-square may underflow. */
function studentVariate(random: Random, df: number): number {
  const half = 0.5 * df;
  return random.normal() * Math.exp(-0.5 * (logGammaVariate(random, half) - Math.log(half)));
}

export const StudentT: Distribution = {
  name: "StudentT",
  parameters: [scalar("df", "positive"), scalar("location", "real"), scalar("scale", "positive")],
  eventRank: 0,
  discrete: false,
  documentation:
    "Student's t with degrees of freedom, location and scale; scale is not the standard deviation (as Stan's student_t).",
  support: () => ({ kind: "real" }),
  logDensity: (x, [df, location, scale]) =>
    studentLogDensity(mul(sub(x, location), shared([scale], reciprocal)), df, scale, 0),
  ...studentCdf,
  sample(random, [df, location, scale], out, offset) {
    out[offset] = location[0] + scale[0] * studentVariate(random, df[0]);
  },
};

export const HalfStudentT: Distribution = {
  name: "HalfStudentT",
  parameters: [scalar("df", "positive"), scalar("scale", "positive")],
  eventRank: 0,
  discrete: false,
  documentation: "The absolute value of a Student t variate with location 0.",
  support: () => ({ kind: "nonnegative" }),
  logDensity: (x, [df, scale]) =>
    guarded(
      x,
      (x) => ge(x, 0),
      1,
      (x) => studentLogDensity(mul(x, shared([scale], reciprocal)), df, scale, LOG_TWO),
    ),
  ...halfStudentCdf,
  sample(random, [df, scale], out, offset) {
    out[offset] = scale[0] * Math.abs(studentVariate(random, df[0]));
  },
};

export const Cauchy: Distribution = {
  name: "Cauchy",
  parameters: [scalar("location", "real"), scalar("scale", "positive")],
  eventRank: 0,
  discrete: false,
  documentation: "Cauchy distribution with location (its median) and scale (half its interquartile range).",
  support: () => ({ kind: "real" }),
  logDensity(x, [location, scale]) {
    const z = mul(sub(x, location), shared([scale], reciprocal));
    return sub(sub(-LOG_PI, shared([scale], log)), log1p(square(z)));
  },
  ...cauchyCdf,
  sample(random, [location, scale], out, offset) {
    out[offset] = location[0] + scale[0] * Math.tan(Math.PI * (random.uniform() - 0.5));
  },
};

export const HalfCauchy: Distribution = {
  name: "HalfCauchy",
  parameters: [scalar("scale", "positive")],
  eventRank: 0,
  discrete: false,
  documentation: "The absolute value of a Cauchy variate with location 0; scale is its median.",
  support: () => ({ kind: "nonnegative" }),
  logDensity: (x, [scale]) =>
    guarded(
      x,
      (x) => ge(x, 0),
      1,
      (x) => sub(sub(LOG_TWO - LOG_PI, shared([scale], log)), log1p(square(mul(x, shared([scale], reciprocal))))),
    ),
  ...halfCauchyCdf,
  sample(random, [scale], out, offset) {
    out[offset] = scale[0] * Math.tan(0.5 * Math.PI * random.uniform());
  },
};
