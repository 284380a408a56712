/** Conditions that are known, doubled or nested, and functions of what they choose. */
import { constant, fill, mul, select, uniformValue } from "../build.ts";
import { isElementwise } from "../evaluate-elementwise.ts";
import { makeNode, type Node } from "../node.ts";
import { constantData, isBoolean, onFewerAxes } from "./facts.ts";
import type { Rules } from "./rewrite.ts";

export const conditions: Rules = {
  every: (node) => (isElementwise(node) ? ofChosen(node) : undefined),
  select: ({ inputs: [condition, a, b] }) => {
    const known = uniformValue(condition);
    if (known !== undefined) return known !== 0 ? a : b;
    if (a === b) return a;
    if (condition.op.name === "not") return select(condition.inputs[0], b, a);
    if (a.op.name === "select" && a.inputs[0] === condition) return select(condition, a.inputs[1], b);
    if (b.op.name === "select" && b.inputs[0] === condition) return select(condition, a, b.inputs[2]);
    return withKnownSigns(condition, a, b);
  },
  not: ({ inputs: [x] }) => (x.op.name === "not" && isBoolean(x.inputs[0]) ? x.inputs[0] : undefined),
  step: ({ inputs: [x] }) => (isBoolean(x) ? x : undefined),
  and: ({ inputs: [a, b], shape }) => {
    if (a === b && isBoolean(a)) return a;
    const known = uniformValue(b);
    if (known === undefined) return undefined;
    return known === 0 ? fill(shape, 0) : asBoolean(a);
  },
  or: ({ inputs: [a, b], shape }) => {
    if (a === b && isBoolean(a)) return a;
    const known = uniformValue(b);
    if (known === undefined) return undefined;
    return known !== 0 ? fill(shape, 1) : asBoolean(a);
  },
};

/**
 * A function of what one condition chooses among repeated values chooses among its values at these, which are computed once and
 * not for every element: log(c ? a : b) is c ? log a : log b.
 */
function ofChosen(node: Node): Node | undefined {
  const chosen = node.inputs.filter((x) => x.op.name === "select" && x.inputs.slice(1).every(isRepeated));
  const condition = chosen[0]?.inputs[0];
  if (!condition || node.inputs[0] === condition || isRepeated(condition)) return undefined;
  const branch = (i: number): Node | undefined => {
    const operands: Node[] = [];
    for (const x of node.inputs) {
      if (chosen.includes(x) && x.inputs[0] === condition) operands.push(x.inputs[i]);
      else if (isRepeated(x)) operands.push(x);
      else return undefined;
    }
    return onFewerAxes(operands, node.shape) && makeNode(node.op, operands, node.shape);
  };
  const [a, b] = [branch(1), branch(2)];
  return a && b && select(condition, a, b);
}

const isRepeated = (x: Node) => x.op.name === "broadcast";

/** Of x and -x by a known condition: x times known signs. */
function withKnownSigns(condition: Node, a: Node, b: Node): Node | undefined {
  const known = condition.op.name === "constant" ? constantData(condition) : undefined;
  if (!known) return undefined;
  const isOpposite = (x: Node, y: Node) => y.op.name === "neg" && y.inputs[0] === x;
  if (!isOpposite(a, b) && !isOpposite(b, a)) return undefined;
  const [x, chosen] = isOpposite(a, b) ? [a, 1] : [b, -1];
  const signs = known.map((holds) => (holds !== 0 ? chosen : -chosen));
  return mul(x, constant(signs, condition.shape));
}

function asBoolean(x: Node): Node | undefined {
  return isBoolean(x) ? x : undefined;
}
