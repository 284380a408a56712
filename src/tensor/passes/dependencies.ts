/** Which nodes a result is made of. */
import type { Node } from "../node.ts";

/** Every node that the outputs are computed from, themselves included, inputs before what uses them. */
export function reachable(outputs: readonly Node[]): Node[] {
  const seen = new Set<Node>(outputs);
  // A set is iterated in order of insertion and sees what is added on the way.
  for (const node of seen) for (const x of node.inputs) seen.add(x);
  return [...seen].sort((a, b) => a.id - b.id);
}

/** Whether the predicate holds for the node or for anything it is computed from. */
export function dependsOn(node: Node, predicate: (node: Node) => boolean): boolean {
  const seen = new Set<Node>([node]);
  for (const each of seen) {
    if (predicate(each)) return true;
    for (const x of each.inputs) seen.add(x);
  }
  return false;
}
