/** Inverting a 4-16(tanh)-3(softmax) net at 20 records, log density with gradient: emitted code beside a function written by hand. */
import { compileProgram } from "../../src/emit/compile.ts";
import { emitJs } from "../../src/emit/js.ts";
import { digamma, lgamma } from "../../src/tensor/special/index.ts";
import { type Net, netInversion } from "./densities.ts";
import { checkEqual, printRace } from "./measure.ts";

const records = 20;
const sharpness = 200;
const wave = (n: number, scale: number) =>
  Float64Array.from({ length: n }, (_, i) => scale * Math.sin(i * 12.9898 + n));
const net: Net = {
  inputs: 4,
  hidden: 16,
  outputs: 3,
  w1: wave(64, 0.7),
  b1: wave(16, 0.3),
  w2: wave(48, 0.8),
  b2: wave(3, 0.2),
};
const scores = new Float64Array(records * 3);
for (let r = 0; r < records; r++) {
  const p = [2 + Math.sin(r), 2 + Math.cos(r), 1.5];
  for (let k = 0; k < 3; k++) scores[3 * r + k] = p[k] / (p[0] + p[1] + p[2]);
}
const program = netInversion(net, scores, records, sharpness);
if (process.argv.includes("--code")) console.log(emitJs(program).source);
const run = compileProgram(program);
const position = wave(records * 4, 1.2);

const logs = scores.map(Math.log);
const h = new Float64Array(16);
const p = new Float64Array(3);
const dz = new Float64Array(3);
const { w1, b1, w2, b2 } = net;

/** As an expert writes it: one pass a record, everything of a record in small arrays. */
function byHand(x: Float64Array, out: Float64Array): void {
  let total = 0;
  for (let r = 0; r < records; r++) {
    const at = 4 * r;
    let squares = 0;
    for (let i = 0; i < 4; i++) squares += x[at + i] * x[at + i];
    for (let j = 0; j < 16; j++) {
      let sum = b1[j];
      for (let i = 0; i < 4; i++) sum += x[at + i] * w1[16 * i + j];
      h[j] = Math.tanh(sum);
    }
    let largest = Number.NEGATIVE_INFINITY;
    for (let k = 0; k < 3; k++) {
      let sum = b2[k];
      for (let j = 0; j < 16; j++) sum += h[j] * w2[3 * j + k];
      p[k] = sum;
      largest = Math.max(largest, sum);
    }
    let exps = 0;
    for (let k = 0; k < 3; k++) {
      p[k] = Math.exp(p[k] - largest);
      exps += p[k];
    }
    let mass = 0;
    for (let k = 0; k < 3; k++) {
      p[k] /= exps;
      mass += 1 + sharpness * p[k];
    }
    const common = digamma(mass);
    let likelihood = lgamma(mass);
    let mean = 0;
    for (let k = 0; k < 3; k++) {
      const a = 1 + sharpness * p[k];
      likelihood += (a - 1) * logs[3 * r + k] - lgamma(a);
      dz[k] = sharpness * (common - digamma(a) + logs[3 * r + k]);
      mean += dz[k] * p[k];
    }
    for (let k = 0; k < 3; k++) dz[k] = p[k] * (dz[k] - mean);
    for (let i = 0; i < 4; i++) out[1 + at + i] = -x[at + i];
    for (let j = 0; j < 16; j++) {
      let back = 0;
      for (let k = 0; k < 3; k++) back += w2[3 * j + k] * dz[k];
      back *= 1 - h[j] * h[j];
      for (let i = 0; i < 4; i++) out[1 + at + i] += w1[16 * i + j] * back;
    }
    total += likelihood - 0.5 * squares - 2 * Math.log(2 * Math.PI);
  }
  out[0] = total;
}

const out = new Float64Array(81);
byHand(position, out);
const buffers = [position, new Float64Array(records).fill(1), new Float64Array(2 * records), new Float64Array(80)];
run(1, buffers);
checkEqual(
  Float64Array.of(
    buffers[2].reduce((a, b) => a + b),
    ...buffers[3],
  ),
  out,
);

printRace("4-16(tanh)-3(softmax) net at 20 records, Dirichlet likelihood, value and gradient", [
  {
    name: "by hand",
    repeat: (times) => {
      for (let i = 0; i < times; i++) byHand(position, out);
    },
  },
  {
    name: "emitted",
    repeat: (times) => {
      for (let i = 0; i < times; i++) run(1, buffers);
    },
  },
]);
