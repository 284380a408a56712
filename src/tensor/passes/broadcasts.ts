/** Element-wise work moves to before a broadcast, where there are fewer elements: exp(broadcast s) is broadcast(exp s). */
import { broadcast } from "../build.ts";
import { isElementwise } from "../evaluate-elementwise.ts";
import { makeNode } from "../node.ts";
import { onFewerAxes } from "./facts.ts";
import type { Rules } from "./rewrite.ts";

export const broadcasts: Rules = {
  every: (node) => {
    if (!isElementwise(node)) return undefined;
    const fewer = onFewerAxes(node.inputs, node.shape);
    if (!fewer) return undefined;
    return broadcast(makeNode(node.op, fewer.operands, fewer.operands[0].shape), node.shape, fewer.axes);
  },
};
