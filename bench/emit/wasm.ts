/**
 * Log densities with gradient whose heavy parts run in WebAssembly, beside the same programs as JavaScript alone. Least processor
 * time of short rounds in turn: `node --import tsx bench/emit/wasm.ts [names] [--kernels] [--code]`.
 */
import type { EmittedFunction } from "../../src/emit/emitted.ts";
import { instantiate } from "../../src/emit/instantiate.ts";
import { emitJs } from "../../src/emit/js.ts";
import type { Program } from "../../src/tensor/node.ts";
import { checkEqual } from "../density/measure.ts";
import { programs } from "./programs.ts";

const targets = ["js", "auto", "wasm"] as const;
const rounds = 9;
const roundTime = 100_000;

interface Contestant {
  readonly target: (typeof targets)[number];
  readonly run: EmittedFunction;
  readonly buffers: readonly Float64Array[];
  /** Value and gradient. */
  readonly answer: Float64Array;
}

function contestant(program: Program, target: Contestant["target"]): Contestant {
  const emitted = emitJs(program, { target });
  const run = instantiate(emitted);
  const buffers = emitted.buffers.map(({ name, size }) =>
    Float64Array.from({ length: size }, (_, i) => (name === "position" ? 0.1 * Math.sin(i * 12.9898) : 1)),
  );
  run(1, buffers);
  const results = emitted.buffers.map(({ name }, i) => (name === "position" ? [] : [...buffers[i]]));
  if (process.argv.includes("--kernels")) for (const kernel of emitted.kernels) console.log(`  ${target} ${kernel}`);
  if (process.argv.includes("--code")) console.log(emitted.source);
  return { target, run, buffers, answer: Float64Array.from(results.flat()) };
}

/** Microseconds of processor time that so many evaluations take. */
function time({ run, buffers }: Contestant, times: number): number {
  const before = process.cpuUsage().user;
  for (let i = 0; i < times; i++) run(1, buffers);
  return process.cpuUsage().user - before;
}

function race(contestants: readonly Contestant[]): number[] {
  const counts = contestants.map((each) => {
    let times = 10;
    while (time(each, times) < roundTime) times *= 2;
    return times;
  });
  const best = contestants.map(() => Number.POSITIVE_INFINITY);
  for (let round = 0; round < rounds; round++)
    for (const [i, each] of contestants.entries()) best[i] = Math.min(best[i], time(each, counts[i]) / counts[i]);
  return best;
}

const wanted = process.argv.slice(2).filter((word) => !word.startsWith("--"));
console.log(`${"us an evaluation".padEnd(34)}${targets.map((target) => target.padStart(18)).join("")}`);
for (const [name, make] of Object.entries(programs)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  const program = await make();
  const contestants = targets.map((target) => contestant(program, target));
  for (const { answer } of contestants) checkEqual(contestants[0].answer, answer);
  const times = race(contestants);
  const cells = times.map((t) => `${t.toFixed(2).padStart(10)}  (${(t / times[0]).toFixed(2)})`.padStart(18));
  console.log(name.padEnd(34) + cells.join(""));
}
