/**
 * Chains of matrix products with two known factors: (x b) c is x (b c), whose inner product is computed once, where that is less
 * work than it was. The same for c (b x).
 */
import { matmul } from "../build.ts";
import type { Node } from "../node.ts";
import { constantData } from "./facts.ts";
import type { Rules } from "./rewrite.ts";

export const products: Rules = {
  matmul: ({ inputs: [a, b], shape }) => {
    if (shape.length !== 2) return undefined;
    const [left, right] = [knownRight(a), knownLeft(b)];
    if (left && constantData(b)) return matmul(left.x, matmul(left.known, b));
    return right && constantData(a) ? matmul(matmul(a, right.known), right.x) : undefined;
  },
};

/** x and b of x b, where b is known and has fewer rows than columns. */
function knownRight(node: Node): { x: Node; known: Node } | undefined {
  const [x, known] = node.inputs;
  if (node.op.name !== "matmul" || !constantData(known) || constantData(x)) return undefined;
  return known.shape[0] < known.shape[1] ? { x, known } : undefined;
}

/** b and x of b x, where b is known and has fewer columns than rows. */
function knownLeft(node: Node): { x: Node; known: Node } | undefined {
  const [known, x] = node.inputs;
  if (node.op.name !== "matmul" || !constantData(known) || constantData(x)) return undefined;
  return known.shape[1] < known.shape[0] ? { x, known } : undefined;
}
