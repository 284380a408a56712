/** Counts with more zeros than their distribution has. */
import { add, eq, fill, logsumexp, min, select, stack } from "../../tensor/build.ts";
import type { Distribution, Made } from "../distribution.ts";
import { scalar } from "../parameters.ts";
import { safeLog, safeLogComplement, shared } from "../terms.ts";
import { type Combinator, nameOf, parametersOf, type Refusal, splitArguments, unmetOfParts } from "./combinator.ts";
import { boundsOf } from "./hull.ts";
import { partDensity } from "./part-density.ts";

function refuse([part]: readonly Distribution[]): Refusal | undefined {
  if (part.discrete && part.eventRank === 0) return undefined;
  return {
    part: 0,
    reason: `${part.name} is ${part.discrete ? "a distribution of vectors" : "continuous"}`,
    remedy:
      "it takes counts, such as ZeroInflated(p, Poisson(rate)); a positive quantity that may be exactly 0 is two observations: whether it is, under Bernoulli, and how large it is otherwise",
  };
}

function build(part: Distribution): Distribution {
  const made: Made = { combinator: "ZeroInflated", own: ["p"], parts: [part] };
  return {
    name: nameOf("ZeroInflated", [part]),
    parameters: parametersOf([scalar("p", "unit")], [part]),
    eventRank: 0,
    discrete: true,
    made,
    documentation: ZeroInflated.documentation,
    support(args) {
      const split = splitArguments(made, args);
      const support = part.support(split.parts[0]);
      if (support.kind === "category") return support;
      const { shape } = split.own[0];
      const { lower, upper } = boundsOf(support, shape) ?? {};
      return { kind: "whole", lower: min(lower ?? fill(shape, 0), 0), upper };
    },
    requires: (args, event) => unmetOfParts(made, args, event),
    logDensity(x, args) {
      const split = splitArguments(made, args);
      const [p] = split.own;
      const counted = add(shared([p], safeLogComplement), partDensity(part, x, split.parts[0]));
      const inflated = logsumexp(stack([shared([p], safeLog), counted], x.shape.length), [x.shape.length]);
      return select(eq(x, 0), inflated, counted);
    },
    sample(random, args, out, offset, size) {
      const split = splitArguments(made, args);
      if (random.uniform() < split.own[0][0]) out[offset] = 0;
      else part.sample(random, split.parts[0], out, offset, size);
    },
  };
}

export const ZeroInflated: Combinator = {
  name: "ZeroInflated",
  signature: "ZeroInflated(p, D)",
  documentation: "0 with probability p, otherwise a count from D, which may be 0 too (Lambert 1992).",
  slots: [
    { kind: "value", name: "p" },
    { kind: "part", name: "D" },
  ],
  refuse,
  build: ([part]) => build(part),
};
