/** What an emitter returns: plain data that a worker thread can be sent, and how to make it run. */

/** A program without opaque calls as JavaScript text. Contains no text of the scenario. */
export interface EmittedProgram {
  /** Body of `(constants, special) => run`; `run` is an `EmittedFunction`. */
  readonly source: string;
  readonly constants: readonly Float64Array[];
  /** Order of the buffers in `run`'s second argument. */
  readonly buffers: readonly { readonly name: string; readonly size: number }[];
}

/**
 * Evaluates lanes 0 .. lanes - 1. `buffers[i]` is lane-major with the stride given in `EmittedProgram.buffers[i].size`.
 * Allocates nothing.
 */
export type EmittedFunction = (lanes: number, buffers: readonly Float64Array[]) => void;
