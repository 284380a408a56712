/** Inner problems spelt out for emitters that know none: as the recursions of `newton.ts`, wherever they stand. */

import { doublePrecision, newton, type Precision } from "../newton.ts";
import { makeNode, type Node, type Program } from "../node.ts";
import { reachable } from "./dependencies.ts";
import { optimise } from "./optimise.ts";
import { substitute, withInputs } from "./substitute.ts";

/**
 * The same program without `minimiser`, optimised again where there was one. It can no longer be differentiated cheaply.
 * @param precision of the numbers that the program will be run with
 */
export function withoutMinimisers(program: Program, precision = doublePrecision): Program {
  const nodes = program.outputs.map((output) => output.node);
  if (!hasMinimiser(nodes)) return program;
  const spelt = spellOut(nodes, precision);
  return optimise({ ...program, outputs: program.outputs.map((output, i) => ({ ...output, node: spelt[i] })) });
}

function hasMinimiser(nodes: readonly Node[]): boolean {
  return reachable(nodes).some(
    ({ op }) => op.name === "minimiser" || (op.name === "scan" && hasMinimiser([op.body.next])),
  );
}

function spellOut(nodes: readonly Node[], precision: Precision): Node[] {
  const images = new Map<Node, Node>();
  const imageOf = (node: Node) => images.get(node) ?? node;
  for (const node of reachable(nodes)) {
    const { op } = node;
    const inputs = node.inputs.map(imageOf);
    if (op.name === "minimiser") {
      const { start, shared, result } = newton(op.body, precision);
      const own = new Map([start, ...shared].map((each, i) => [each, inputs[i]]));
      const [point] = substitute(spellOut([result], precision), (each) => own.get(each));
      images.set(node, point);
      continue;
    }
    if (op.name === "scan" && hasMinimiser([op.body.next])) {
      const [next] = spellOut([op.body.next], precision);
      images.set(node, makeNode({ ...op, body: { ...op.body, next } }, inputs, node.shape));
    } else images.set(node, withInputs(node, inputs));
  }
  return nodes.map(imageOf);
}
