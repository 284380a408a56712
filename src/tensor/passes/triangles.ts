/** Of the adjoint of a Cholesky factor only the lower triangle is read: masks that keep it are left out. */
import { add, choleskyAdjoint, mul, neg, sub } from "../build.ts";
import type { Node } from "../node.ts";
import type { Rules } from "./rewrite.ts";

/** Sums one in the other that are followed. */
const deepest = 8;

export const triangles: Rules = {
  cholesky_adjoint: ({ inputs: [l, g] }) => {
    const plain = withoutMask(g, deepest);
    return plain === g ? undefined : choleskyAdjoint(l, plain);
  },
};

/** The node with the same lower triangle and without masks above it. */
function withoutMask(node: Node, depth: number): Node {
  const { op, inputs } = node;
  const [a, b] = inputs;
  const inner = (x: Node) => withoutMask(x, depth - 1);
  const rebuilt = (build: (x: Node, y: Node) => Node) => {
    const [x, y] = [inner(a), inner(b)];
    return x === a && y === b ? node : build(x, y);
  };
  if (depth === 0) return node;
  const factor = op.name === "mul" ? factorBelow(b) : undefined;
  if (factor !== undefined) return factor === 1 ? a : mul(a, factor);
  if (op.name === "add") return rebuilt(add);
  if (op.name === "sub") return rebuilt(sub);
  if (op.name !== "neg") return node;
  const x = inner(a);
  return x === a ? node : neg(x);
}

/** The one number in the lower triangle of a known matrix that is something else above. */
function factorBelow({ op, shape }: Node): number | undefined {
  if (op.name !== "constant" || shape.length !== 2) return undefined;
  const [, n] = shape;
  const [first] = op.data;
  return op.data.every((x, i) => i % n > Math.floor(i / n) || x === first) ? first : undefined;
}
