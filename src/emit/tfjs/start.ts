/** Programs as TensorFlow.js kernels, on a backend that has all of them. */
import type { Program } from "../../tensor/node.ts";
import type { EmittedFunction } from "../emitted.ts";
import { compileKernels } from "./compile.ts";

/** Starts TensorFlow.js where it has not been; throws a ModelError where it cannot be had. */
export async function startKernels(program: Program): Promise<EmittedFunction> {
  const { startRuntime } = await import("../../blackbox/tfjs/runtime.ts");
  const { core, backend, on, loadCpu } = await startRuntime();
  const compiled = compileKernels(program, core);
  const runs = on(backend, () => canRun(program, compiled));
  if (!runs) await loadCpu();
  // Tensors of constants belong to the backend that made them.
  const [run, where] = runs ? [compiled, backend] : [compileKernels(program, core), "cpu" as const];
  return (lanes, buffers) => on(where, () => run(lanes, buffers));
}

/** Whether it gets through an evaluation at zeros: backends lack kernels, and say so only when asked. */
function canRun(program: Program, run: EmittedFunction): boolean {
  try {
    run(
      1,
      Object.values(program.buffers).map((size) => new Float64Array(size)),
    );
    return true;
  } catch {
    return false;
  }
}
