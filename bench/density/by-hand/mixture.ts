/** A mixture of two normals on 1000 numbers, models/posteriordb/low_dim_gauss_mix. */
import { posteriorData } from "../scenario.ts";
import { exp } from "./exponential.ts";
import { type ByHand, halfLogTwoPi } from "./hand.ts";

/** One exponential a number, the logarithms as one of a product. */
export function mixture(): ByHand {
  const y = Float64Array.from(posteriorData("low_dim_gauss_mix").numbers("y"));
  const n = y.length;
  const constant = Math.log(630) - 4 * halfLogTwoPi - 2 * Math.log(2);
  const fill = (position: Float64Array, out: Float64Array) => {
    const ys = y;
    const mu0 = position[0];
    const gap = Math.exp(position[1]);
    const mu1 = mu0 + gap;
    const sd0 = Math.exp(position[2]);
    const sd1 = Math.exp(position[3]);
    const theta = 1 / (1 + Math.exp(-position[4]));
    const p0 = 1 / (sd0 * sd0);
    const p1 = 1 / (sd1 * sd1);
    const log0 = Math.log(theta) - position[2];
    const log1 = Math.log(1 - theta) - position[3];
    let total = 0;
    let product = 1;
    let weight = 0;
    let d0 = 0;
    let d1 = 0;
    let s0 = 0;
    let s1 = 0;
    for (let i = 0; i < n; i++) {
      const r0 = ys[i] - mu0;
      const r1 = ys[i] - mu1;
      const q0 = r0 * r0 * p0;
      const q1 = r1 * r1 * p1;
      const a = log0 - 0.5 * q0;
      const b = log1 - 0.5 * q1;
      const d = a - b;
      const e = exp(d > 0 ? -d : d);
      const u = 1 + e;
      product *= u;
      if (product > 1e150) {
        total += Math.log(product);
        product = 1;
      }
      total += d > 0 ? a : b;
      const w = (d > 0 ? 1 : e) / u;
      const rest = 1 - w;
      weight += w;
      d0 += w * r0;
      d1 += rest * r1;
      s0 += w * q0;
      s1 += rest * q1;
    }
    total += Math.log(product) - n * halfLogTwoPi;
    const priors =
      -0.125 * (mu0 * mu0 + mu1 * mu1 + sd0 * sd0 + sd1 * sd1) + 5 * (Math.log(theta) + Math.log(1 - theta));
    out[0] = total + constant + priors + position[1] + position[2] + position[3];
    const m1 = d1 * p1 - 0.25 * mu1;
    out[1] = d0 * p0 - 0.25 * mu0 + m1;
    out[2] = 1 + gap * m1;
    out[3] = 1 + s0 - weight - 0.25 * sd0 * sd0;
    out[4] = 1 + s1 - (n - weight) - 0.25 * sd1 * sd1;
    out[5] = weight - n * theta + 5 * (1 - 2 * theta);
  };
  return { position: Float64Array.of(-2.7, 1.7, 0.05, 0.02, 0.5), fill };
}
