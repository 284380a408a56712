/** What an emitter returns: plain data that a worker thread can be sent, and how to make it run. */

/** A program without opaque calls as JavaScript text, with a WebAssembly module for parts of it. Contains no text of the scenario. */
export interface EmittedProgram {
  /** Body of `(constants, special, wasm) => run`; `run` is an `EmittedFunction`. */
  readonly source: string;
  readonly constants: readonly Float64Array[];
  /** Order of the buffers in `run`'s second argument. */
  readonly buffers: readonly { readonly name: string; readonly size: number }[];
  /** A module whose functions the text calls, with the memory that they share; undefined where all is JavaScript. */
  readonly module: Uint8Array | undefined;
  /** What the functions of the module compute, a line each. */
  readonly kernels: readonly string[];
}

/**
 * Evaluates lanes 0 .. lanes - 1. `buffers[i]` is lane-major with the stride given in `EmittedProgram.buffers[i].size`.
 * Allocates nothing.
 */
export type EmittedFunction = (lanes: number, buffers: readonly Float64Array[]) => void;
