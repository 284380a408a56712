/** Which elements of its inputs an element of a node reads, for indices of any kind: whole numbers, texts, classes of loops. */
import type { Node, Shape } from "../../tensor/node.ts";

/** What can be done with indices of one kind. */
export interface IndexKind<T> {
  known(value: number): T;
  shift(x: T, by: number): T;
  /** The row-major index over axes of these sizes. */
  join(index: readonly T[], sizes: Shape): T;
  /** Undoes `join`. */
  split(x: T, sizes: Shape): T[];
}

/** Axes of two shapes of equal size, paired in the finest groups of equal size; axes of size 1 are in no group. */
export function axisGroups(a: Shape, b: Shape): { a: number[]; b: number[] }[] {
  const groups: { a: number[]; b: number[] }[] = [];
  let i = 0;
  let j = 0;
  for (;;) {
    while (i < a.length && a[i] === 1) i++;
    while (j < b.length && b[j] === 1) j++;
    if (i >= a.length || j >= b.length) return groups;
    const group = { a: [i], b: [j] };
    let left = a[i++];
    let right = b[j++];
    while (left !== right) {
      if (left < right && i < a.length) {
        if (a[i] !== 1) group.a.push(i);
        left *= a[i++];
      } else if (j < b.length) {
        if (b[j] !== 1) group.b.push(j);
        right *= b[j++];
      } else return groups;
    }
    groups.push(group);
  }
}

/** The element of input `k` that element `index` of a node needs, for operations that need one. */
export function operandIndex<T>(node: Node, k: number, index: readonly T[], kind: IndexKind<T>): T[] {
  const { op } = node;
  switch (op.name) {
    case "broadcast":
      return op.axes.map((axis) => index[axis]);
    case "transpose": {
      const out = [...index];
      for (const [to, from] of op.permutation.entries()) out[from] = index[to];
      return out;
    }
    case "slice":
      return replace(index, op.axis, [kind.shift(index[op.axis], op.start)]);
    case "pad":
      return replace(index, op.axis, [kind.shift(index[op.axis], -op.before)]);
    case "reshape": {
      const from = node.inputs[k].shape;
      const out = from.map(() => kind.known(0));
      for (const group of axisGroups(node.shape, from)) {
        const sizes = group.a.map((axis) => node.shape[axis]);
        const parts = group.a.map((axis) => index[axis]);
        const joined = group.a.length === 1 ? parts[0] : kind.join(parts, sizes);
        const into = group.b.map((axis) => from[axis]);
        const split = group.b.length === 1 ? [joined] : kind.split(joined, into);
        for (const [i, axis] of group.b.entries()) out[axis] = split[i];
      }
      return out;
    }
    default:
      return [...index];
  }
}

export function replace<T>(index: readonly T[], axis: number, by: readonly T[], count = 1): T[] {
  return [...index.slice(0, axis), ...by, ...index.slice(axis + count)];
}

/** The index of an input of a reduction, from the kept axes and the reduced ones. */
export function insertReduced<T>(kept: readonly T[], axes: readonly number[], reduced: readonly T[]): T[] {
  const out: T[] = [];
  let next = 0;
  for (let axis = 0; axis < kept.length + axes.length; axis++) {
    const i = axes.indexOf(axis);
    out.push(i >= 0 ? reduced[i] : kept[next++]);
  }
  return out;
}

/** The axes of its input that an operation folds away. */
export function reducedAxes(node: Node): readonly number[] {
  const { op } = node;
  if (op.name === "reduce") return op.axes;
  if (op.name === "argmax" || op.name === "argmin") return [op.axis];
  return [];
}
