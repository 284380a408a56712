/** The value of a node that depends on no input and no black box. */
import { compute } from "./interpret.ts";
import type { Node } from "./node.ts";

const known = new WeakMap<Node, boolean>();
const values = new WeakMap<Node, Float64Array>();

/** Whether the node depends on no input and no black box. */
export function isConstant(node: Node): boolean {
  const pending = [node];
  for (let top = pending.at(-1); top !== undefined; top = pending.at(-1)) {
    if (known.has(top)) pending.pop();
    else if (top.op.name === "input" || "box" in top.op) known.set(top, false);
    else if (top.inputs.some((x) => known.get(x) === false)) known.set(top, false);
    else {
      const open = top.inputs.filter((x) => !known.has(x));
      if (open.length === 0) known.set(top, true);
      else pending.push(...open);
    }
  }
  return known.get(node) === true;
}

/**
 * The row-major values of a node that depends on no input and no black box, else undefined. Kept, so that asking again is
 * cheap; do not write to it. Throws a RangeError for an index out of range.
 */
export function constantValue(node: Node): Float64Array | undefined {
  if (node.op.name === "constant") return node.op.data;
  if (!isConstant(node)) return undefined;
  const kept = values.get(node);
  if (kept) return kept;
  const [value] = compute([node], {}, values);
  values.set(node, value);
  return value;
}
