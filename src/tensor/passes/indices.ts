/**
 * Gathers and scatters by a known index that need none: by neighbours start, start + 1, .. they are a slice or its adjoint, by
 * one index repeated a broadcast or a sum. So a loop over a dim, mapped, is what one would write without it.
 */
import { broadcast, gather, pad, reshape, scatterAdd, slice, sum } from "../build.ts";
import { type Node, type Shape, sizeOf } from "../node.ts";
import { otherAxes, range, replaceAxis } from "../shape.ts";
import type { Rules } from "./rewrite.ts";

export const indices: Rules = {
  gather: ({ op, inputs: [x, index], shape }) => {
    if (op.name !== "gather") return undefined;
    const { axis } = op;
    if (index.op.name === "broadcast") {
      const once = gather(x, index.inputs[0], axis);
      return broadcast(once, shape, placesOf(index.op.axes, index.shape, axis, shape));
    }
    const start = firstOfNeighbours(index, x.shape[axis]);
    return start === undefined ? undefined : reshape(slice(x, axis, start, start + sizeOf(index.shape)), shape);
  },
  scatter_add: ({ op, inputs: [values, index], shape }) => {
    if (op.name !== "scatter_add") return undefined;
    const { axis, size } = op;
    if (index.op.name === "broadcast") {
      const kept = placesOf(index.op.axes, index.shape, axis, values.shape);
      return scatterAdd(sum(values, otherAxes(values.shape.length, kept)), index.inputs[0], axis, size);
    }
    const start = firstOfNeighbours(index, size);
    if (start === undefined) return undefined;
    const count = sizeOf(index.shape);
    return pad(reshape(values, replaceAxis(shape, axis, [count])), axis, start, size - start - count);
  },
};

/** Axes of an array that holds those of an index at `axis`, without the ones along which the index is repeated. */
function placesOf(kept: readonly number[], index: Shape, axis: number, shape: Shape): number[] {
  const repeated = otherAxes(index.length, kept).map((each) => axis + each);
  return range(shape.length).filter((each) => !repeated.includes(each));
}

/** The first of constant indices start, start + 1, .. that lie in 0 .. size - 1. */
function firstOfNeighbours({ op }: Node, size: number): number | undefined {
  if (op.name !== "constant" || op.data.length === 0) return undefined;
  const [start] = op.data;
  if (!(start >= 0 && start + op.data.length <= size)) return undefined;
  return op.data.every((index, i) => index === start + i) ? start : undefined;
}
