/** A regression on 434 children, log density with gradient: emitted code beside a function written by hand. */
import { compileProgram } from "../../src/emit/compile.ts";
import { emitJs } from "../../src/emit/js.ts";
import { regression } from "./densities.ts";
import { checkEqual, printRace } from "./measure.ts";

const n = 434;
// scores of the size of the real ones; time does not depend on their values
const x = Array.from({ length: n }, (_, i) => 100 + 15 * Math.sin(i * 12.9898));
const y = x.map((v, i) => 26 + 0.6 * v + 18 * Math.sin(i * 78.233));
const program = regression(x, y);
if (process.argv.includes("--code")) console.log(emitJs(program).source);
const run = compileProgram(program);
const position = Float64Array.of(20, 0.7, 2.9);

const xs = Float64Array.from(x);
const ys = Float64Array.from(y);
const constant = Math.log(2 / (2.5 * Math.PI)) - n * 0.5 * Math.log(2 * Math.PI);

/** As an expert writes it, without sufficient statistics. */
function byHand(position: Float64Array, out: Float64Array): void {
  const [alpha, beta, logSigma] = [position[0], position[1], position[2]];
  const sigma = Math.exp(logSigma);
  const precision = 1 / (sigma * sigma);
  let squares = 0;
  let sum = 0;
  let moment = 0;
  for (let i = 0; i < n; i++) {
    const r = ys[i] - alpha - beta * xs[i];
    squares += r * r;
    sum += r;
    moment += r * xs[i];
  }
  const q = sigma * sigma * 0.16;
  out[0] = constant - 0.5 * squares * precision - n * logSigma - Math.log1p(q) + logSigma;
  out[1] = sum * precision;
  out[2] = moment * precision;
  out[3] = squares * precision - n - (2 * q) / (1 + q) + 1;
}

const out = new Float64Array(4);
byHand(position, out);
const buffers = [position, Float64Array.of(1), new Float64Array(2), new Float64Array(3)];
run(1, buffers);
checkEqual(Float64Array.of(buffers[2][0] + buffers[2][1], ...buffers[3]), out);

printRace("kidscore, N = 434, value and gradient", [
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
