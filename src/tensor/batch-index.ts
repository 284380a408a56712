/** Vectorised gather and scatter_add: a batch of indices becomes one longer index where the arrays are batched too. */
import type { Batching } from "./batch.ts";
import { add, broadcast, constant, gather, reshape, scatterAdd, transpose } from "./build.ts";
import type { Node } from "./node.ts";
import { inversePermutation, range } from "./shape.ts";

/** gather(x, index, axis) for a batch of x, of indices or of both. */
export function batchedGather(x: Node, index: Node, axis: number, { size, imageOf }: Batching): Node {
  const [many, indices] = [imageOf(x), imageOf(index)];
  if (many && indices) {
    const front = toFront(many.shape.length, axis + 1, 1);
    const n = x.shape[axis];
    const moved = transpose(many, front);
    const flat = reshape(moved, [size * n, ...moved.shape.slice(2)]);
    const rank = x.shape.length + index.shape.length;
    return transpose(
      gather(flat, ownBlock(indices, n), 0),
      inversePermutation(toFront(rank, axis + 1, index.shape.length)),
    );
  }
  if (many) return gather(many, index, axis + 1);
  const taken = gather(x, indices ?? index, axis);
  return transpose(taken, [axis, ...range(taken.shape.length).filter((each) => each !== axis)]);
}

/** scatter_add for a batch of values, of indices or of both. */
export function batchedScatter(node: Node, axis: number, length: number, { size, lift, imageOf }: Batching): Node {
  const [values, index] = node.inputs;
  const indices = imageOf(index);
  const many = lift(values);
  if (!indices) return scatterAdd(many, index, axis + 1, length);
  const moved = transpose(many, toFront(many.shape.length, axis + 1, index.shape.length));
  const flat = scatterAdd(moved, ownBlock(indices, length), 0, size * length);
  const blocks = reshape(flat, [size, length, ...flat.shape.slice(1)]);
  return transpose(blocks, inversePermutation(toFront(blocks.shape.length, axis + 1, 1)));
}

/** The permutation that brings `count` axes from `axis` on to just behind the first. */
function toFront(rank: number, axis: number, count: number): number[] {
  const moved = range(count).map((i) => axis + i);
  return [0, ...moved, ...range(rank).filter((each) => each > 0 && !moved.includes(each))];
}

/** Indices [B, ..] into B arrays of n elements as indices into these laid end to end. */
function ownBlock(indices: Node, n: number): Node {
  const size = indices.shape[0];
  const starts = constant(
    range(size).map((b) => b * n),
    [size],
  );
  return add(indices, broadcast(starts, indices.shape, [0]));
}
