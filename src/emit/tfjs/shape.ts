/** Operations that move elements as kernels. */
import type { Op } from "../../tensor/node.ts";
import type { Call, Tensor, Value } from "./value.ts";

type Of<Name> = Extract<Op, { readonly name: Name }>;

/** Of the only input with every element there, with the axes that stand before those of the node. */
function whole({ node, values: [value], shapes }: Call): {
  x: Tensor;
  outer: number[];
  own: (tensor: Tensor) => Value;
} {
  const { isBatched } = value;
  return {
    x: shapes.full(node.inputs[0], value),
    outer: isBatched ? [shapes.lanes] : [],
    own: (tensor) => ({ tensor, isBatched }),
  };
}

/** Axes that repeat get one element: kernels repeat it where it meets others. */
export function broadcastKernel(op: Of<"broadcast">, { node, values: [{ tensor, isBatched }], shapes }: Call): Value {
  const first = isBatched ? 1 : 0;
  const thin = node.shape.map((_, axis) => {
    const i = op.axes.indexOf(axis);
    return i < 0 ? 1 : tensor.shape[first + i];
  });
  return { tensor: shapes.core.reshape(tensor, [...tensor.shape.slice(0, first), ...thin]), isBatched };
}

export function reshapeKernel(_: Of<"reshape">, call: Call): Value {
  const { x, outer, own } = whole(call);
  return own(call.shapes.core.reshape(x, [...outer, ...call.node.shape]));
}

export function transposeKernel(op: Of<"transpose">, call: Call): Value {
  const { x, outer, own } = whole(call);
  const moved = op.permutation.map((axis) => axis + outer.length);
  return own(call.shapes.core.transpose(x, [...outer.map(() => 0), ...moved]));
}

export function sliceKernel(op: Of<"slice">, call: Call): Value {
  const { x, outer, own } = whole(call);
  const { shape } = call.node;
  const begin = [...outer.map(() => 0), ...shape.map((_, axis) => (axis === op.axis ? op.start : 0))];
  return own(call.shapes.core.slice(x, begin, [...outer, ...shape]));
}

export function padKernel(op: Of<"pad">, call: Call): Value {
  const { x, outer, own } = whole(call);
  const none = (): [number, number] => [0, 0];
  const sides = call.node.shape.map((_, axis) =>
    axis === op.axis ? ([op.before, op.after] as [number, number]) : none(),
  );
  return own(call.shapes.core.pad(x, [...outer.map(none), ...sides]));
}

export function concatKernel(op: Of<"concat">, { node, values, shapes }: Call): Value {
  const { tensors, isBatched } = shapes.together(node.inputs, values);
  const there = tensors.filter((tensor) => tensor.size > 0);
  return { tensor: shapes.core.concat(there.length > 0 ? there : tensors, op.axis + (isBatched ? 1 : 0)), isBatched };
}

export function cumsumKernel(op: Of<"cumsum">, call: Call): Value {
  const { x, outer, own } = whole(call);
  return own(call.shapes.core.cumsum(x, op.axis + outer.length, false, op.reverse));
}

export function argmaxKernel(op: Of<"argmax" | "argmin">, call: Call): Value {
  const { x, outer, own } = whole(call);
  const { core } = call.shapes;
  const axis = op.axis + outer.length;
  return own(core.cast(op.name === "argmax" ? core.argMax(x, axis) : core.argMin(x, axis), "float32"));
}
