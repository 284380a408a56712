/** Reductions as kernels. */
import type * as Core from "@tensorflow/tfjs-core";
import { type Op, type ReduceName, sizeOf } from "../../tensor/node.ts";
import type { Call, Tensor, Value } from "./value.ts";

/** Numbers that are added up one after the other: more would make the rounding errors of single precision add up too. */
const RUN = 64;

/** What a reduction of nothing gives. */
const nothing: Readonly<Record<ReduceName, number>> = {
  sum: 0,
  prod: 1,
  max: Number.NEGATIVE_INFINITY,
  min: Number.POSITIVE_INFINITY,
  logsumexp: Number.NEGATIVE_INFINITY,
};

export function reduceKernel(op: Extract<Op, { readonly name: "reduce" }>, { node, values, shapes }: Call): Value {
  const { core } = shapes;
  const [value] = values;
  const { isBatched } = value;
  if (sizeOf(node.inputs[0].shape) === 0)
    return { tensor: core.fill([...node.shape], nothing[op.kind]), isBatched: false };
  const axes = op.axes.map((axis) => axis + (isBatched ? 1 : 0));
  return { tensor: reduced(core, op.kind, shapes.full(node.inputs[0], value), axes), isBatched };
}

function reduced(core: typeof Core, kind: ReduceName, x: Tensor, axes: number[]): Tensor {
  switch (kind) {
    case "sum":
      return summed(core, x, axes);
    case "prod":
      return core.prod(x, axes);
    case "max":
      return core.max(x, axes);
    case "min":
      return core.min(x, axes);
    case "logsumexp": {
      // m + log sum exp(x - m), where m is finite: an infinite one is the result.
      const largest = core.max(x, axes, true);
      const isInfinite = core.equal(core.abs(largest), Number.POSITIVE_INFINITY);
      const m = core.where(isInfinite, 0, largest);
      const total = core.add(m, core.log(summed(core, core.exp(core.sub(x, m)), axes, true)));
      return core.squeeze(core.where(isInfinite, largest, total), axes);
    }
  }
}

/** In runs, and runs of runs, whose errors grow with the logarithm of the count. */
function summed(core: typeof Core, x: Tensor, axes: number[], keepDims = false): Tensor {
  const count = sizeOf(axes.map((axis) => x.shape[axis]));
  if (count <= 2 * RUN) return core.sum(x, axes, keepDims);
  const kept = x.shape.map((_, axis) => axis).filter((axis) => !axes.includes(axis));
  const shape = keepDims ? x.shape.map((n, axis) => (axes.includes(axis) ? 1 : n)) : kept.map((axis) => x.shape[axis]);
  let rows: Tensor = core.reshape(core.transpose(x, [...kept, ...axes]), [sizeOf(shape), count]);
  for (let n = count; n > RUN; n = Math.ceil(n / RUN)) {
    const runs = Math.ceil(n / RUN);
    const missing = runs * RUN - n;
    if (missing > 0) {
      rows = core.pad(rows, [
        [0, 0],
        [0, missing],
      ]);
    }
    rows = core.sum(core.reshape(rows, [sizeOf(shape), runs, RUN]), 2);
  }
  return core.reshape(core.sum(rows, 1), shape);
}
