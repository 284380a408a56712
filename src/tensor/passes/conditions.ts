/** Conditions that are known, doubled or nested. */
import { fill, select, uniformValue } from "../build.ts";
import type { Node } from "../node.ts";
import { isBoolean } from "./facts.ts";
import type { Rules } from "./rewrite.ts";

export const conditions: Rules = {
  select: ({ inputs: [condition, a, b] }) => {
    const known = uniformValue(condition);
    if (known !== undefined) return known !== 0 ? a : b;
    if (a === b) return a;
    if (condition.op.name === "not") return select(condition.inputs[0], b, a);
    if (a.op.name === "select" && a.inputs[0] === condition) return select(condition, a.inputs[1], b);
    return b.op.name === "select" && b.inputs[0] === condition ? select(condition, a, b.inputs[2]) : undefined;
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

function asBoolean(x: Node): Node | undefined {
  return isBoolean(x) ? x : undefined;
}
