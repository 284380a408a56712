/** The LKJ distribution of correlation matrices, over their Cholesky factors. */
import { add, broadcast, constant, diagonal, lgamma, log, mul, slice, sub, sum } from "../tensor/build.ts";
import type { Node } from "../tensor/node.ts";
import { range } from "../tensor/shape.ts";
import type { Distribution } from "./distribution.ts";
import { guardedMatrix } from "./matrix-guard.ts";
import { scalar } from "./parameters.ts";
import { betaLogitVariate } from "./samplers/gamma.ts";
import { LOG_PI, shared } from "./terms.ts";

/** Lewandowski, Kurowicka and Joe 2009, eq. 16, in the form of Stan's `do_lkj_constant`: the log of 1 over the integral. */
function logConstant(eta: Node, n: number): Node {
  let total = mul(n - 1, lgamma(add(eta, 0.5 * (n - 1))));
  for (let k = 1; k < n; k++) total = sub(total, add(lgamma(add(eta, 0.5 * (n - 1 - k))), 0.5 * k * LOG_PI));
  return total;
}

export const LKJCholesky: Distribution = {
  name: "LKJCholesky",
  parameters: [scalar("eta", "positive")],
  eventRank: 2,
  discrete: false,
  documentation:
    "The Cholesky factor L of a correlation matrix whose density is proportional to its determinant to the power eta - 1, with respect to the elements below the diagonal (as Stan's lkj_corr_cholesky).",
  support: () => ({ kind: "cholesky_correlation" }),
  logDensity(x, [eta]) {
    const rank = x.shape.length;
    const n = x.shape[rank - 1];
    const axis = rank - 2;
    if (n < 2) return sum(mul(0, x), [rank - 2, rank - 1]);
    return guardedMatrix(x, "cholesky_correlation", (x) => {
      const logs = slice(log(diagonal(x)), axis, 1, n);
      const powers = constant(
        range(n - 1).map((k) => n - 2 - k),
        [n - 1],
      );
      const own = sum(mul(logs, broadcast(powers, logs.shape, [axis])), [axis]);
      const twice = shared([eta], (eta) => mul(2, sub(eta, 1)));
      return add(
        shared([eta], (eta) => logConstant(eta, n)),
        add(own, mul(twice, sum(logs, [axis]))),
      );
    });
  },
  // Canonical partial correlations are independent, 2 Beta(b, b) - 1 with b = eta + (n - 2 - j) / 2 (the same, section 2.4).
  sample(random, [eta], out, offset, size) {
    const n = Math.round(Math.sqrt(size));
    for (let i = 0; i < n; i++) {
      let rest = 1;
      for (let j = 0; j < n; j++) {
        const at = offset + i * n + j;
        if (j > i) out[at] = 0;
        else if (j === i) out[at] = rest;
        else {
          const b = eta[0] + 0.5 * (n - 2 - j);
          // 2 p - 1 and sqrt(1 - (2 p - 1)^2) for p = sigmoid(t) are tanh(t / 2) and 1 / cosh(t / 2).
          const half = 0.5 * betaLogitVariate(random, b, b);
          out[at] = rest * Math.tanh(half);
          rest = Math.max(rest / Math.cosh(half), Number.MIN_VALUE);
        }
      }
    }
  },
};
