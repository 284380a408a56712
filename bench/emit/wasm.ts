/**
 * Log densities with gradient whose heavy parts run in WebAssembly, beside the same programs as JavaScript alone:
 * `node --import tsx bench/emit/wasm.ts [names]`.
 */

import { instantiate } from "../../src/emit/instantiate.ts";
import { emitJs } from "../../src/emit/js.ts";
import type { Program } from "../../src/tensor/node.ts";
import { type Contestant, checkEqual, printRace } from "../density/measure.ts";
import { programs } from "./programs.ts";

type Target = "js" | "auto" | "wasm";

function contestant(program: Program, target: Target): Contestant & { readonly answer: Float64Array } {
  const emitted = emitJs(program, { target });
  const run = instantiate(emitted);
  const buffers = emitted.buffers.map(({ name, size }) =>
    Float64Array.from({ length: size }, (_, i) => (name === "position" ? 0.1 * Math.sin(i * 12.9898) : 1)),
  );
  run(1, buffers);
  const results = emitted.buffers.map(({ name }, i) => (name === "position" ? [] : [...buffers[i]]));
  const answer = Float64Array.from(results.flat());
  if (process.argv.includes("--kernels")) console.log(target, emitted.kernels);
  if (process.argv.includes("--code")) console.log(emitted.source);
  return {
    name: target,
    answer,
    repeat: (times) => {
      for (let i = 0; i < times; i++) run(1, buffers);
    },
  };
}

const wanted = process.argv.slice(2).filter((word) => !word.startsWith("--"));
for (const [name, make] of Object.entries(programs)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  const program = await make();
  const contestants = (["js", "auto", "wasm"] as const).map((target) => contestant(program, target));
  for (const { answer } of contestants) checkEqual(contestants[0].answer, answer);
  printRace(name, contestants);
}
