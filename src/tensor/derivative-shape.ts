/** Reverse derivatives of the operations that move elements: each is linear, and its adjoint another of them. */
import { gather, pad, reshape, scatterAdd, slice, sum, transpose } from "./build.ts";
import type { Node } from "./node.ts";
import { inversePermutation, otherAxes } from "./shape.ts";

/** The adjoint of input i of a node that moves elements, from its own adjoint g; undefined for any other node. */
export function moveAdjoint(node: Node, i: number, g: Node): Node | undefined {
  const { op } = node;
  const x = node.inputs[i];
  switch (op.name) {
    case "broadcast":
      return sum(g, otherAxes(node.shape.length, op.axes));
    case "reshape":
      return reshape(g, x.shape);
    case "transpose":
      return transpose(g, inversePermutation(op.permutation));
    case "slice":
      return pad(g, op.axis, op.start, x.shape[op.axis] - op.start - node.shape[op.axis]);
    case "pad":
      return slice(g, op.axis, op.before, op.before + x.shape[op.axis]);
    case "gather":
      return scatterAdd(g, node.inputs[1], op.axis, x.shape[op.axis]);
    case "scatter_add":
      return gather(g, node.inputs[1], op.axis);
    case "concat": {
      let start = 0;
      for (const before of node.inputs.slice(0, i)) start += before.shape[op.axis];
      return slice(g, op.axis, start, start + x.shape[op.axis]);
    }
    default:
      return undefined;
  }
}
