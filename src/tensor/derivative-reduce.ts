/** Reverse derivatives of reductions and running sums. */
import {
  concat,
  cumsum,
  div,
  eq,
  exp,
  fill,
  max,
  mul,
  reshape,
  restore,
  slice,
  softmaxShift,
  sub,
  sum,
  transpose,
} from "./build.ts";
import { type Node, sizeOf } from "./node.ts";
import { inversePermutation, otherAxes } from "./shape.ts";

/** The adjoint of the input of a reducing node, from its own adjoint g; undefined for any other node. */
export function reduceAdjoint(node: Node, g: Node): Node | undefined {
  const { op } = node;
  const x = node.inputs[0];
  if (op.name === "cumsum") return cumsum(g, op.axis, !op.reverse);
  if (op.name !== "reduce") return undefined;
  const { kind, axes } = op;
  switch (kind) {
    case "sum":
      return restore(g, x.shape, axes);
    case "max":
    case "min": {
      const attained = eq(x, restore(node, x.shape, axes));
      // of elements that tie each has its share, as they may be one latent that several rows read; beside NaN none is attained
      const share = div(g, max(sum(attained, axes), 1));
      return mul(attained, restore(share, x.shape, axes));
    }
    case "logsumexp": {
      // The weights as `softmax` writes them, so that they are computed once.
      const shift = softmaxShift(node);
      return mul(restore(g, x.shape, axes), exp(sub(x, restore(shift, x.shape, axes))));
    }
    case "prod":
      return productAdjoint(x, axes, g);
  }
}

/** Brings the reduced axes together as the last one, and back. */
function productAdjoint(x: Node, axes: readonly number[], g: Node): Node {
  const kept = otherAxes(x.shape.length, axes);
  const permutation = [...kept, ...axes];
  const size = sizeOf(axes.map((axis) => x.shape[axis]));
  if (size === 0) return fill(x.shape, 0);
  const moved = transpose(x, permutation);
  const flat = reshape(moved, [...g.shape, size]);
  const adjoint = productTree(flat, reshape(g, [...g.shape, 1]));
  return transpose(reshape(adjoint, moved.shape), inversePermutation(permutation));
}

/**
 * The adjoint of x [.., n] when its product over the last axis has adjoint g [.., 1]: the product as a tree of pairwise
 * products, run backwards. Never divides, so it is exact with any number of zeros and can be differentiated again.
 */
function productTree(x: Node, g: Node): Node {
  const axis = x.shape.length - 1;
  const n = x.shape[axis];
  if (n === 1) return g;
  const half = Math.floor(n / 2);
  const left = slice(x, axis, 0, half);
  const right = slice(x, axis, half, 2 * half);
  const rest = n % 2 === 1 ? [slice(x, axis, n - 1, n)] : [];
  const inner = productTree(concat([mul(left, right), ...rest], axis), g);
  const pairs = slice(inner, axis, 0, half);
  const restAdjoint = n % 2 === 1 ? [slice(inner, axis, half, half + 1)] : [];
  return concat([mul(pairs, right), mul(pairs, left), ...restAdjoint], axis);
}
