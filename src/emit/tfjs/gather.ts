/** Gathers and sums by places, which are known or computed. */
import { constantValue } from "../../tensor/evaluate.ts";
import { type Op, sizeOf } from "../../tensor/node.ts";
import { scatterKernel } from "./scatter.ts";
import type { Call, Tensor, Value } from "./value.ts";

export function gatherKernel(op: Extract<Op, { readonly name: "gather" }>, { node, values, shapes }: Call): Value {
  const { core, constants } = shapes;
  const [x, index] = node.inputs;
  const known = index.isConstant ? constantValue(index) : undefined;
  if (known) {
    const [{ isBatched }] = values;
    const places = constants.indices(node, () => known);
    const picked = core.gather(shapes.full(x, values[0]), places as Places, op.axis + (isBatched ? 1 : 0));
    return { tensor: core.reshape(picked, shapes.shapeOf(node, isBatched)), isBatched };
  }
  const { tensors, isBatched } = shapes.together(node.inputs, values);
  const lanes = isBatched ? shapes.lanes : 1;
  const n = x.shape[op.axis];
  const outer = sizeOf(x.shape.slice(0, op.axis));
  const inner = sizeOf(x.shape.slice(op.axis + 1));
  const count = sizeOf(index.shape);
  const places = core.reshape(tensors[1], [lanes, 1, count]);
  const isThere = core.logicalAnd(core.greaterEqual(places, 0), core.less(places, n));
  // An index that is NaN, or out of range, must spoil its own lane only.
  const safe = core.cast(core.where(isThere, places, 0), "int32");
  const begin = core.reshape(core.range(0, lanes * outer * n, n, "int32"), [lanes, outer, 1]);
  const rows = core.reshape(core.add(begin, safe), [lanes * outer * count]);
  const picked = core.gather(core.reshape(tensors[0], [lanes * outer * n, inner]), rows as Places);
  const all = core.reshape(picked, [lanes, outer, count, inner]);
  const spoilt = core.where(core.reshape(isThere, [lanes, 1, count, 1]), all, Number.NaN);
  return { tensor: core.reshape(spoilt, shapes.shapeOf(node, isBatched)), isBatched };
}

export function scatterAddKernel(
  op: Extract<Op, { readonly name: "scatter_add" }>,
  { node, values, shapes }: Call,
): Value {
  const { core, constants } = shapes;
  const [x, index] = node.inputs;
  const known = index.isConstant ? constantValue(index) : undefined;
  const count = sizeOf(index.shape);
  const outer = sizeOf(node.shape.slice(0, op.axis));
  const inner = sizeOf(node.shape.slice(op.axis + 1));
  if (known) {
    const [{ isBatched }] = values;
    const rows = core.reshape(shapes.full(x, values[0]), [outer * (isBatched ? shapes.lanes : 1), count, inner]);
    const sums = scatterKernel(core, constants, node, rows, known, op.size);
    return { tensor: core.reshape(sums, shapes.shapeOf(node, isBatched)), isBatched };
  }
  const { tensors, isBatched } = shapes.together(node.inputs, values);
  const lanes = isBatched ? shapes.lanes : 1;
  const rows = core.reshape(tensors[0], [lanes, outer, count, 1, inner]);
  const places = core.reshape(tensors[1], [lanes, 1, count, 1, 1]);
  const all: Tensor = core.reshape(core.range(0, op.size), [1, 1, 1, op.size, 1]);
  const sums = core.sum(core.where(core.equal(places, all), rows, 0), 2);
  return { tensor: core.reshape(sums, shapes.shapeOf(node, isBatched)), isBatched };
}

type Places = import("@tensorflow/tfjs-core").Tensor1D;
