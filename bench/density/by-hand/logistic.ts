/** Whether 3020 households change their well, bench/gradient/models/wells.pal. */
import { wells } from "../../gradient/generate.ts";
import { exp } from "./exponential.ts";
import type { ByHand } from "./hand.ts";

/** Each factor is at most 2, so products of so many stay finite. */
const BLOCK = 755;

/** Rows times the sign of the answer; one exponential a row for value and gradient, one logarithm a block. */
export function logistic(): ByHand {
  const { switched, dist, arsenic, assoc, educ } = wells();
  const columns = [switched, dist, arsenic, assoc, educ].map((column) => (Array.isArray(column) ? column : []));
  const [answers, dists, arsenics, assocs, educs] = columns.map((column) => Float64Array.from(column));
  const n = answers.length;
  const mean = (xs: Float64Array) => xs.reduce((a, b) => a + b, 0) / n;
  const [meanDist, meanArsenic] = [mean(dists), mean(arsenics)];
  const rows = new Float64Array(6 * n);
  for (let i = 0; i < n; i++) {
    const [d, a] = [(dists[i] - meanDist) / 100, arsenics[i] - meanArsenic];
    const sign = answers[i] === 1 ? 1 : -1;
    rows.set(
      [1, d, a, d * a, assocs[i], educs[i] / 4].map((x) => sign * x),
      6 * i,
    );
  }
  const fill = (position: Float64Array, out: Float64Array) => {
    const x = rows;
    const c0 = position[0];
    const c1 = position[1];
    const c2 = position[2];
    const c3 = position[3];
    const c4 = position[4];
    const c5 = position[5];
    let total = 0;
    let d0 = 0;
    let d1 = 0;
    let d2 = 0;
    let d3 = 0;
    let d4 = 0;
    let d5 = 0;
    for (let start = 0; start < n; start += BLOCK) {
      let product = 1;
      for (let i = start; i < start + BLOCK; i++) {
        const at = 6 * i;
        const x0 = x[at];
        const x1 = x[at + 1];
        const x2 = x[at + 2];
        const x3 = x[at + 3];
        const x4 = x[at + 4];
        const x5 = x[at + 5];
        const t = x0 * c0 + x1 * c1 + x2 * c2 + (x3 * c3 + x4 * c4 + x5 * c5);
        const e = exp(-Math.abs(t));
        const u = 1 + e;
        product *= u;
        total += Math.min(t, 0);
        const w = (t > 0 ? e : 1) / u;
        d0 += w * x0;
        d1 += w * x1;
        d2 += w * x2;
        d3 += w * x3;
        d4 += w * x4;
        d5 += w * x5;
      }
      total -= Math.log(product);
    }
    out[0] = total;
    out[1] = d0;
    out[2] = d1;
    out[3] = d2;
    out[4] = d3;
    out[5] = d4;
    out[6] = d5;
  };
  return { position: Float64Array.of(0.3, -0.8, 0.4, -0.1, -0.1, 0.2), fill };
}
