/** Element-wise work moves to before a gather by a known index, where there are fewer elements: log(gather s) is gather(log s). */
import { broadcast, gather } from "../build.ts";
import { constantValue } from "../evaluate.ts";
import { isElementwise } from "../evaluate-elementwise.ts";
import { makeNode, type Node, sizeOf } from "../node.ts";
import { sameShape } from "../shape.ts";
import { repeated } from "./facts.ts";
import type { Rules } from "./rewrite.ts";

export const gathers: Rules = {
  every: (node) => {
    if (!isElementwise(node)) return undefined;
    const model = node.inputs.find((x) => x.op.name === "gather");
    if (model?.op.name !== "gather") return undefined;
    const { axis } = model.op;
    const [source, index] = model.inputs;
    if (sizeOf(source.shape) >= sizeOf(node.shape) || !readsAll(index, source.shape[axis])) return undefined;
    const operands: Node[] = [];
    for (const x of node.inputs) {
      const same = x.op.name === "gather" && x.op.axis === axis && x.inputs[1] === index;
      const value = repeated(x);
      if (same && sameShape(x.inputs[0].shape, source.shape)) operands.push(x.inputs[0]);
      else if (value?.axes.length === 0) operands.push(broadcast(value.source, source.shape, []));
      else return undefined;
    }
    return gather(makeNode(node.op, operands, source.shape), index, axis);
  },
};

/** How many places an index names, by its numbers. */
const named = new WeakMap<Float64Array, number>();

/** Whether a known index has every place: what nobody reads must not be computed, as its derivative may be infinite. */
function readsAll(index: Node, size: number): boolean {
  const data = constantValue(index);
  if (!data) return false;
  const count = named.get(data) ?? new Set(data).size;
  named.set(data, count);
  return count === size;
}
