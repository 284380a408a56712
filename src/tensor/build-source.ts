/** Builders of nodes that begin or repeat values: constants, inputs, broadcasts. */
import { makeNode, type Node, type Shape, sizeOf } from "./node.ts";
import { checkAxis, misuse, range, sameList, sameShape, showShape } from "./shape.ts";

/** Row-major values. The array is kept, not copied: do not write to it afterwards. */
export function constant(data: Float64Array | readonly number[], shape: Shape): Node {
  if (data.length !== sizeOf(shape)) misuse("constant", `${data.length} values for ${showShape(shape)}`);
  const kept = data instanceof Float64Array ? data : Float64Array.from(data);
  return makeNode({ name: "constant", data: kept }, [], [...shape]);
}

/** A constant of shape []. */
export function scalar(x: number): Node {
  return makeNode({ name: "constant", data: Float64Array.of(x) }, [], []);
}

/** One number repeated over a shape: a broadcast scalar, so that passes and emitters see that it is one number. */
export function fill(shape: Shape, x: number): Node {
  return broadcast(scalar(x), shape, []);
}

/** Ones on the diagonal [n, n]. */
export function unitMatrix(n: number): Node {
  const data = new Float64Array(n * n);
  for (let i = 0; i < n; i++) data[i * n + i] = 1;
  return constant(data, [n, n]);
}

/** Elements [offset, offset + size) of each lane of a buffer. */
export function input(buffer: string, offset: number, shape: Shape): Node {
  if (!Number.isInteger(offset) || offset < 0) misuse("input", `offset ${offset}`);
  return makeNode({ name: "input", buffer, offset }, [], [...shape]);
}

/** Repeats x over `shape`: input axis i becomes output axis axes[i] (increasing, sizes equal). */
export function broadcast(x: Node, shape: Shape, axes: readonly number[]): Node {
  if (axes.length !== x.shape.length) misuse("broadcast", `${axes.length} axes for ${showShape(x.shape)}`);
  for (const [i, axis] of axes.entries()) {
    checkAxis("broadcast", shape, axis);
    if (i > 0 && axis <= axes[i - 1]) misuse("broadcast", `axes ${showShape(axes)} do not increase`);
    if (shape[axis] !== x.shape[i])
      misuse("broadcast", `${showShape(x.shape)} to ${showShape(shape)} along ${showShape(axes)}`);
  }
  if (sameShape(x.shape, shape) && sameList(axes, range(shape.length))) return x;
  if (x.op.name === "broadcast")
    return broadcast(
      x.inputs[0],
      shape,
      x.op.axes.map((axis) => axes[axis]),
    );
  return makeNode({ name: "broadcast", axes: [...axes] }, [x], [...shape]);
}

/** The one number this node repeats, when that can be seen without computing: a scalar constant or a broadcast of one. */
export function uniformValue(node: Node): number | undefined {
  const { op } = node;
  if (op.name === "constant") return op.data.length === 1 ? op.data[0] : undefined;
  return op.name === "broadcast" ? uniformValue(node.inputs[0]) : undefined;
}
