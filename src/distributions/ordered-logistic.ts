/** Ordered categories: a logistic variate cut into intervals. */
import { add, eq, max, min, neg, or, select, softplus, sub } from "../tensor/build.ts";
import type { Node } from "../tensor/node.ts";
import type { Distribution } from "./distribution.ts";
import { scalar, vector } from "./parameters.ts";
import { pick } from "./pick.ts";
import { guarded, logOneMinusExp, wholeWithin } from "./terms.ts";

const last = (x: Node) => x.shape[x.shape.length - 1];
const same = (x: Node) => x;

export const OrderedLogistic: Distribution = {
  name: "OrderedLogistic",
  parameters: [scalar("eta", "real"), vector("cutpoints", "real")],
  eventRank: 0,
  discrete: true,
  documentation:
    "Category k, counted from 0, when a logistic variate with location eta lies between cutpoints k - 1 and k, which increase (as Stan's ordered_logistic).",
  support: ([, cutpoints]) => ({ kind: "category", size: last(cutpoints) + 1 }),
  logDensity: (x, [eta, cutpoints]) => {
    const n = last(cutpoints);
    return guarded(
      x,
      (x) => wholeWithin(x, 0, n),
      0,
      (x) => {
        // sigmoid(a) - sigmoid(b) = sigmoid(a) sigmoid(-b) (1 - exp(b - a)), a above the lower and b above the upper cutpoint.
        const first = eq(x, 0);
        const end = eq(x, n);
        const edge = or(first, end);
        const lower = pick(cutpoints, max(sub(x, 1), 0), same);
        const upper = pick(cutpoints, min(x, n - 1), same);
        const a = sub(eta, lower);
        const b = sub(eta, upper);
        const inner = select(edge, 0, logOneMinusExp(select(edge, -1, sub(lower, upper))));
        const above = select(first, 0, neg(softplus(neg(a))));
        const below = select(end, 0, neg(softplus(b)));
        return add(inner, add(above, below));
      },
    );
  },
  sample(random, [eta, cutpoints], out, offset) {
    const u = random.uniform();
    const latent = eta[0] + Math.log(u) - Math.log1p(-u);
    let k = 0;
    while (k < cutpoints.length && latent > cutpoints[k]) k++;
    out[offset] = k;
  },
};
