/** Putting other nodes in the place of some, in everything that is made of them. */
import { makeNode, type Node } from "../node.ts";
import { sameShape, showShape } from "../shape.ts";
import { reachable } from "./dependencies.ts";

/**
 * The nodes with every node for which `replace` gives another one replaced by that. What is given is taken as it is: nothing
 * is replaced in it. Nodes that keep their inputs stay the same objects. Throws when a replacement has another shape.
 * @param oldest of the nodes that are replaced, where it is known: what is older is not looked at
 */
export function substitute(nodes: readonly Node[], replace: (node: Node) => Node | undefined, oldest?: Node): Node[] {
  const images = new Map<Node, Node>();
  const imageOf = (node: Node) => images.get(node) ?? node;
  for (const node of reachable(nodes, oldest)) {
    const given = replace(node);
    if (given && !sameShape(given.shape, node.shape)) {
      throw new Error(`substitute: ${showShape(given.shape)} in the place of ${showShape(node.shape)}`);
    }
    images.set(node, given ?? withInputs(node, node.inputs.map(imageOf)));
  }
  return nodes.map(imageOf);
}

/** The node with other inputs of the same shapes; itself when they are the ones it has. */
export function withInputs(node: Node, inputs: readonly Node[]): Node {
  return inputs.every((x, i) => x === node.inputs[i]) ? node : makeNode(node.op, inputs, node.shape);
}
