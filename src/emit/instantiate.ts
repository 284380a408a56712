/** Makes an emitted program run. */
import * as special from "../tensor/special/index.ts";
import type { EmittedFunction, EmittedProgram } from "./emitted.ts";
import { startModule } from "./wasm/engine.ts";

/** Compiles the text. Two functions from one program share nothing but the constants, so each thread or scheduler has its own. */
export function instantiate(emitted: EmittedProgram): EmittedFunction {
  const make: unknown = new Function("constants", "special", "wasm", `"use strict";\n${emitted.source}`);
  if (typeof make !== "function") throw new Error("emit: the text is no function");
  const wasm = emitted.module && startModule(emitted.module, { math: Math, special });
  return make(emitted.constants, special, wasm);
}
