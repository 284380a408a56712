/** A LayersModel built on one TensorFlow.js backend: its answers and the gradient of its tape, in float32. */
import type { Tensor } from "@tensorflow/tfjs-core";
import type { LayersModel } from "@tensorflow/tfjs-layers";
import { sizeOf } from "../../tensor/node.ts";
import { ModelError } from "../problem.ts";
import { withoutInitializers } from "./limits.ts";
import type { BackendName, Runtime } from "./runtime.ts";
import type { Topology } from "./topology.ts";
import type { Weight } from "./weights.ts";

export interface Instance {
  readonly backend: BackendName;
  /** Of one row. */
  readonly inputShape: readonly number[];
  readonly outputShape: readonly number[];
  call(inputs: Float64Array, rows: number, outputs: Float64Array): void;
  vjp(inputs: Float64Array, cotangents: Float64Array, rows: number, out: Float64Array): void;
  dispose(): void;
}

/** Elements of the largest activation of one batch: bounds memory at 16 MiB an activation in float32. */
const largestActivation = 1 << 22;
const mostRows = 4096;

function refused(message: string, hint?: string): never {
  throw new ModelError({ kind: "refused", message, hint });
}

async function build(runtime: Runtime, topology: Topology, weights: readonly Weight[]): Promise<LayersModel> {
  const weightData = new Uint8Array(weights.reduce((total, weight) => total + weight.data.byteLength, 0));
  let offset = 0;
  for (const { data } of weights) {
    weightData.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), offset);
    offset += data.byteLength;
  }
  const artifacts = {
    modelTopology: withoutInitializers(topology.raw),
    weightSpecs: weights.map(({ name, shape, dtype }) => ({ name, shape: [...shape], dtype })),
    weightData: weightData.buffer,
  };
  try {
    return await runtime.layers.loadLayersModel({ load: async () => artifacts });
  } catch (error) {
    const [line] = (error instanceof Error ? error.message : String(error)).split("\n");
    const message = line.replace(/ This may be due to .*$/, "");
    return refused(message, "a layer TensorFlow.js does not know, or weights that do not fit");
  }
}

function rowShape(ends: LayersModel["inputs"], side: string): readonly number[] {
  if (ends.length !== 1) refused(`it has ${ends.length} ${side}s`, "a box has one input and one output");
  const sizes = ends[0].shape.slice(1);
  const row = sizes.filter((n): n is number => n !== null && n > 0);
  if (row.length !== sizes.length) refused(`the shape of its ${side} is open`, "give the input layer a full shape");
  return row;
}

/** Rows of one chunk, so that no activation outgrows the bound. */
function rowsAtOnce(model: LayersModel): number {
  let widest = 1;
  for (const layer of model.layers) {
    const shape: readonly unknown[] = Array.isArray(layer.outputShape) ? layer.outputShape : [];
    widest = Math.max(widest, sizeOf(shape.filter((n): n is number => typeof n === "number")));
  }
  return Math.max(1, Math.min(mostRows, Math.floor(largestActivation / widest)));
}

/** Builds the model on a loaded backend. Throws a ModelError when TensorFlow.js rejects it. */
export async function instantiate(
  runtime: Runtime,
  backend: BackendName,
  topology: Topology,
  weights: readonly Weight[],
): Promise<Instance> {
  const { core } = runtime;
  const model = await build(runtime, topology, weights);
  const inputShape = rowShape(model.inputs, "input");
  const outputShape = rowShape(model.outputs, "output");
  const chunk = rowsAtOnce(model);

  // A model with one output, applied to a tensor, gives a tensor.
  const answer = (x: Tensor): Tensor => model.apply(x, { training: false }) as Tensor;
  const tensor = (values: Float64Array, from: number, rows: number, shape: readonly number[]): Tensor => {
    const size = sizeOf(shape);
    return core.tensor(
      Float32Array.from(values.subarray(from * size, (from + rows) * size)),
      [rows, ...shape],
      "float32",
    );
  };
  const inChunks = (
    rows: number,
    size: number,
    out: Float64Array,
    compute: (from: number, n: number) => Tensor,
  ): void =>
    runtime.on(backend, () => {
      for (let from = 0; from < rows; from += chunk) {
        const n = Math.min(chunk, rows - from);
        core.tidy(() => out.set(compute(from, n).dataSync(), from * size));
      }
    });

  return {
    backend,
    inputShape,
    outputShape,
    call: (inputs, rows, outputs) =>
      inChunks(rows, sizeOf(outputShape), outputs, (from, n) => answer(tensor(inputs, from, n, inputShape))),
    vjp: (inputs, cotangents, rows, out) =>
      inChunks(rows, sizeOf(inputShape), out, (from, n) => {
        const cotangent = tensor(cotangents, from, n, outputShape);
        return core.grad((x: Tensor) => core.sum(core.mul(answer(x), cotangent)))(tensor(inputs, from, n, inputShape));
      }),
    dispose: () => {
      model.dispose();
    },
  };
}
