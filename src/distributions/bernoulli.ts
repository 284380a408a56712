/** Success or failure. */
import { eq, neg, select, softplus } from "../tensor/build.ts";
import { sigmoid } from "../tensor/special/index.ts";
import type { Distribution } from "./distribution.ts";
import { scalar } from "./parameters.ts";
import { guarded, safeLog, safeLogComplement, shared, wholeWithin } from "./terms.ts";

export const Bernoulli: Distribution = {
  name: "Bernoulli",
  parameters: [scalar("p", "unit")],
  eventRank: 0,
  discrete: true,
  documentation: "1 with probability p, else 0.",
  support: () => ({ kind: "category", size: 2 }),
  logDensity: (x, [p]) =>
    guarded(
      x,
      (x) => wholeWithin(x, 0, 1),
      0,
      (x) => select(eq(x, 1), shared([p], safeLog), shared([p], safeLogComplement)),
    ),
  sample(random, [p], out, offset) {
    out[offset] = random.uniform() < p[0] ? 1 : 0;
  },
};

export const BernoulliLogit: Distribution = {
  name: "BernoulliLogit",
  parameters: [scalar("logit", "real")],
  eventRank: 0,
  discrete: true,
  documentation: "1 with probability 1 / (1 + exp(-logit)), else 0.",
  support: () => ({ kind: "category", size: 2 }),
  logDensity: (x, [logit]) =>
    guarded(
      x,
      (x) => wholeWithin(x, 0, 1),
      0,
      (x) => neg(softplus(select(eq(x, 1), neg(logit), logit))),
    ),
  sample(random, [logit], out, offset) {
    out[offset] = random.uniform() < sigmoid(logit[0]) ? 1 : 0;
  },
};
