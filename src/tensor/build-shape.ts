/** Builders of nodes that move elements without computing. */
import { makeNode, type Node, type Shape, sizeOf } from "./node.ts";
import { checkAxis, misuse, range, replaceAxis, sameList, sameShape, showShape } from "./shape.ts";

/** The same elements in row-major order under another shape. */
export function reshape(x: Node, shape: Shape): Node {
  if (sizeOf(shape) !== sizeOf(x.shape)) misuse("reshape", `${showShape(x.shape)} to ${showShape(shape)}`);
  const source = x.op.name === "reshape" ? x.inputs[0] : x;
  if (sameShape(source.shape, shape)) return source;
  return makeNode({ name: "reshape" }, [source], [...shape]);
}

/** Output axis i is input axis permutation[i]; without one, the last two axes change places. */
export function transpose(x: Node, permutation: readonly number[] = swapLast(x)): Node {
  const rank = x.shape.length;
  if (
    !sameList(
      [...permutation].sort((a, b) => a - b),
      range(rank),
    )
  ) {
    misuse("transpose", `${showShape(permutation)} is no permutation of ${rank} axes`);
  }
  if (sameList(permutation, range(rank))) return x;
  if (x.op.name === "transpose") {
    const inner = x.op.permutation;
    return transpose(
      x.inputs[0],
      permutation.map((axis) => inner[axis]),
    );
  }
  return makeNode(
    { name: "transpose", permutation: [...permutation] },
    [x],
    permutation.map((axis) => x.shape[axis]),
  );
}

function swapLast(x: Node): number[] {
  const rank = x.shape.length;
  if (rank < 2) misuse("transpose", `${showShape(x.shape)} has no last two axes`);
  return [...range(rank - 2), rank - 1, rank - 2];
}

/** Elements start .. end (not included) of `axis`. */
export function slice(x: Node, axis: number, start: number, end: number): Node {
  checkAxis("slice", x.shape, axis);
  if (!(start >= 0 && start <= end && end <= x.shape[axis])) misuse("slice", `${start} .. ${end} of ${x.shape[axis]}`);
  if (start === 0 && end === x.shape[axis]) return x;
  return makeNode({ name: "slice", axis, start }, [x], replaceAxis(x.shape, axis, [end - start]));
}

/** One element of `axis`, which disappears. */
export function element(x: Node, axis: number, index: number): Node {
  return reshape(slice(x, axis, index, index + 1), replaceAxis(x.shape, axis, []));
}

/** Zeros before and after along `axis`. */
export function pad(x: Node, axis: number, before: number, after: number): Node {
  checkAxis("pad", x.shape, axis);
  if (before < 0 || after < 0) misuse("pad", `${before} before, ${after} after`);
  if (before === 0 && after === 0) return x;
  const shape = replaceAxis(x.shape, axis, [before + x.shape[axis] + after]);
  return makeNode({ name: "pad", axis, before, after }, [x], shape);
}

/** `axis` of x is replaced by the axes of `index`, whose whole values must lie in 0 .. size - 1. */
export function gather(x: Node, index: Node, axis: number): Node {
  checkAxis("gather", x.shape, axis);
  return makeNode({ name: "gather", axis }, [x, index], replaceAxis(x.shape, axis, index.shape));
}

/** Adjoint of gather: the axes of `index` in `values`, from `axis` on, become one of `size`; values that meet are added up. */
export function scatterAdd(values: Node, index: Node, axis: number, size: number): Node {
  const end = axis + index.shape.length;
  if (!sameShape(values.shape.slice(axis, end), index.shape)) {
    misuse("scatterAdd", `index ${showShape(index.shape)} at axis ${axis} of ${showShape(values.shape)}`);
  }
  const shape = [...values.shape.slice(0, axis), size, ...values.shape.slice(end)];
  return makeNode({ name: "scatter_add", axis, size }, [values, index], shape);
}

/** One after the other along `axis`; the other axes are equal. */
export function concat(parts: readonly Node[], axis: number): Node {
  if (parts.length === 0) misuse("concat", "nothing to join");
  const first = parts[0];
  checkAxis("concat", first.shape, axis);
  let size = 0;
  for (const part of parts) {
    if (!sameShape(replaceAxis(part.shape, axis, []), replaceAxis(first.shape, axis, []))) {
      misuse("concat", `${showShape(part.shape)} beside ${showShape(first.shape)} along axis ${axis}`);
    }
    size += part.shape[axis];
  }
  if (parts.length === 1) return first;
  return makeNode({ name: "concat", axis }, [...parts], replaceAxis(first.shape, axis, [size]));
}

/** Arrays of one shape side by side along a new axis. */
export function stack(parts: readonly Node[], axis = 0): Node {
  return concat(
    parts.map((part) => reshape(part, [...part.shape.slice(0, axis), 1, ...part.shape.slice(axis)])),
    axis,
  );
}
