/** Makes an emitted program run. */
import * as special from "../tensor/special/index.ts";
import type { EmittedFunction, EmittedProgram } from "./emitted.ts";
import { startModule } from "./wasm/engine.ts";

/**
 * Calls without lanes, which take some 0.1 ms. V8 collects no types before a function has run for a while: a long loop in the first call would be
 * optimised while it runs, with sums that are allocated anew at each turn, and that code would stay (measured: two of three processes
 * took 1.5 to 6 times as long for a logistic regression of 3020 rows).
 */
const callsBefore = 256;

/** Compiles the text. Two functions from one program share nothing but the constants, so each thread or scheduler has its own. */
export function instantiate(emitted: EmittedProgram): EmittedFunction {
  const make: unknown = new Function("constants", "special", "wasm", `"use strict";\n${emitted.source}`);
  if (typeof make !== "function") throw new Error("emit: the text is no function");
  const wasm = emitted.module && startModule(emitted.module, { math: Math, special });
  const run: EmittedFunction = make(emitted.constants, special, wasm);
  const nothing = emitted.buffers.map(() => new Float64Array(0));
  for (let i = 0; i < callsBefore; i++) run(0, nothing);
  return run;
}
