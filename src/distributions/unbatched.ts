/** Arguments that a whole batch shares: what is computed from them once, not for every element of the batch. */
import { broadcast, reshape } from "../tensor/build.ts";
import { type Node, type Shape, sizeOf } from "../tensor/node.ts";

/** The shared [...event] argument that `node` [...batch, ...event] repeats along all of its batch, if it does. */
export function unbatched(node: Node, eventRank: number): Node | undefined {
  const batchRank = node.shape.length - eventRank;
  if (batchRank === 0) return node;
  const { op } = node;
  if (op.name !== "broadcast" || op.axes.some((axis) => axis < batchRank)) return undefined;
  return broadcast(
    node.inputs[0],
    node.shape.slice(batchRank),
    op.axes.map((axis) => axis - batchRank),
  );
}

/** x [...batch, ...event] with its batch as one leading axis. */
export function flatBatch(x: Node, eventRank: number): Node {
  const { batch, event } = split(x.shape, eventRank);
  return reshape(x, [sizeOf(batch), ...event]);
}

/** The batch and event axes of a shape. */
export function split(shape: Shape, eventRank: number): { batch: Shape; event: Shape } {
  const at = shape.length - eventRank;
  return { batch: shape.slice(0, at), event: shape.slice(at) };
}
