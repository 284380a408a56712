/** How often each node is read, so that what is read several times is computed once. */
import type { Node } from "../../tensor/node.ts";
import { reachable } from "../../tensor/passes/dependencies.ts";

/** How many nodes and roots read each node. */
export function countUses(roots: readonly Node[]): ReadonlyMap<Node, number> {
  const uses = new Map<Node, number>();
  const add = (node: Node) => uses.set(node, (uses.get(node) ?? 0) + 1);
  for (const node of roots) add(node);
  for (const node of reachable(roots)) for (const x of new Set(node.inputs)) add(x);
  return uses;
}

/** Whether the operation only looks at its input from elsewhere: printing it again costs nothing. */
export function isView(node: Node): boolean {
  switch (node.op.name) {
    case "broadcast":
    case "reshape":
    case "slice":
    case "transpose":
    case "gather":
      return true;
    default:
      return false;
  }
}
