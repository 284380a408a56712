/** Counts of several categories among n trials. */
import { add, and, eq, fill, floor, ge, lgamma, reduce, sub, sum } from "../tensor/build.ts";
import type { Distribution } from "./distribution.ts";
import { scalar, vector } from "./parameters.ts";
import { binomialVariate } from "./samplers/counts.ts";
import { guardedEvent, timesLog } from "./terms.ts";

export const Multinomial: Distribution = {
  name: "Multinomial",
  parameters: [scalar("n", "integer"), vector("p", "simplex")],
  eventRank: 1,
  discrete: true,
  documentation: "How often each category of probability p[k] came up among n independent trials; the counts sum to n.",
  support: ([n]) => ({ kind: "whole", lower: fill(n.shape, 0), upper: n }),
  logDensity(x, [n, p]) {
    const axis = x.shape.length - 1;
    return guardedEvent(
      x,
      (x) => and(reduce("min", and(ge(x, 0), eq(floor(x), x)), [axis]), eq(sum(x, [axis]), n)),
      0,
      (x) => {
        const terms = sub(timesLog(x, p), lgamma(add(x, 1)));
        return add(lgamma(add(n, 1)), sum(terms, [axis]));
      },
    );
  },
  // One binomial after the other, each given what is left.
  sample(random, [n, p], out, offset) {
    let left = n[0];
    let rest = 0;
    for (let k = 0; k < p.length; k++) rest += p[k];
    for (let k = 0; k < p.length; k++) {
      const share = k === p.length - 1 || rest <= p[k] ? 1 : p[k] / rest;
      out[offset + k] = left === 0 ? 0 : binomialVariate(random, left, share);
      left -= out[offset + k];
      rest -= p[k];
    }
  },
};
