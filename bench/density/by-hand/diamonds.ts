/** Log prices of 5000 diamonds on 24 predictors, models/posteriordb/diamonds. */
import { lgamma } from "../../../src/tensor/special/index.ts";
import { posteriorData } from "../scenario.ts";
import { type ByHand, halfLogTwoPi } from "./hand.ts";
import { triangleOf } from "./triangle.ts";

const K = 24;
const position = Float64Array.of(...Array.from({ length: K }, (_, i) => 0.1 * Math.sin(i)), 7.8, -1.5);

/** Centred predictors row by row, [n, 24]. */
function data() {
  const { rows, numbers } = posteriorData("diamonds");
  const y = Float64Array.from(numbers("Y"));
  const n = y.length;
  const x = new Float64Array(n * K);
  rows("X").forEach((row, i) => {
    x.set(row.slice(1), i * K);
  });
  for (let j = 0; j < K; j++) {
    let sum = 0;
    for (let i = 0; i < n; i++) sum += x[i * K + j];
    for (let i = 0; i < n; i++) x[i * K + j] -= sum / n;
  }
  // StudentT(3, .., 10) twice, one of them half
  const student = lgamma(2) - lgamma(1.5) - 0.5 * Math.log(3 * Math.PI) - Math.log(10);
  const constant = 2 * student + Math.log(2) - (n + K) * halfLogTwoPi;
  return { x, y, n, constant };
}

/** Priors of all, with the log density and the gradient of the likelihood in `out` already. */
function addPriors(position: Float64Array, out: Float64Array): void {
  let squares = 0;
  for (let j = 0; j < K; j++) {
    squares += position[j] * position[j];
    out[1 + j] -= position[j];
  }
  const intercept = position[K] - 8;
  const sigma = Math.exp(position[K + 1]);
  const p = 1 + (intercept * intercept) / 300;
  const q = 1 + (sigma * sigma) / 300;
  out[0] += position[K + 1] - 0.5 * squares - 2 * Math.log(p * q);
  out[1 + K] -= (4 * intercept) / (300 * p);
  out[2 + K] += 1 - (4 * sigma * sigma) / (300 * q);
}

/** Every diamond, four at a time. */
export function diamonds(): ByHand {
  const { x, y, n, constant } = data();
  const gradient = new Float64Array(K);
  const fill = (position: Float64Array, out: Float64Array) => {
    const xs = x;
    const ys = y;
    const g = gradient;
    const intercept = position[K];
    const sigma = Math.exp(position[K + 1]);
    const precision = 1 / (sigma * sigma);
    g.fill(0);
    let squares = 0;
    let sum = 0;
    for (let i = 0; i < n; i += 4) {
      const a0 = i * K;
      const a1 = a0 + K;
      const a2 = a1 + K;
      const a3 = a2 + K;
      let r0 = ys[i] - intercept;
      let r1 = ys[i + 1] - intercept;
      let r2 = ys[i + 2] - intercept;
      let r3 = ys[i + 3] - intercept;
      for (let j = 0; j < K; j++) {
        const b = position[j];
        r0 -= xs[a0 + j] * b;
        r1 -= xs[a1 + j] * b;
        r2 -= xs[a2 + j] * b;
        r3 -= xs[a3 + j] * b;
      }
      squares += r0 * r0 + r1 * r1 + (r2 * r2 + r3 * r3);
      sum += r0 + r1 + (r2 + r3);
      for (let j = 0; j < K; j++) {
        g[j] += r0 * xs[a0 + j] + r1 * xs[a1 + j] + (r2 * xs[a2 + j] + r3 * xs[a3 + j]);
      }
    }
    for (let j = 0; j < K; j++) out[1 + j] = precision * g[j];
    out[0] = constant - 0.5 * precision * squares - n * position[K + 1];
    out[1 + K] = precision * sum;
    out[2 + K] = precision * squares - n;
    addPriors(position, out);
  };
  return { position, fill };
}

/** The triangle of predictors and prices; the intercept stands alone, as the predictors are centred. */
export function diamondsOfStatistics(): ByHand {
  const { x, y, n, constant } = data();
  const mean = y.reduce((a, b) => a + b, 0) / n;
  const columns = Array.from({ length: K }, (_, j) => Float64Array.from({ length: n }, (_, i) => x[i * K + j]));
  const triangle = triangleOf([...columns, y.map((v) => v - mean)]);
  const width = K + 1;
  const rest = triangle[width * width - 1] ** 2;
  const fill = (position: Float64Array, out: Float64Array) => {
    const t = triangle;
    const sigma = Math.exp(position[K + 1]);
    const precision = 1 / (sigma * sigma);
    const offset = mean - position[K];
    let squares = rest + n * offset * offset;
    for (let j = 0; j < K; j++) out[1 + j] = 0;
    for (let i = 0; i < K; i++) {
      const row = i * width;
      let r = t[row + K];
      for (let j = i; j < K; j++) r -= t[row + j] * position[j];
      squares += r * r;
      const g = r * precision;
      for (let j = i; j < K; j++) out[1 + j] += g * t[row + j];
    }
    out[0] = constant - 0.5 * precision * squares - n * position[K + 1];
    out[1 + K] = precision * n * offset;
    out[2 + K] = precision * squares - n;
    addPriors(position, out);
  };
  return { position, fill };
}
