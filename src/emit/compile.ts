/** From an optimised tensor program to a function, in one step. */
import type { Program } from "../tensor/node.ts";
import type { EmittedFunction } from "./emitted.ts";
import { instantiate } from "./instantiate.ts";
import { emitJs } from "./js.ts";

/** Emits and instantiates; the buffers of the function stand in the order of `Object.keys(program.buffers)`. */
export function compileProgram(program: Program): EmittedFunction {
  return instantiate(emitJs(program));
}
