/** GARCH(1, 1) on 200 returns, models/posteriordb/garch11. */
import { posteriorData } from "../scenario.ts";
import type { ByHand } from "./hand.ts";

/** Variances, the logarithms as one of a product, one pass forward and one back. */
export function garch(): ByHand {
  const data = posteriorData("garch11");
  const y = Float64Array.from(data.numbers("y"));
  const first = data.number("sigma1");
  const n = y.length;
  const variances = new Float64Array(n);
  const surprises = new Float64Array(n);
  const inverses = new Float64Array(n);
  const constant = -0.5 * n * Math.log(2 * Math.PI);
  const fill = (position: Float64Array, out: Float64Array) => {
    const mu = position[0];
    const alpha0 = Math.exp(position[1]);
    const alpha1 = 1 / (1 + Math.exp(-position[2]));
    const room = 1 - alpha1;
    const share = 1 / (1 + Math.exp(-position[3]));
    const beta1 = room * share;
    let v = first * first;
    let squares = 0;
    let product = 1;
    let logs = 0;
    let dMu = 0;
    for (let t = 0; t < n; t++) {
      const r = y[t] - mu;
      const r2 = r * r;
      const inverse = 1 / v;
      variances[t] = v;
      surprises[t] = r;
      inverses[t] = inverse;
      product *= v;
      if (product > 1e150 || product < 1e-150) {
        logs += Math.log(product);
        product = 1;
      }
      squares += r2 * inverse;
      dMu += r * inverse;
      v = alpha0 + alpha1 * r2 + beta1 * v;
    }
    logs += Math.log(product);
    let back = 0;
    let dAlpha0 = 0;
    let dAlpha1 = 0;
    let dBeta1 = 0;
    for (let t = n - 1; t > 0; t--) {
      const r = surprises[t];
      const w = inverses[t];
      const before = surprises[t - 1];
      back = 0.5 * w * (r * r * w - 1) + beta1 * back;
      dAlpha0 += back;
      dAlpha1 += back * before * before;
      dBeta1 += back * variances[t - 1];
      dMu -= 2 * alpha1 * back * before;
    }
    // log(1 - alpha1), the uniform density of beta1 on [0, 1 - alpha1] and the logarithms of both scales
    const logRoom = Math.log(room);
    const logs1 = Math.log(alpha1) + logRoom + Math.log(share) + Math.log(1 - share);
    out[0] = constant - 0.5 * (squares + logs) + logRoom + position[1] + logs1;
    out[1] = dMu;
    out[2] = 1 + alpha0 * dAlpha0;
    const dRoom = share * dBeta1 + 1 / room;
    out[3] = alpha1 * room * (dAlpha1 - dRoom) + (1 - 2 * alpha1);
    out[4] = room * dBeta1 * share * (1 - share) + (1 - 2 * share);
  };
  return { position: Float64Array.of(4.8, 0.4, 0.2, -0.3), fill };
}
