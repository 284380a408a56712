/** Matrix products of all lanes at once: one large product wherever an operand is the same in every lane. */
import type { Node } from "../../tensor/node.ts";
import type { Shapes, Value } from "./value.ts";

export function productKernel(shapes: Shapes, { inputs: [a, b], shape }: Node, left: Value, right: Value): Value {
  const { core, lanes } = shapes;
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
  const isBatched = left.isBatched || right.isBatched;
  const tensors = isBatched ? [shapes.batched(a, left), shapes.batched(b, right)] : [left.tensor, right.tensor];
  const outer = (isBatched ? lanes : 1) * shape.slice(0, -2).reduce((product, size) => product * size, 1);
  const product = core.matMul(
    shapes.reshaped(tensors[0], [outer, m, k]) as Cube,
    shapes.reshaped(tensors[1], [outer, k, n]) as Cube,
  );
  return { tensor: shapes.reshaped(product, isBatched ? [lanes, ...shape] : shape), isBatched };
}

type Matrix = import("@tensorflow/tfjs-core").Tensor2D;
type Cube = import("@tensorflow/tfjs-core").Tensor3D;
