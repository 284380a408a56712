/** Samples of operations as programs with their derivatives. */
import * as b from "../../src/tensor/build.ts";
import { differentiate } from "../../src/tensor/differentiate.ts";
import { type Node, type Program, sizeOf } from "../../src/tensor/node.ts";
import { type Case, weights } from "../tensor/finite-difference.ts";
import { fromXToY } from "./from-x-to-y.ts";

/** From buffer x to y: the result, the gradient of its weighted sum, the gradient of the weighted sum of that, and so on `times` times. */
export function programOf({ program, shapes }: Case, times: number): Program {
  let size = 0;
  const inputs = shapes.map((shape) => {
    const node = b.input("x", size, shape);
    size += sizeOf(shape);
    return node;
  });
  const result = program(inputs);
  const nodes: Node[] = [result];
  let last = [result];
  for (let i = 0; i < times; i++) {
    const total = last.map((node) => b.sum(b.mul(node, weights(node.shape)))).reduce((x, y) => b.add(x, y));
    last = differentiate(total, inputs);
    nodes.push(...last);
  }
  return fromXToY(size, nodes);
}
