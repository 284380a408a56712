/** The multivariate Student t distribution. */

import { choleskyFactor } from "../linear/cholesky.ts";
import { add, broadcast, log, log1p, mul, reciprocal, sub } from "../tensor/build.ts";
import { range } from "../tensor/shape.ts";
import type { Distribution } from "./distribution.ts";
import { factorOf, logScale, squaredDistance } from "./factors.ts";
import { scalesOfCovariance } from "./margins.ts";
import { sampleByFactor } from "./mv-normal.ts";
import { matrix, scalar, vector } from "./parameters.ts";
import { logGammaVariate } from "./samplers/gamma.ts";
import { StudentT } from "./student.ts";
import { LOG_PI, logRising, shared } from "./terms.ts";

export const MvStudentT: Distribution = {
  name: "MvStudentT",
  parameters: [scalar("df", "positive"), vector("location", "real"), matrix("scale_matrix", "covariance")],
  eventRank: 1,
  discrete: false,
  documentation:
    "Multivariate Student t with degrees of freedom, location vector and scale matrix, which times df / (df - 2) is the covariance (as Stan's multi_student_t).",
  support: () => ({ kind: "real" }),
  margins([df, location, scale]) {
    const axes = range(df.shape.length);
    return { distribution: StudentT, args: [broadcast(df, location.shape, axes), location, scalesOfCovariance(scale)] };
  },
  logDensity(x, [df, location, scale]) {
    const d = sub(x, location);
    const n = d.shape[d.shape.length - 1];
    const factor = factorOf(scale);
    const constant = shared([df], (df) => sub(logRising(mul(0.5, df), 0.5 * n), mul(0.5 * n, add(log(df), LOG_PI))));
    const half = shared([df], (df) => mul(0.5, add(df, n)));
    const distance = mul(squaredDistance(d, factor), shared([df], reciprocal));
    return sub(sub(constant, logScale(d, factor)), mul(half, log1p(distance)));
  },
  // A normal over the square root of a chi-square by its df, in logarithms: for small df the chi-square may underflow.
  sample(random, [df, location, scale], out, offset) {
    const n = location.length;
    const factor = choleskyFactor(scale, n);
    if ("pivot" in factor) {
      out.fill(Number.NaN, offset, offset + n);
      return;
    }
    sampleByFactor(random, new Float64Array(n), factor, out, offset);
    const half = 0.5 * df[0];
    const stretch = Math.exp(-0.5 * (logGammaVariate(random, half) - Math.log(half)));
    for (let i = 0; i < n; i++) out[offset + i] = location[i] + stretch * out[offset + i];
  },
};
