/** A LayersModel as a black box: batched float32 calls through TensorFlow.js, with gradients from a backend that gets them right. */
import { sizeOf } from "../../tensor/node.ts";
import { isBatchInvariant } from "../batch-invariance.ts";
import { ModelError } from "../problem.ts";
import type { BlackBox } from "../provider.ts";
import { noGradientIsRight, wasmGradientIsRight } from "./gradient-backend.ts";
import { type Instance, instantiate } from "./instance.ts";
import { checkLimits } from "./limits.ts";
import { type BackendName, startRuntime } from "./runtime.ts";
import type { Topology } from "./topology.ts";
import type { Weight } from "./weights.ts";

/** An open model: its shapes are known only once TensorFlow.js has built it. */
export interface OpaqueBox extends BlackBox {
  readonly inputShape: readonly number[];
  readonly outputShape: readonly number[];
  readonly batchInvariant: boolean;
  /** Where calls and where gradients run, for the manifest; no `vjp` when no backend can differentiate the model. */
  readonly backends: { readonly call: BackendName; readonly vjp?: BackendName };
}

/** The first line of an error, or undefined when the work goes through: backends lack kernels, and say so only when asked. */
function failureOf(work: () => void): string | undefined {
  try {
    work();
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message.split("\n")[0] : String(error);
  }
}

function tryCall(instance: Instance): string | undefined {
  const x = new Float64Array(sizeOf(instance.inputShape));
  return failureOf(() => instance.call(x, 1, new Float64Array(sizeOf(instance.outputShape))));
}

function tryVjp(instance: Instance): string | undefined {
  const x = new Float64Array(sizeOf(instance.inputShape));
  const cotangent = new Float64Array(sizeOf(instance.outputShape)).fill(1);
  return failureOf(() => instance.vjp(x, cotangent, 1, new Float64Array(x.length)));
}

/** Builds the model where it runs, twice when calls and gradients need different backends, and tests it. Throws a ModelError. */
export async function openOpaque(name: string, topology: Topology, weights: readonly Weight[]): Promise<OpaqueBox> {
  checkLimits(topology.layers, weights);
  const runtime = await startRuntime();
  const instances: Instance[] = [];
  const on = async (backend: BackendName): Promise<Instance> => {
    const found = instances.find((instance) => instance.backend === backend);
    if (found !== undefined) return found;
    if (backend === "cpu") await runtime.loadCpu();
    const made = await instantiate(runtime, backend, topology, weights);
    instances.push(made);
    return made;
  };
  const dispose = () => {
    for (const instance of instances) instance.dispose();
    instances.length = 0;
  };

  /** Where gradients run; undefined when no backend can differentiate the model. */
  const differentiating = async (): Promise<Instance | undefined> => {
    const isWrong = forward.backend === "wasm" && !wasmGradientIsRight(topology.layers);
    const first = isWrong ? await on("cpu") : forward;
    if (tryVjp(first) === undefined) return first;
    const other = await on("cpu");
    return tryVjp(other) === undefined ? other : undefined;
  };

  let forward = await on(runtime.backend);
  if (tryCall(forward) !== undefined) {
    forward = await on("cpu");
    const failure = tryCall(forward);
    if (failure !== undefined) {
      dispose();
      throw new ModelError({ kind: "refused", message: failure });
    }
  }
  const backward = noGradientIsRight(topology.layers) ? undefined : await differentiating();

  const { inputShape, outputShape } = forward;
  const box: BlackBox = {
    name,
    inputSize: sizeOf(inputShape),
    outputSize: sizeOf(outputShape),
    call: forward.call,
    ...(backward !== undefined && { vjp: backward.vjp }),
    cost: { call: 1, vjp: 1 },
    precision: "float32",
    dispose,
  };
  const batchInvariant = await isBatchInvariant(box);
  return {
    ...box,
    inputShape,
    outputShape,
    batchInvariant,
    backends: { call: forward.backend, vjp: backward?.backend },
  };
}
