/** The value of a node that depends on no input and no black box. */
import { compute } from "./interpret.ts";
import type { Node } from "./node.ts";

const values = new WeakMap<Node, Float64Array>();

/** Whether the node depends on no input and no black box. */
export function isConstant(node: Node): boolean {
  return node.isConstant;
}

/**
 * The row-major values of a node that depends on no input and no black box, else undefined. Kept, so that asking again is
 * cheap; do not write to it. Throws a RangeError for an index out of range.
 */
export function constantValue(node: Node): Float64Array | undefined {
  if (node.op.name === "constant") return node.op.data;
  if (!node.isConstant) return undefined;
  const kept = values.get(node);
  if (kept) return kept;
  const [value] = compute([node], {}, values);
  values.set(node, value);
  return value;
}
