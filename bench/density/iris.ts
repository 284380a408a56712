/** Inverting a 4-16(tanh)-3(softmax) net at 20 records, log density with gradient: the compiled scenario beside a function written by hand. */
import { digamma, lgamma } from "../../src/tensor/special/index.ts";
import { readIris } from "../../verify/support/iris-files.ts";
import { meanAndFactor } from "../../verify/support/iris-importance.ts";
import { checkEqual, printRace } from "./measure.ts";
import { answerOf, batchAt, compileScenario, repeatBatch } from "./scenario.ts";

const sharpness = 200;
const { known, scores, w1, b1, w2, b2 } = readIris();
const records = scores.length;
const { mean, factor } = meanAndFactor(known);
const logs = Float64Array.from(
  scores.flatMap((row) => {
    const total = row.reduce((a, b) => a + b, 0);
    return row.map((s) => Math.log(s / total));
  }),
);
const inverse = invertTriangle(factor);
const logNormal = -2 * Math.log(2 * Math.PI) - factor.reduce((sum, row, i) => sum + Math.log(row[i]), 0);

/** Of a lower triangle, flat [4, 4]. */
function invertTriangle(l: readonly (readonly number[])[]): Float64Array {
  const n = l.length;
  const result = new Float64Array(n * n);
  for (let column = 0; column < n; column++) {
    for (let i = column; i < n; i++) {
      let s = i === column ? 1 : 0;
      for (let k = column; k < i; k++) s -= l[i][k] * result[k * n + column];
      result[i * n + column] = s / l[i][i];
    }
  }
  return result;
}

const h = new Float64Array(16);
const p = new Float64Array(3);
const dz = new Float64Array(3);
const offset = new Float64Array(4);
const white = new Float64Array(4);

/** As an expert writes it: one pass a record, everything of a record in small arrays. Fills [log density, gradient]. */
function byHand(x: Float64Array, out: Float64Array): void {
  let total = 0;
  for (let r = 0; r < records; r++) {
    const at = 4 * r;
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
    total += lgamma(mass);
    let inner = 0;
    for (let k = 0; k < 3; k++) {
      const a = 1 + sharpness * p[k];
      total += (a - 1) * logs[3 * r + k] - lgamma(a);
      dz[k] = sharpness * (common - digamma(a) + logs[3 * r + k]);
      inner += dz[k] * p[k];
    }
    for (let k = 0; k < 3; k++) dz[k] = p[k] * (dz[k] - inner);
    let squares = 0;
    for (let i = 0; i < 4; i++) {
      offset[i] = x[at + i] - mean[i];
      white[i] = 0;
      for (let k = 0; k <= i; k++) white[i] += inverse[4 * i + k] * offset[k];
      squares += white[i] * white[i];
    }
    for (let i = 0; i < 4; i++) {
      out[1 + at + i] = 0;
      for (let k = i; k < 4; k++) out[1 + at + i] -= inverse[4 * k + i] * white[k];
    }
    for (let j = 0; j < 16; j++) {
      let back = 0;
      for (let k = 0; k < 3; k++) back += w2[3 * j + k] * dz[k];
      back *= 1 - h[j] * h[j];
      for (let i = 0; i < 4; i++) out[1 + at + i] += w1[16 * i + j] * back;
    }
    total += logNormal - 0.5 * squares;
  }
  out[0] = total;
}

const position = Float64Array.from({ length: 4 * records }, (_, i) => mean[i % 4] + 0.5 * Math.sin(i * 12.9898));
const out = new Float64Array(1 + position.length);
byHand(position, out);
const scenario = await compileScenario("iris/scenario.pal");
const batch = batchAt(scenario, position, 1);
scenario.evaluate(batch);
checkEqual(answerOf(scenario, batch), out);

printRace("iris: 4-16(tanh)-3(softmax) net at 20 records, 80 parameters, value and gradient", [
  {
    name: "by hand",
    repeat: (times) => {
      for (let i = 0; i < times; i++) byHand(position, out);
    },
  },
  { name: "the scenario, 1 lane", repeat: repeatBatch(scenario, batch) },
  { name: "the scenario, 4 lanes", repeat: repeatBatch(scenario, batchAt(scenario, position, 4)) },
]);
