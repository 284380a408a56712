/** One of several categories. */
import { broadcast, logsumexp, sub } from "../tensor/build.ts";
import type { Node } from "../tensor/node.ts";
import type { Distribution } from "./distribution.ts";
import { vector } from "./parameters.ts";
import { pick } from "./pick.ts";
import { choiceVariate } from "./samplers/choice.ts";
import { guarded, safeLog, wholeWithin } from "./terms.ts";
import { unbatched } from "./unbatched.ts";

const sizeOfLast = (x: Node) => x.shape[x.shape.length - 1];
const insideOf = (size: number) => (x: Node) => wholeWithin(x, 0, size - 1);
const same = (x: Node) => x;

export const Categorical: Distribution = {
  name: "Categorical",
  parameters: [vector("p", "simplex")],
  eventRank: 0,
  discrete: true,
  documentation: "Category k, counted from 0, with probability p[k].",
  support: ([p]) => ({ kind: "category", size: sizeOfLast(p) }),
  logDensity: (x, [p]) => guarded(x, insideOf(sizeOfLast(p)), 0, (x) => pick(p, x, safeLog)),
  sample(random, [p], out, offset) {
    out[offset] = choiceVariate(random, p);
  },
};

export const CategoricalLogit: Distribution = {
  name: "CategoricalLogit",
  parameters: [vector("logits", "real")],
  eventRank: 0,
  discrete: true,
  documentation: "Category k, counted from 0, with probability proportional to exp(logits[k]).",
  support: ([logits]) => ({ kind: "category", size: sizeOfLast(logits) }),
  logDensity: (x, [logits]) =>
    guarded(x, insideOf(sizeOfLast(logits)), 0, (x) => {
      const one = unbatched(logits, 1);
      const total = one ? broadcast(logsumexp(one, [0]), x.shape, []) : logsumexp(logits, [logits.shape.length - 1]);
      return sub(pick(logits, x, same), total);
    }),
  sample(random, [logits], out, offset) {
    // Gumbel-max: the largest of logit plus Gumbel noise.
    let best = Number.NEGATIVE_INFINITY;
    for (let k = 0; k < logits.length; k++) {
      const value = logits[k] - Math.log(random.exponential());
      if (value > best) {
        best = value;
        out[offset] = k;
      }
    }
  },
};
