/** The Gaussian random walk. */
import { broadcast, constant, fill, log, mul, pad, reciprocal, slice, square, sub, sum } from "../tensor/build.ts";
import { range } from "../tensor/shape.ts";
import type { Distribution } from "./distribution.ts";
import { Normal } from "./normal.ts";
import { scalar } from "./parameters.ts";
import { HALF_LOG_TWO_PI, shared } from "./terms.ts";

export const GaussianRandomWalk: Distribution = {
  name: "GaussianRandomWalk",
  parameters: [scalar("sd", "positive")],
  eventRank: 1,
  discrete: false,
  documentation:
    "Running sums of independent Normal(0, sd) steps over the last axis; the first element is the first step (as PyMC's GaussianRandomWalk from 0).",
  support: () => ({ kind: "real" }),
  // Element k is the sum of k + 1 steps.
  margins([sd], n) {
    const shape = [...sd.shape, n];
    const growth = broadcast(
      constant(
        range(n).map((k) => Math.sqrt(k + 1)),
        [n],
      ),
      shape,
      [sd.shape.length],
    );
    return { distribution: Normal, args: [fill(shape, 0), mul(broadcast(sd, shape, range(sd.shape.length)), growth)] };
  },
  logDensity(x, [sd]) {
    const axis = x.shape.length - 1;
    const n = x.shape[axis];
    if (n === 0) return sum(x, [axis]);
    const steps = sub(x, pad(slice(x, axis, 0, n - 1), axis, 1, 0));
    const squares = mul(
      sum(square(steps), [axis]),
      shared([sd], (sd) => square(reciprocal(sd))),
    );
    const constant = shared([sd], (sd) => sub(-n * HALF_LOG_TWO_PI, mul(n, log(sd))));
    return sub(constant, mul(0.5, squares));
  },
  sample(random, [sd], out, offset, size) {
    let at = 0;
    for (let i = 0; i < size; i++) {
      at += sd[0] * random.normal();
      out[offset + i] = at;
    }
  },
};
