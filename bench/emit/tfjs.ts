/**
 * Log densities with gradient as TensorFlow.js kernels, in single precision, beside what a run takes by itself, for one lane and for many. Least processor
 * time of short rounds in turn, for each lane: `node --import tsx bench/emit/tfjs.ts [names]`.
 */
import { compileProgram } from "../../src/emit/compile.ts";
import type { EmittedFunction } from "../../src/emit/emitted.ts";
import { startKernels } from "../../src/emit/tfjs/start.ts";
import * as t from "../../src/tensor/build.ts";
import type { Node, Program } from "../../src/tensor/node.ts";
import { matrix, programs, scenario, withGradient } from "./programs.ts";

const rounds = 5;
const roundTime = 100_000;
const laneCounts = [1, 16, 256];

/** A net of known weights at an input that is sought: all lanes go through one product a layer. */
const inversion = (widths: readonly number[]) => () =>
  withGradient(widths[0], (x) => {
    let signal: Node = t.reshape(x, [1, widths[0]]);
    widths.slice(1).forEach((width, i) => {
      const scores = t.matmul(signal, t.mul(matrix(widths[i], width, i), 1 / Math.sqrt(widths[i])));
      signal = i + 2 < widths.length ? t.tanh(scores) : scores;
    });
    return t.sub(t.sum(t.slice(t.logSoftmax(signal), 1, 0, 1)), t.mul(0.5, t.sum(t.square(x))));
  });

const all: Readonly<Record<string, () => Program | Promise<Program>>> = {
  "inversion of a net 4-16-3": inversion([4, 16, 3]),
  "inversion of a net 784-200-10": inversion([784, 200, 10]),
  "inversion, 784-1000-1000-10": inversion([784, 1000, 1000, 10]),
  "eight schools": () => scenario("eight_schools/scenario.pal"),
  "lynx and hare": () => scenario("lynx_hare/scenario.pal"),
  ...Object.fromEntries(
    [
      "logistic, 3020 x 4",
      "logistic, 3020 x 24",
      "mixture, 1000",
      "Gaussian process, 50",
      "net 784-200-1, batch 20",
    ].map((name) => [name, programs[name]]),
  ),
};

function buffersOf(program: Program, lanes: number): Float64Array[] {
  return Object.entries(program.buffers).map(([name, size]) =>
    Float64Array.from({ length: lanes * size }, (_, i) => (name === "position" ? 0.1 * Math.sin(i * 12.9898) : 1)),
  );
}

/** Microseconds of processor time that so many evaluations take. */
function time(run: EmittedFunction, lanes: number, buffers: readonly Float64Array[], times: number): number {
  const before = process.cpuUsage().user;
  for (let i = 0; i < times; i++) run(lanes, buffers);
  return process.cpuUsage().user - before;
}

/** Of each, microseconds a lane. */
function race(runs: readonly EmittedFunction[], program: Program, lanes: number): number[] {
  const buffers = runs.map(() => buffersOf(program, lanes));
  const counts = runs.map((run, i) => {
    let times = 1;
    while (time(run, lanes, buffers[i], times) < roundTime) times *= 2;
    return times;
  });
  const best = runs.map(() => Number.POSITIVE_INFINITY);
  for (let round = 0; round < rounds; round++)
    runs.forEach((run, i) => {
      best[i] = Math.min(best[i], time(run, lanes, buffers[i], counts[i]) / counts[i] / lanes);
    });
  return best;
}

/** The largest difference of results, relative to the largest of each buffer. */
function difference([exact, single]: readonly EmittedFunction[], program: Program): number {
  const [a, b] = [exact, single].map((run) => {
    const buffers = buffersOf(program, 2);
    run(2, buffers);
    return buffers;
  });
  const largest = (values: Float64Array) => values.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
  return Math.max(...a.map((values, k) => largest(values.map((x, i) => x - b[k][i])) / largest(values)));
}

const wanted = process.argv.slice(2);
const heads = ["lanes", "auto, us", "tfjs, us", "ratio", "off by"];
console.log(`${"a lane of value and gradient".padEnd(32)}${heads.map((head) => head.padStart(11)).join("")}`);
for (const [name, make] of Object.entries(all)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  const program = await make();
  const kernels = await startKernels(program);
  const runs = [compileProgram(program), kernels.run];
  const off = difference(runs, program).toExponential(0);
  for (const lanes of laneCounts) {
    const [auto, tfjs] = race(runs, program, lanes);
    const cells = [String(lanes), auto.toPrecision(3), tfjs.toPrecision(3), (tfjs / auto).toPrecision(2), off];
    console.log(name.padEnd(32) + cells.map((cell) => cell.padStart(11)).join(""));
  }
  kernels.dispose();
}
