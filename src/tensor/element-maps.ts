/** Which input element each output element of a rearranging node comes from. */
import { type Node, type Shape, sizeOf } from "./node.ts";

function strides(shape: Shape): number[] {
  const result = new Array<number>(shape.length).fill(1);
  for (let i = shape.length - 2; i >= 0; i--) result[i] = result[i + 1] * shape[i + 1];
  return result;
}

/** Flat source positions of a strided walk over `shape`, starting at `start`. */
function walk(shape: Shape, steps: readonly number[], start: number): Int32Array {
  const out = new Int32Array(sizeOf(shape));
  const index = new Array<number>(shape.length).fill(0);
  let at = start;
  for (let i = 0; i < out.length; i++) {
    out[i] = at;
    for (let k = shape.length - 1; k >= 0; k--) {
      at += steps[k];
      if (++index[k] < shape[k]) break;
      at -= steps[k] * shape[k];
      index[k] = 0;
    }
  }
  return out;
}

/**
 * For broadcast, transpose, slice, pad and concat: the flat input position of each element; -1 for a padding zero. Positions in a
 * concatenation count through its inputs one after the other.
 */
export function elementSources(node: Node): Int32Array {
  const { op, shape } = node;
  const from = node.inputs[0].shape;
  const own = strides(from);
  switch (op.name) {
    case "broadcast": {
      const steps = shape.map((_, axis) => {
        const i = op.axes.indexOf(axis);
        return i < 0 ? 0 : own[i];
      });
      return walk(shape, steps, 0);
    }
    case "transpose":
      return walk(
        shape,
        op.permutation.map((axis) => own[axis]),
        0,
      );
    case "slice":
      return walk(shape, own, op.start * own[op.axis]);
    case "pad": {
      const out = new Int32Array(sizeOf(shape)).fill(-1);
      const place = strides(shape);
      walk(from, place, op.before * place[op.axis]).forEach((to, i) => {
        out[to] = i;
      });
      return out;
    }
    case "concat": {
      const out = new Int32Array(sizeOf(shape));
      const place = strides(shape);
      let along = 0;
      let first = 0;
      for (const part of node.inputs) {
        const base = first;
        walk(part.shape, place, along * place[op.axis]).forEach((to, i) => {
          out[to] = base + i;
        });
        along += part.shape[op.axis];
        first += sizeOf(part.shape);
      }
      return out;
    }
    default:
      throw new Error(`${op.name} does not rearrange elements`);
  }
}

/**
 * For each element of `shape`, the flat position it is reduced into when `axes` disappear; so it also numbers the groups of
 * elements that differ only along `axes`.
 */
export function reduceGroups(shape: Shape, axes: readonly number[]): Int32Array {
  const kept = shape.map((_, i) => i).filter((i) => !axes.includes(i));
  const target = strides(kept.map((i) => shape[i]));
  const steps = shape.map((_, i) => {
    const k = kept.indexOf(i);
    return k < 0 ? 0 : target[k];
  });
  return walk(shape, steps, 0);
}
