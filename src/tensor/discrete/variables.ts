/** Discrete inputs of a program, element by element: the whole numbers each element may be. */
import { type Node, sizeOf } from "../node.ts";

/** What each element of an array may be: the whole numbers lower, lower + 1, .., `count` of them. */
export interface States {
  readonly lower: Float64Array;
  readonly count: Int32Array;
}

/** The elements of some discrete inputs, numbered through. */
export interface Variables extends States {
  /** Where the elements of each input begin. */
  readonly offsets: ReadonlyMap<Node, number>;
}

/** @param inputs with what their elements may be */
export function numberVariables(inputs: readonly (readonly [Node, States])[]): Variables {
  const offsets = new Map<Node, number>();
  let size = 0;
  for (const [node] of inputs) {
    offsets.set(node, size);
    size += sizeOf(node.shape);
  }
  const lower = new Float64Array(size);
  const count = new Int32Array(size);
  for (const [node, states] of inputs) {
    lower.set(states.lower, offsets.get(node));
    count.set(states.count, offsets.get(node));
  }
  return { offsets, lower, count };
}
