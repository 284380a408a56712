/** Some of the independent repeats of a distribution: its arguments at these events only. */
import { unbatched } from "../distributions/unbatched.ts";
import { broadcast } from "../tensor/build.ts";
import { type Node, sizeOf } from "../tensor/node.ts";
import { range } from "../tensor/shape.ts";
import { take } from "../tensor/take.ts";
import type { Applied } from "./checked.ts";

/** The events at flat positions of the batch, one after the other: args [count, ...event axes]. */
export function pickEvents(applied: Applied, events: readonly number[]): Applied {
  const rank = applied.batch.length;
  return {
    ...applied,
    args: applied.args.map((node) => pick(node, rank, events)),
    batch: [{ size: events.length }],
  };
}

/** Node [...batch, ...event] at flat positions of its first `rank` axes: [count, ...event]. */
export function pick(node: Node, rank: number, places: readonly number[]): Node {
  const event = node.shape.slice(rank);
  const one = unbatched(node, event.length);
  const shape = [places.length, ...event];
  if (one !== undefined)
    return broadcast(
      one,
      shape,
      range(event.length).map((axis) => axis + 1),
    );
  const size = sizeOf(event);
  return take(
    node,
    Int32Array.from({ length: places.length * size }, (_, i) => places[Math.floor(i / size)] * size + (i % size)),
    shape,
  );
}
