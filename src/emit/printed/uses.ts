/** How often each node is read, so that what is read several times is computed once. */
import type { Node } from "../../tensor/node.ts";
import { reachable } from "../../tensor/passes/dependencies.ts";

/** How many nodes and roots read each node, also within the bodies of recursions. */
export function countUses(roots: readonly Node[]): ReadonlyMap<Node, number> {
  const uses = new Map<Node, number>();
  const add = (node: Node) => uses.set(node, (uses.get(node) ?? 0) + 1);
  const count = (ends: readonly Node[]) => {
    for (const node of ends) add(node);
    for (const { op, inputs } of reachable(ends)) {
      for (const x of new Set(inputs)) add(x);
      if (op.name === "scan" && !bodies.has(op.body.next)) {
        bodies.add(op.body.next);
        count([op.body.next]);
      }
    }
  };
  const bodies = new Set<Node>();
  count(roots);
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
