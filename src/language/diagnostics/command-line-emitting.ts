/** What is wrong with the choice of what a density is emitted as. */
import type { Diagnostic } from "../diagnostic.ts";
import { mistake } from "./make.ts";

/** @param operation what has no kernel, as in `cholesky` */
export function noKernel(operation: string): Diagnostic {
  return mistake("PAL6170", `TensorFlow.js cannot compute this log density: it has no kernel for \`${operation}\``, [
    "leave out `--emit`, or give `--emit js` or `--emit wasm`, which compute everything",
  ]);
}
