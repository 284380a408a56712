/** Of the adjoint of a Cholesky factor only the lower triangle is read: masks that keep it are left out, and what goes to its diagonal is chosen there. */
import { add, broadcast, choleskyAdjoint, fill, mul, neg, select, sub, unitMatrix } from "../build.ts";
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
  if (op.name === "reshape") return diagonal(node) ?? node;
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

/** A vector that was scattered to the diagonal of zeros, as a choice of each element: nothing is stored. */
function diagonal({ inputs: [x], shape }: Node): Node | undefined {
  if (x.op.name !== "scatter_add" || shape.length !== 2) return undefined;
  const [values, index] = x.inputs;
  const [n] = shape;
  if (index.op.name !== "constant" || index.shape.length !== 1 || index.op.data.length !== n) return undefined;
  if (!index.op.data.every((place, i) => place === i * (n + 1))) return undefined;
  return select(unitMatrix(n), broadcast(values, shape, [0]), fill(shape, 0));
}
