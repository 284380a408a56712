/** Matrix products of all lanes at once: one large product wherever an operand is the same in every lane. */
import { sizeOf } from "../../tensor/node.ts";
import type { Call, Value } from "./value.ts";

export function productKernel({ shapes, node, values: [left, right] }: Call): Value {
  const { core, lanes } = shapes;
  const {
    inputs: [a, b],
    shape,
  } = node;
  const [m, n] = shape.slice(-2);
  const k = a.shape[a.shape.length - 1];
  const isMatrix = shape.length === 2;
  if (isMatrix && !right.isBatched) {
    const rows = shapes.reshaped(shapes.full(a, left), [left.isBatched ? lanes * m : m, k]);
    const product = core.matMul(rows as Matrix, shapes.full(b, right) as Matrix);
    return { tensor: left.isBatched ? shapes.reshaped(product, [lanes, m, n]) : product, isBatched: left.isBatched };
  }
  if (isMatrix && !left.isBatched) {
    // (a b)' = b' a': the lanes become rows of the left operand.
    const turned = shapes.reshaped(core.transpose(shapes.full(b, right), [0, 2, 1]), [lanes * n, k]);
    const product = core.matMul(turned as Matrix, core.transpose(shapes.full(a, left)) as Matrix);
    return { tensor: core.transpose(shapes.reshaped(product, [lanes, n, m]), [0, 2, 1]), isBatched: true };
  }
  const { tensors, isBatched } = shapes.together([a, b], [left, right]);
  const outer = (isBatched ? lanes : 1) * sizeOf(shape.slice(0, -2));
  const product = core.matMul(
    shapes.reshaped(tensors[0], [outer, m, k]) as Cube,
    shapes.reshaped(tensors[1], [outer, k, n]) as Cube,
  );
  return { tensor: shapes.reshaped(product, isBatched ? [lanes, ...shape] : shape), isBatched };
}

type Matrix = import("@tensorflow/tfjs-core").Tensor2D;
type Cube = import("@tensorflow/tfjs-core").Tensor3D;
