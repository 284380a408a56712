/** The Dirichlet distribution on the simplex. */
import { add, broadcast, gt, lgamma, log, mul, reduce, sub, sum } from "../tensor/build.ts";
import type { Node } from "../tensor/node.ts";
import type { Distribution } from "./distribution.ts";
import { vector } from "./parameters.ts";
import { logGammaVariate } from "./samplers/gamma.ts";
import { insideUnit } from "./samplers/range.ts";
import { guardedEvent } from "./terms.ts";
import { split, unbatched } from "./unbatched.ts";

/** lgamma(sum a) - sum lgamma(a) over the last axis. */
function logConstant(a: Node): Node {
  const axis = [a.shape.length - 1];
  return sub(lgamma(sum(a, axis)), sum(lgamma(a), axis));
}

export const Dirichlet: Distribution = {
  name: "Dirichlet",
  parameters: [vector("concentration", "positive")],
  eventRank: 1,
  discrete: false,
  documentation:
    "Dirichlet distribution of proportions, density proportional to the product of x[k]^(concentration[k] - 1), with respect to all but the last proportion.",
  support: () => ({ kind: "simplex" }),
  logDensity(x, [concentration]) {
    const axis = x.shape.length - 1;
    return guardedEvent(
      x,
      (x) => gt(reduce("min", x, [axis]), 0),
      1,
      (x) => {
        const one = unbatched(concentration, 1);
        const constant = one ? broadcast(logConstant(one), split(x.shape, 1).batch, []) : logConstant(concentration);
        return add(constant, sum(mul(sub(concentration, 1), log(x)), [axis]));
      },
    );
  },
  // Gammas over their sum, in logarithms: tiny concentrations neither give 0 / 0 nor leave the open simplex.
  sample(random, [concentration], out, offset, size) {
    let largest = Number.NEGATIVE_INFINITY;
    for (let k = 0; k < size; k++) {
      out[offset + k] = logGammaVariate(random, concentration[k]);
      largest = Math.max(largest, out[offset + k]);
    }
    let total = 0;
    for (let k = 0; k < size; k++) {
      out[offset + k] = Math.exp(out[offset + k] - largest);
      total += out[offset + k];
    }
    for (let k = 0; k < size; k++) out[offset + k] = insideUnit(out[offset + k] / total);
  },
};
