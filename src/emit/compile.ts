/** From an optimised tensor program to a function, in one step. */
import type { Program } from "../tensor/node.ts";
import type { EmittedFunction } from "./emitted.ts";
import { instantiate } from "./instantiate.ts";
import { emitJs } from "./js.ts";
import type { Target } from "./target.ts";

/** Emits as JavaScript with the WebAssembly that is asked for, and instantiates; the buffers of the function stand in the order of `Object.keys(program.buffers)`. */
export function compileProgram(program: Program, target: Exclude<Target, "tfjs"> = "auto"): EmittedFunction {
  return instantiate(emitJs(program, { target }));
}
