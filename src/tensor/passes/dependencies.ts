/** Which nodes a result is made of. */
import type { Node } from "../node.ts";

/**
 * Every node that the outputs are computed from, themselves included, inputs before what uses them.
 * @param from only those that are not older than this node: what depends on it is among them
 */
export function reachable(outputs: readonly Node[], from?: Node): Node[] {
  const first = from?.id ?? -1;
  const seen = new Set<Node>(first < 0 ? outputs : outputs.filter(({ id }) => id >= first));
  // A set is iterated in order of insertion and sees what is added on the way.
  for (const node of seen) for (const x of node.inputs) if (x.id >= first) seen.add(x);
  return [...seen].sort((a, b) => a.id - b.id);
}

/** The nodes that are among the given ones or computed from them. @param nodes inputs before what uses them */
export function dependents(nodes: readonly Node[], given: ReadonlySet<Node>): Set<Node> {
  const found = new Set(given);
  for (const node of nodes) if (node.inputs.some((x) => found.has(x))) found.add(node);
  return found;
}

/** Whether the node is computed from another one. */
export function dependsOnNode(node: Node, other: Node): boolean {
  const seen = new Set<Node>([node]);
  for (const each of seen) {
    if (each === other) return true;
    for (const x of each.inputs) if (x.id >= other.id) seen.add(x);
  }
  return false;
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
