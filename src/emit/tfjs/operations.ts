/** What one node does, as kernels over all lanes. */
import { constantValue } from "../../tensor/evaluate.ts";
import { isElementwise } from "../../tensor/evaluate-elementwise.ts";
import { type Node, sizeOf } from "../../tensor/node.ts";
import { elementwiseKernel, hasElementwiseKernel } from "./elementwise.ts";
import { productKernel } from "./product.ts";
import { scatterKernel } from "./scatter.ts";
import { float32Of, NoKernel, type Shapes, type Tensor, type Value } from "./value.ts";

/** The value of a node from those of its inputs; throws NoKernel. */
export function nodeKernel(shapes: Shapes, node: Node, values: readonly Value[]): Value {
  const { op, inputs, shape } = node;
  if (isElementwise(node)) return elementwise(shapes, node, values);
  const { core, lanes } = shapes;
  const [value] = values;
  const isBatched = value?.isBatched ?? false;
  const first = isBatched ? 1 : 0;
  const whole = () => shapes.full(inputs[0], value);
  const own = (tensor: Tensor): Value => ({ tensor, isBatched });
  const outer = isBatched ? [lanes] : [];
  switch (op.name) {
    case "broadcast": {
      const thin = shape.map((_, axis) => {
        const i = op.axes.indexOf(axis);
        return i < 0 ? 1 : value.tensor.shape[first + i];
      });
      return own(core.reshape(value.tensor, [...outer, ...thin]));
    }
    case "reduce":
      return own(
        reduced(
          shapes,
          op.kind,
          whole(),
          op.axes.map((axis) => axis + first),
        ),
      );
    case "argmax":
    case "argmin": {
      const place =
        op.name === "argmax" ? core.argMax(whole(), op.axis + first) : core.argMin(whole(), op.axis + first);
      return own(core.cast(place, "float32"));
    }
    case "cumsum":
      return own(core.cumsum(whole(), op.axis + first, false, op.reverse));
    case "reshape":
      return own(core.reshape(whole(), [...outer, ...shape]));
    case "transpose":
      return own(core.transpose(whole(), [...(isBatched ? [0] : []), ...op.permutation.map((axis) => axis + first)]));
    case "slice": {
      const begin = [...outer.map(() => 0), ...shape.map((_, axis) => (axis === op.axis ? op.start : 0))];
      return own(core.slice(whole(), begin, [...outer, ...shape]));
    }
    case "pad": {
      const sides = shape.map((_, axis): [number, number] => (axis === op.axis ? [op.before, op.after] : [0, 0]));
      return own(core.pad(whole(), [...outer.map((): [number, number] => [0, 0]), ...sides]));
    }
    case "concat": {
      const parts = together(shapes, node, values);
      return { tensor: core.concat(parts.tensors, op.axis + (parts.isBatched ? 1 : 0)), isBatched: parts.isBatched };
    }
    case "gather": {
      const index = constantValue(inputs[1]);
      if (!index) throw new NoKernel("gather by an index that is computed");
      const picked = core.gather(whole(), core.tensor1d(Int32Array.from(index), "int32"), op.axis + first);
      return own(core.reshape(picked, [...outer, ...shape]));
    }
    case "scatter_add":
      return scattered(shapes, node, values[0]);
    case "matmul":
      return productKernel(shapes, node, values[0], values[1]);
    default:
      throw new NoKernel(op.name);
  }
}

const others: ReadonlySet<string> = new Set([
  "broadcast",
  "reduce",
  "argmax",
  "argmin",
  "cumsum",
  "reshape",
  "transpose",
  "slice",
  "pad",
  "concat",
  "gather",
  "scatter_add",
  "matmul",
]);

/** What of a node no kernel does, for people; undefined where there is one. */
export function lackingKernel(node: Node): string | undefined {
  const { op, inputs } = node;
  if (isElementwise(node) ? !hasElementwiseKernel(op) : !others.has(op.name)) return op.name;
  const isIndexed = op.name === "gather" || op.name === "scatter_add";
  return isIndexed && !inputs[1].isConstant ? `${op.name} by an index that is computed` : undefined;
}

function elementwise(shapes: Shapes, node: Node, values: readonly Value[]): Value {
  const { core } = shapes;
  if (node.op.name === "select") {
    // The kernel wants operands of one shape.
    const { tensors, isBatched } = together(shapes, node, values);
    return { tensor: elementwiseKernel(core, node.op, tensors), isBatched };
  }
  const { tensors, isBatched } = shapes.aligned(values);
  return { tensor: elementwiseKernel(core, node.op, tensors), isBatched };
}

/** The inputs with every element there, in every lane where one of them differs between lanes. */
function together(
  shapes: Shapes,
  { inputs }: Node,
  values: readonly Value[],
): { tensors: Tensor[]; isBatched: boolean } {
  const isBatched = values.some((value) => value.isBatched);
  const tensors = inputs.map((x, i) => (isBatched ? shapes.batched(x, values[i]) : shapes.full(x, values[i])));
  return { tensors, isBatched };
}

function reduced({ core }: Shapes, kind: string, x: Tensor, axes: number[]): Tensor {
  switch (kind) {
    case "sum":
      return core.sum(x, axes);
    case "prod":
      return core.prod(x, axes);
    case "max":
      return core.max(x, axes);
    case "min":
      return core.min(x, axes);
    default: {
      // m + log sum exp(x - m), where m is finite: of nothing but -Infinity the result is that.
      const largest = core.max(x, axes, true);
      const m = core.where(core.isFinite(largest), largest, core.zerosLike(largest));
      const total = core.log(core.sum(core.exp(core.sub(x, m)), axes, true));
      return core.squeeze(core.add(m, total), axes);
    }
  }
}

function scattered(shapes: Shapes, node: Node, value: Value): Value {
  const { op, inputs, shape } = node;
  const index = op.name === "scatter_add" ? constantValue(inputs[1]) : undefined;
  if (op.name !== "scatter_add" || !index) throw new NoKernel("scatter_add by an index that is computed");
  const { core, lanes } = shapes;
  const before = sizeOf(shape.slice(0, op.axis)) * (value.isBatched ? lanes : 1);
  const after = sizeOf(shape.slice(op.axis + 1));
  const rows = core.reshape(shapes.full(inputs[0], value), [before, index.length, after]);
  const sums = scatterKernel(shapes, node, rows, index, op.size);
  return { tensor: core.reshape(sums, [...(value.isBatched ? [lanes] : []), ...shape]), isBatched: value.isBatched };
}

/** A constant as a tensor. */
export function constantTensor({ core }: Shapes, data: Float64Array, shape: readonly number[]): Tensor {
  return core.tensor(float32Of(data), [...shape], "float32");
}
