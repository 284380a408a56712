/**
 * Runs a tensor program as forward kernels of TensorFlow.js, a batch of lanes at a time, in float32. Derivatives are in the program already: the
 * tapes of TensorFlow.js, which get some of them wrong, are not used.
 */
import type * as Core from "@tensorflow/tfjs-core";
import { constantValue } from "../../tensor/evaluate.ts";
import { type Node, type Program, sizeOf } from "../../tensor/node.ts";
import { reachable } from "../../tensor/passes/dependencies.ts";
import type { EmittedFunction } from "../emitted.ts";
import { constantTensor, lackingKernel, nodeKernel } from "./operations.ts";
import { NoKernel, Shapes, type Tensor, type Value } from "./value.ts";

/** Numbers of the largest array of one batch: 16 MiB in float32. */
const LARGEST_ARRAY = 1 << 22;

/** Numbers of all arrays of one batch, which are there together: 256 MiB. */
const MOST_NUMBERS = 1 << 26;

/** @throws NoKernel where the program has an operation without kernels, when it is first run */
export function compileKernels(program: Program, core: typeof Core): EmittedFunction {
  const nodes = reachable(program.outputs.map(({ node }) => node));
  const names = Object.keys(program.buffers);
  const sizes = nodes.filter((node) => !node.isConstant).map((node) => sizeOf(node.shape));
  const widest = sizes.reduce((most, size) => Math.max(most, size), 1);
  const total = sizes.reduce((sum, size) => sum + size, 1);
  const chunk = Math.max(1, Math.floor(Math.min(LARGEST_ARRAY / widest, MOST_NUMBERS / total)));
  const constants = new Map<Node, Tensor>();
  const constantOf = (node: Node, data: Float64Array): Tensor => {
    const known = constants.get(node);
    if (known) return known;
    const made = core.keep(constantTensor(new Shapes(core, 1), data, node.shape));
    constants.set(node, made);
    return made;
  };
  const runChunk = (from: number, lanes: number, buffers: readonly Float64Array[]) => {
    const shapes = new Shapes(core, lanes);
    const values = new Map<Node, Value>();
    for (const node of nodes) values.set(node, computed(node, values, { shapes, from, buffers }));
    for (const { buffer, offset, node } of program.outputs) {
      const value = values.get(node);
      if (!value) continue;
      const data = shapes.batched(node, value).dataSync();
      const [size, own] = [program.buffers[buffer], sizeOf(node.shape)];
      const target = buffers[names.indexOf(buffer)];
      for (let lane = 0; lane < lanes; lane++) {
        target.set(data.subarray(lane * own, (lane + 1) * own), (from + lane) * size + offset);
      }
    }
  };
  const computed = (
    node: Node,
    values: ReadonlyMap<Node, Value>,
    { shapes, from, buffers }: { shapes: Shapes; from: number; buffers: readonly Float64Array[] },
  ): Value => {
    const { op } = node;
    if (op.name === "input") {
      const size = program.buffers[op.buffer];
      const own = sizeOf(node.shape);
      const data = new Float32Array(shapes.lanes * own);
      const source = buffers[names.indexOf(op.buffer)];
      for (let lane = 0; lane < shapes.lanes; lane++) {
        const start = (from + lane) * size + op.offset;
        data.set(source.subarray(start, start + own), lane * own);
      }
      return { tensor: core.tensor(data, [shapes.lanes, ...node.shape], "float32"), isBatched: true };
    }
    if (node.isConstant && op.name !== "broadcast") {
      const data = constantValue(node);
      if (data) return { tensor: constantOf(node, data), isBatched: false };
    }
    const inputs = node.inputs.map((x) => values.get(x));
    if (!inputs.every((x) => x !== undefined)) throw new NoKernel(op.name);
    return nodeKernel(shapes, node, inputs);
  };
  return (lanes, buffers) => {
    for (let from = 0; from < lanes; from += chunk) {
      core.tidy(() => {
        runChunk(from, Math.min(chunk, lanes - from), buffers);
      });
    }
  };
}

/** The first operation that kernels cannot do; undefined where they can do all. */
export function withoutKernel(program: Program): string | undefined {
  const all = reachable(program.outputs.map(({ node }) => node));
  for (const node of all) {
    const lacking = node.isConstant || node.op.name === "input" ? undefined : lackingKernel(node);
    if (lacking !== undefined) return lacking;
  }
  return undefined;
}
