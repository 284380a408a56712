/** Vectorised matmul and triangular_solve: many sides of one matrix become one longer side, so that the matrix is not repeated. */
import type { Batching } from "./batch.ts";
import { matmul, reshape, transpose, triangularSolve } from "./build.ts";
import type { Node } from "./node.ts";
import { inversePermutation, range } from "./shape.ts";

/** matmul(a, b) for a batch of a, of b or of both. */
export function batchedMatmul(a: Node, b: Node, { imageOf }: Batching): Node {
  const [as, bs] = [imageOf(a), imageOf(b)];
  if (as && bs) return matmul(as, bs);
  if (as) return beside(as, as.shape.length - 2, (rows) => matmul(rows, b));
  return bs ? beside(bs, bs.shape.length - 1, (columns) => matmul(a, columns)) : matmul(a, b);
}

/** triangular_solve(l, b) for a batch of l, of b or of both. */
export function batchedSolve(l: Node, b: Node, transposed: boolean, { imageOf, lift }: Batching): Node {
  if (imageOf(l)) return triangularSolve(lift(l), lift(b), transposed);
  const bs = lift(b);
  return beside(bs, bs.shape.length - 1, (columns) => triangularSolve(l, columns, transposed));
}

/** Applies f to x [B, ..] with its batch laid along `axis`; f may change the sizes of the last two axes. */
function beside(x: Node, axis: number, f: (x: Node) => Node): Node {
  const rank = x.shape.length;
  const [size, each] = [x.shape[0], x.shape[axis]];
  const order = [...range(rank).slice(1, axis), 0, ...range(rank).slice(axis)];
  const moved = transpose(x, order);
  const y = f(reshape(moved, [...moved.shape.slice(0, axis - 1), size * each, ...moved.shape.slice(axis + 1)]));
  const apart = reshape(y, [...y.shape.slice(0, axis - 1), size, each, ...y.shape.slice(axis)]);
  return transpose(apart, inversePermutation(order));
}
