/** An autoregression of order 5 on 200 numbers, models/posteriordb/arK. */
import { posteriorData } from "../scenario.ts";
import { type ByHand, halfLogTwoPi, logHalfCauchy } from "./hand.ts";
import { triangleOf } from "./triangle.ts";

const position = Float64Array.of(0.1, 0.7, 0.4, -0.2, 0.1, -0.1, -1.8);

function data() {
  const y = Float64Array.from(posteriorData("arK").numbers("y"));
  const n = y.length - 5;
  const constant = logHalfCauchy(2.5) - 6 * Math.log(10) - (n + 6) * halfLogTwoPi;
  return { y, n, constant };
}

/** Every number. */
export function autoregression(): ByHand {
  const { y, n, constant } = data();
  const fill = (position: Float64Array, out: Float64Array) => {
    const alpha = position[0];
    const b1 = position[1];
    const b2 = position[2];
    const b3 = position[3];
    const b4 = position[4];
    const b5 = position[5];
    const logSigma = position[6];
    const sigma = Math.exp(logSigma);
    const precision = 1 / (sigma * sigma);
    let squares = 0;
    let d0 = 0;
    let d1 = 0;
    let d2 = 0;
    let d3 = 0;
    let d4 = 0;
    let d5 = 0;
    for (let t = 5; t < n + 5; t++) {
      const y1 = y[t - 1];
      const y2 = y[t - 2];
      const y3 = y[t - 3];
      const y4 = y[t - 4];
      const y5 = y[t - 5];
      const r = y[t] - (alpha + b1 * y1 + b2 * y2 + (b3 * y3 + b4 * y4 + b5 * y5));
      squares += r * r;
      d0 += r;
      d1 += r * y1;
      d2 += r * y2;
      d3 += r * y3;
      d4 += r * y4;
      d5 += r * y5;
    }
    const q = sigma * sigma * 0.16;
    const coefficients = alpha * alpha + b1 * b1 + b2 * b2 + (b3 * b3 + b4 * b4 + b5 * b5);
    out[0] = constant - 0.5 * squares * precision + (1 - n) * logSigma - 0.005 * coefficients - Math.log1p(q);
    out[1] = precision * d0 - 0.01 * alpha;
    out[2] = precision * d1 - 0.01 * b1;
    out[3] = precision * d2 - 0.01 * b2;
    out[4] = precision * d3 - 0.01 * b3;
    out[5] = precision * d4 - 0.01 * b4;
    out[6] = precision * d5 - 0.01 * b5;
    out[7] = squares * precision + 1 - n - (2 * q) / (1 + q);
  };
  return { position, fill };
}

/** The triangle of all numbers and the five before each, written out. */
export function autoregressionOfStatistics(): ByHand {
  const { y, n, constant } = data();
  const lags = [1, 2, 3, 4, 5].map((lag) => y.slice(5 - lag, 5 - lag + n));
  const t = triangleOf([new Float64Array(n).fill(1), ...lags, y.slice(5)]);
  const rest = t[48] ** 2;
  const fill = (position: Float64Array, out: Float64Array) => {
    const alpha = position[0];
    const b1 = position[1];
    const b2 = position[2];
    const b3 = position[3];
    const b4 = position[4];
    const b5 = position[5];
    const logSigma = position[6];
    const sigma = Math.exp(logSigma);
    const precision = 1 / (sigma * sigma);
    const r0 = t[6] - (t[0] * alpha + t[1] * b1 + t[2] * b2 + (t[3] * b3 + t[4] * b4 + t[5] * b5));
    const r1 = t[13] - (t[8] * b1 + t[9] * b2 + (t[10] * b3 + t[11] * b4 + t[12] * b5));
    const r2 = t[20] - (t[16] * b2 + t[17] * b3 + (t[18] * b4 + t[19] * b5));
    const r3 = t[27] - (t[24] * b3 + t[25] * b4 + t[26] * b5);
    const r4 = t[34] - (t[32] * b4 + t[33] * b5);
    const r5 = t[41] - t[40] * b5;
    const squares = rest + r0 * r0 + r1 * r1 + r2 * r2 + (r3 * r3 + r4 * r4 + r5 * r5);
    const q = sigma * sigma * 0.16;
    const coefficients = alpha * alpha + b1 * b1 + b2 * b2 + (b3 * b3 + b4 * b4 + b5 * b5);
    out[0] = constant - 0.5 * squares * precision + (1 - n) * logSigma - 0.005 * coefficients - Math.log1p(q);
    out[1] = precision * (t[0] * r0) - 0.01 * alpha;
    out[2] = precision * (t[1] * r0 + t[8] * r1) - 0.01 * b1;
    out[3] = precision * (t[2] * r0 + t[9] * r1 + t[16] * r2) - 0.01 * b2;
    out[4] = precision * (t[3] * r0 + t[10] * r1 + (t[17] * r2 + t[24] * r3)) - 0.01 * b3;
    out[5] = precision * (t[4] * r0 + t[11] * r1 + t[18] * r2 + (t[25] * r3 + t[32] * r4)) - 0.01 * b4;
    out[6] = precision * (t[5] * r0 + t[12] * r1 + t[19] * r2 + (t[26] * r3 + t[33] * r4 + t[40] * r5)) - 0.01 * b5;
    out[7] = squares * precision + 1 - n - (2 * q) / (1 + q);
  };
  return { position, fill };
}
