/** Inner problems spelt out for emitters that know none: as the recursions of `newton.ts`, wherever they stand. */

import { newton } from "../newton.ts";
import { makeNode, type Node, type Program } from "../node.ts";
import { reachable } from "./dependencies.ts";
import { optimise } from "./optimise.ts";
import { substitute, withInputs } from "./substitute.ts";

/** The same program without `minimiser`, optimised again where there was one. It can no longer be differentiated cheaply. */
export function withoutMinimisers(program: Program): Program {
  const nodes = program.outputs.map((output) => output.node);
  if (!hasMinimiser(nodes)) return program;
  const spelt = spellOut(nodes);
  return optimise({ ...program, outputs: program.outputs.map((output, i) => ({ ...output, node: spelt[i] })) });
}

function hasMinimiser(nodes: readonly Node[]): boolean {
  return reachable(nodes).some(
    ({ op }) => op.name === "minimiser" || (op.name === "scan" && hasMinimiser([op.body.next])),
  );
}

function spellOut(nodes: readonly Node[]): Node[] {
  const images = new Map<Node, Node>();
  const imageOf = (node: Node) => images.get(node) ?? node;
  for (const node of reachable(nodes)) {
    const { op } = node;
    const inputs = node.inputs.map(imageOf);
    if (op.name === "minimiser") {
      const { start, shared, result } = newton(op.body);
      const own = new Map([start, ...shared].map((each, i) => [each, inputs[i]]));
      const [point] = substitute(spellOut([result]), (each) => own.get(each));
      images.set(node, point);
      continue;
    }
    if (op.name === "scan" && hasMinimiser([op.body.next])) {
      const [next] = spellOut([op.body.next]);
      images.set(node, makeNode({ ...op, body: { ...op.body, next } }, inputs, node.shape));
    } else images.set(node, withInputs(node, inputs));
  }
  return nodes.map(imageOf);
}
