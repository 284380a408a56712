/** The operations that move elements without computing: broadcast, transpose, slice, pad, gather, scatter, concat. */
import { type Node, type Shape, sizeOf } from "./node.ts";
import { aroundAxis, otherAxes, stridesOf } from "./shape.ts";

/** For each element of `shape` in row-major order, the sum over axes of index times `strides`. */
export function offsets(shape: Shape, strides: readonly number[]): Int32Array {
  let out = Int32Array.of(0);
  for (const [axis, size] of shape.entries()) {
    const next = new Int32Array(out.length * size);
    for (let i = 0; i < out.length; i++) {
      for (let k = 0; k < size; k++) next[i * size + k] = out[i] + k * strides[axis];
    }
    out = next;
  }
  return out;
}

/** For each element of `shape`, the position in an array that holds only its axes `kept`. */
export function offsetsOfKept(shape: Shape, kept: readonly number[]): Int32Array {
  const inner = stridesOf(kept.map((axis) => shape[axis]));
  const strides = shape.map(() => 0);
  for (const [i, axis] of kept.entries()) strides[axis] = inner[i];
  return offsets(shape, strides);
}

/** The values of a node that moves elements; undefined for any other node. */
export function evaluateShape(node: Node, inputs: readonly Float64Array[]): Float64Array | undefined {
  const { op, shape } = node;
  const x = inputs[0];
  switch (op.name) {
    case "reshape":
      return x;
    case "broadcast":
      return pick(x, offsetsOfKept(shape, op.axes));
    case "transpose": {
      const strides = stridesOf(node.inputs[0].shape);
      const order = op.permutation.map((axis) => strides[axis]);
      return pick(x, offsets(shape, order));
    }
    case "slice":
      return copyAlong(x, node.inputs[0].shape, op.axis, new Float64Array(sizeOf(shape)), shape, -op.start);
    case "pad":
      return copyAlong(x, node.inputs[0].shape, op.axis, new Float64Array(sizeOf(shape)), shape, op.before);
    case "concat": {
      const out = new Float64Array(sizeOf(shape));
      let at = 0;
      for (const [i, part] of node.inputs.entries()) {
        copyAlong(inputs[i], part.shape, op.axis, out, shape, at);
        at += part.shape[op.axis];
      }
      return out;
    }
    case "gather":
      return gather(node, x, inputs[1], op.axis);
    case "scatter_add":
      return scatterAdd(node, x, inputs[1], op.axis);
    default:
      return undefined;
  }
}

function pick(x: Float64Array, from: Int32Array): Float64Array {
  const out = new Float64Array(from.length);
  for (let i = 0; i < from.length; i++) out[i] = x[from[i]];
  return out;
}

/** Writes element k along `axis` of x to element k + shift of out, where there is one. */
function copyAlong(
  x: Float64Array,
  from: Shape,
  axis: number,
  out: Float64Array,
  to: Shape,
  shift: number,
): Float64Array {
  const { outer, size, inner } = aroundAxis(from, axis);
  for (let o = 0; o < outer; o++) {
    for (let k = Math.max(0, -shift); k < size && k + shift < to[axis]; k++) {
      const source = (o * size + k) * inner;
      out.set(x.subarray(source, source + inner), (o * to[axis] + k + shift) * inner);
    }
  }
  return out;
}

function checkIndex(index: number, size: number, where: string): void {
  if (Number.isInteger(index) && index >= 0 && index < size) return;
  throw new RangeError(`${where}: index ${index} is not in 0 .. ${size - 1}`);
}

function gather(node: Node, x: Float64Array, index: Float64Array, axis: number): Float64Array {
  const { outer, size, inner } = aroundAxis(node.inputs[0].shape, axis);
  const out = new Float64Array(sizeOf(node.shape));
  for (const k of index) checkIndex(k, size, "gather");
  for (let o = 0; o < outer; o++) {
    for (let j = 0; j < index.length; j++) {
      const source = (o * size + index[j]) * inner;
      out.set(x.subarray(source, source + inner), (o * index.length + j) * inner);
    }
  }
  return out;
}

function scatterAdd(node: Node, values: Float64Array, index: Float64Array, axis: number): Float64Array {
  const { outer, size, inner } = aroundAxis(node.shape, axis);
  const out = new Float64Array(sizeOf(node.shape));
  for (const k of index) checkIndex(k, size, "scatter_add");
  for (let o = 0; o < outer; o++) {
    for (let j = 0; j < index.length; j++) {
      for (let i = 0; i < inner; i++) {
        out[(o * size + index[j]) * inner + i] += values[(o * index.length + j) * inner + i];
      }
    }
  }
  return out;
}

/** For each element of x, where it goes when `axes` are reduced away. */
export function reducedOffsets(shape: Shape, axes: readonly number[]): Int32Array {
  return offsetsOfKept(shape, otherAxes(shape.length, axes));
}
