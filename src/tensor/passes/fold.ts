/** Constant folding: what depends on no input is computed now. An array of one repeated number becomes a broadcast scalar. */
import { constant, fill } from "../build.ts";
import { constantValue } from "../evaluate.ts";
import { type Node, type Shape, sizeOf } from "../node.ts";
import { constantData } from "./facts.ts";
import type { Rules } from "./rewrite.ts";

/** Above this size a result is only stored when it is not much larger than what it is made of. */
const LARGE = 65_536;
const GROWTH = 4;

export const fold: Rules = {
  constant: (node) => {
    const { length } = node.shape;
    const data = constantData(node);
    return data && length > 0 && data.length > 0 ? uniform(data, node.shape) : undefined;
  },
  every: (node) => {
    if (node.inputs.length === 0 || node.op.name === "broadcast") return undefined;
    let size = 0;
    for (const x of node.inputs) {
      const data = constantData(x);
      if (!data) return undefined;
      size += data.length;
    }
    const result = sizeOf(node.shape);
    if (result > LARGE && result > GROWTH * size) return undefined;
    const value = constantValue(node);
    return value && (uniform(value, node.shape) ?? constant(value, node.shape));
  },
};

function uniform(data: Float64Array, shape: Shape): Node | undefined {
  return shape.length > 0 && data.every((x) => Object.is(x, data[0])) && data.length > 0
    ? fill(shape, data[0])
    : undefined;
}
