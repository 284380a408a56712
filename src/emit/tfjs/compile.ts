/**
 * Runs a tensor program as forward kernels of TensorFlow.js, a batch of lanes at a time, in float32. Derivatives are in the program already: the
 * tapes of TensorFlow.js, which get some of them wrong, are not used.
 */
import type * as Core from "@tensorflow/tfjs-core";
import { singlePrecision } from "../../tensor/newton.ts";
import { type Node, type Program, sizeOf } from "../../tensor/node.ts";
import { reachable } from "../../tensor/passes/dependencies.ts";
import { withoutMinimisers } from "../../tensor/passes/minimisers.ts";
import type { EmittedFunction } from "../emitted.ts";
import { Constants } from "./constants.ts";
import { nodeKernel } from "./operations.ts";
import { Shapes, type Value } from "./value.ts";

/** Numbers of the largest array of one batch: 16 MiB in float32. */
const LARGEST_ARRAY = 1 << 22;

/** Numbers of all arrays of one batch, which are there together: 256 MiB. */
const MOST_NUMBERS = 1 << 26;

/** A compiled program with the tensors that it keeps. */
export interface CompiledKernels {
  readonly run: EmittedFunction;
  /** Frees the constants; a later run makes them anew. */
  readonly dispose: () => void;
}

/** Throws an Error where the program asks black boxes, when it is first run. */
export function compileKernels(given: Program, core: typeof Core): CompiledKernels {
  const program = withoutMinimisers(given, singlePrecision);
  const nodes = reachable(program.outputs.map(({ node }) => node));
  const names = Object.keys(program.buffers);
  const chunk = lanesAtOnce(nodes);
  const constants = new Constants(core);
  const runChunk = (from: number, lanes: number, buffers: readonly Float64Array[]) => {
    const values = new Map<Node, Value>();
    const shapes = new Shapes(core, lanes, constants);
    for (const node of nodes) {
      const { op } = node;
      if (op.name !== "input") continue;
      const own = sizeOf(node.shape);
      const data = new Float32Array(lanes * own);
      const source = buffers[names.indexOf(op.buffer)];
      for (let lane = 0; lane < lanes; lane++) {
        const start = (from + lane) * program.buffers[op.buffer] + op.offset;
        data.set(source.subarray(start, start + own), lane * own);
      }
      values.set(node, { tensor: core.tensor(data, [lanes, ...node.shape], "float32"), isBatched: true });
    }
    computeNodes(shapes, nodes, values);
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
  return {
    run: (lanes, buffers) => {
      for (let from = 0; from < lanes; from += chunk) {
        core.tidy(() => {
          runChunk(from, Math.min(chunk, lanes - from), buffers);
        });
      }
    },
    dispose: () => constants.dispose(),
  };
}

/** Adds the values of the nodes that are not there, inputs first; what a kernel needs meanwhile is freed after it. */
function computeNodes(shapes: Shapes, nodes: readonly Node[], values: Map<Node, Value>): void {
  const { core, constants } = shapes;
  for (const node of nodes) {
    if (values.has(node)) continue;
    const constant = node.isConstant && node.op.name !== "broadcast" ? constants.of(node) : undefined;
    if (constant) {
      values.set(node, { tensor: constant, isBatched: false });
      continue;
    }
    const inputs = node.inputs.map((x) => {
      const value = values.get(x);
      if (!value) throw new Error(`node ${x.id} is used before it is computed`);
      return value;
    });
    let isBatched = false;
    const tensor = core.tidy(() => {
      const value = nodeKernel({
        node,
        values: inputs,
        shapes,
        compute: (inner, known) => computeNodes(shapes, inner, known),
      });
      isBatched = value.isBatched;
      return value.tensor;
    });
    values.set(node, { tensor, isBatched });
  }
}

/** How many lanes the arrays of all nodes leave room for. */
function lanesAtOnce(nodes: readonly Node[]): number {
  const sizes = numbersOf(nodes);
  const widest = sizes.reduce((most, size) => Math.max(most, size), 1);
  const total = sizes.reduce((sum, size) => sum + size, 1);
  return Math.max(1, Math.floor(Math.min(LARGEST_ARRAY / widest, MOST_NUMBERS / total)));
}

/** Sizes of the arrays that nodes need a lane: their values, those of a recursion's step, comparisons of computed places with all. */
function numbersOf(nodes: readonly Node[]): number[] {
  return nodes.flatMap(({ op, inputs, shape, isConstant }) => {
    if (isConstant) return [];
    if (op.name === "scan") return [sizeOf(shape), ...numbersOf(reachable([op.body.next]))];
    if (op.name === "scatter_add" && !inputs[1].isConstant) return [sizeOf(inputs[0].shape) * op.size];
    return [sizeOf(shape)];
  });
}
