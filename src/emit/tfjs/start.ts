/** Programs as TensorFlow.js kernels, on a backend that has all of them. */
import type { Program } from "../../tensor/node.ts";
import { type CompiledKernels, compileKernels } from "./compile.ts";

/** Starts TensorFlow.js where it has not been; throws a ModelError where it cannot be had. */
export async function startKernels(program: Program): Promise<CompiledKernels> {
  const { startRuntime } = await import("../../blackbox/tfjs/runtime.ts");
  const { core, backend, on, loadCpu } = await startRuntime();
  const compiled = compileKernels(program, core);
  const where = on(backend, () => canRun(program, compiled)) ? backend : "cpu";
  if (where === "cpu") await loadCpu();
  return {
    run: (lanes, buffers) => on(where, () => compiled.run(lanes, buffers)),
    dispose: () => on(where, () => compiled.dispose()),
  };
}

/** Whether it gets through an evaluation at zeros: backends lack kernels, and say so only when asked. Tensors belong to the backend that made them. */
function canRun(program: Program, { run, dispose }: CompiledKernels): boolean {
  try {
    run(
      1,
      Object.values(program.buffers).map((size) => new Float64Array(size)),
    );
    return true;
  } catch {
    dispose();
    return false;
  }
}
