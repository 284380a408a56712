/** Successes among n trials, with known or beta distributed probability. */
import { add, fill, mul, neg, softplus, sub } from "../tensor/build.ts";
import type { Node } from "../tensor/node.ts";
import { sigmoid } from "../tensor/special/index.ts";
import type { Distribution, Support } from "./distribution.ts";
import { scalar } from "./parameters.ts";
import { binomialVariate } from "./samplers/counts.ts";
import { betaLogitVariate } from "./samplers/gamma.ts";
import { guarded, logChoose, logRising, safeLogComplement, shared, timesLog, wholeWithin } from "./terms.ts";

const upTo = (n: Node): Support => ({ kind: "whole", lower: fill(n.shape, 0), upper: n });

export const Binomial: Distribution = {
  name: "Binomial",
  parameters: [scalar("n", "integer"), scalar("p", "unit")],
  eventRank: 0,
  discrete: true,
  documentation: "The number of successes among n independent trials of probability p.",
  support: ([n]) => upTo(n),
  logDensity: (x, [n, p]) =>
    guarded(
      x,
      (x) => wholeWithin(x, 0, n),
      0,
      (x) => add(logChoose(n, x), add(timesLog(x, p), timesLog(sub(n, x), p, safeLogComplement))),
    ),
  sample(random, [n, p], out, offset) {
    out[offset] = binomialVariate(random, n[0], p[0]);
  },
};

export const BinomialLogit: Distribution = {
  name: "BinomialLogit",
  parameters: [scalar("n", "integer"), scalar("logit", "real")],
  eventRank: 0,
  discrete: true,
  documentation: "The number of successes among n independent trials of probability 1 / (1 + exp(-logit)).",
  support: ([n]) => upTo(n),
  logDensity: (x, [n, logit]) =>
    guarded(
      x,
      (x) => wholeWithin(x, 0, n),
      0,
      (x) => {
        const success = mul(
          x,
          shared([logit], (logit) => softplus(neg(logit))),
        );
        const failure = mul(sub(n, x), shared([logit], softplus));
        return sub(logChoose(n, x), add(success, failure));
      },
    ),
  sample(random, [n, logit], out, offset) {
    out[offset] = binomialVariate(random, n[0], sigmoid(logit[0]));
  },
};

export const BetaBinomial: Distribution = {
  name: "BetaBinomial",
  parameters: [scalar("n", "integer"), scalar("a", "positive"), scalar("b", "positive")],
  eventRank: 0,
  discrete: true,
  documentation: "The number of successes among n trials whose common probability is Beta(a, b).",
  support: ([n]) => upTo(n),
  logDensity: (x, [n, a, b]) =>
    guarded(
      x,
      (x) => wholeWithin(x, 0, n),
      0,
      (x) => {
        // log B(x + a, n - x + b) - log B(a, b) in differences that do not cancel.
        const total = shared([n, a, b], (n, a, b) => logRising(add(a, b), n));
        return add(logChoose(n, x), sub(add(logRising(a, x), logRising(b, sub(n, x))), total));
      },
    ),
  sample(random, [n, a, b], out, offset) {
    out[offset] = binomialVariate(random, n[0], sigmoid(betaLogitVariate(random, a[0], b[0])));
  },
};
