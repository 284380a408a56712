/**
 * Moves of moves: slices of slices are slices, joined slices that meet are one, as are reshapes and broadcasts in a row. Inputs stay the nodes they are, so
 * that derivatives with respect to them can still be taken.
 */
import { broadcast, concat, fill, reshape, slice, transpose, uniformValue } from "../build.ts";
import { isElementwise } from "../evaluate-elementwise.ts";
import { makeNode, type Node, type Shape } from "../node.ts";
import { inversePermutation, sameShape } from "../shape.ts";
import type { Rules } from "./rewrite.ts";

export const moves: Rules = {
  reshape: ({ inputs: [x], shape }) => {
    if (x.op.name === "reshape" || sameShape(x.shape, shape)) return reshape(x, shape);
    return x.op.name === "broadcast" && x.op.axes.length === 0 ? broadcast(x.inputs[0], shape, []) : undefined;
  },
  slice: (node) => {
    if (node.op.name !== "slice") return undefined;
    const { axis, start } = node.op;
    return sliceOf(node.inputs[0], axis, start, start + node.shape[axis], node.shape);
  },
  transpose: ({ op, inputs: [x], shape }) => {
    if (op.name !== "transpose") return undefined;
    if (x.op.name === "transpose") return transpose(x, op.permutation);
    if (x.op.name !== "broadcast") return undefined;
    const inverse = inversePermutation(op.permutation);
    const places = x.op.axes.map((axis) => inverse[axis]);
    const order = places.map((_, i) => i).sort((a, b) => places[a] - places[b]);
    return broadcast(
      transpose(x.inputs[0], order),
      shape,
      order.map((i) => places[i]),
    );
  },
  broadcast: ({ op, inputs: [x], shape }) =>
    op.name === "broadcast" && x.op.name === "broadcast" ? broadcast(x, shape, op.axes) : undefined,
  gather: ({ op, inputs: [x, index], shape }) => {
    if (op.name !== "gather" || x.op.name !== "broadcast" || x.op.axes.includes(op.axis)) return undefined;
    const added = index.shape.length - 1;
    return broadcast(
      x.inputs[0],
      shape,
      x.op.axes.map((axis) => (axis < op.axis ? axis : axis + added)),
    );
  },
  concat: (node) => (node.op.name === "concat" ? joined(node.inputs, node.op.axis) : undefined),
  every: (node) => (isElementwise(node) ? ofReshaped(node) : undefined),
};

function sliceOf(x: Node, axis: number, start: number, end: number, shape: Shape): Node | undefined {
  const { op } = x;
  switch (op.name) {
    case "broadcast": {
      const i = op.axes.indexOf(axis);
      return broadcast(i < 0 ? x.inputs[0] : slice(x.inputs[0], i, start, end), shape, op.axes);
    }
    case "slice":
      return op.axis === axis ? slice(x.inputs[0], axis, op.start + start, op.start + end) : undefined;
    case "pad": {
      const inside = op.axis === axis && start >= op.before && end <= op.before + x.inputs[0].shape[axis];
      return inside ? slice(x.inputs[0], axis, start - op.before, end - op.before) : undefined;
    }
    case "concat":
      return op.axis === axis ? sliceOfConcat(x.inputs, axis, start, end) : undefined;
    default:
      return undefined;
  }
}

function sliceOfConcat(parts: readonly Node[], axis: number, start: number, end: number): Node | undefined {
  let at = 0;
  for (const part of parts) {
    const next = at + part.shape[axis];
    if (start >= at && end <= next) return slice(part, axis, start - at, end - at);
    at = next;
  }
  return undefined;
}

/** Joins joined parts, and slices of one array that meet. */
function joined(parts: readonly Node[], axis: number): Node | undefined {
  const flat = parts.flatMap((part) => (part.op.name === "concat" && part.op.axis === axis ? part.inputs : [part]));
  const merged: Node[] = [];
  for (const part of flat) {
    const last = merged.at(-1);
    const both = last && meeting(last, part, axis);
    if (both) merged[merged.length - 1] = both;
    else merged.push(part);
  }
  return merged.length === parts.length ? undefined : concat(merged, axis);
}

function meeting(a: Node, b: Node, axis: number): Node | undefined {
  const end = a.shape[axis] + b.shape[axis];
  if (a.op.name !== "slice" || b.op.name !== "slice" || a.inputs[0] !== b.inputs[0]) return undefined;
  if (a.op.axis !== axis || b.op.axis !== axis || a.op.start + a.shape[axis] !== b.op.start) return undefined;
  return slice(a.inputs[0], axis, a.op.start, a.op.start + end);
}

/** An element-wise operation on reshaped arrays of one shape, and on repeated numbers, is done before reshaping. */
function ofReshaped(node: Node): Node | undefined {
  const source = node.inputs.find((x) => x.op.name === "reshape")?.inputs[0];
  if (!source) return undefined;
  const operands: Node[] = [];
  for (const x of node.inputs) {
    const number = uniformValue(x);
    if (number !== undefined) operands.push(fill(source.shape, number));
    else if (x.op.name === "reshape" && sameShape(x.inputs[0].shape, source.shape)) operands.push(x.inputs[0]);
    else return undefined;
  }
  return reshape(makeNode(node.op, operands, source.shape), node.shape);
}
