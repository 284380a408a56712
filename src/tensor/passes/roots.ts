/**
 * Recursions over scales as recursions over variances: where a step reads the row before only squared and ends with a square root,
 * the rows are square roots of a recursion without them. Roots move out of joined and cut arrays, to meet the squares and
 * logarithms of what reads them. Rows after one that is NaN are no longer NaN for its sake.
 */
import { concat, div, input, reshape, scanOf, scanOperands, slice, sqrt, square } from "../build.ts";
import type { Node } from "../node.ts";
import { reachable } from "./dependencies.ts";
import { constantData, isNonNegative } from "./facts.ts";
import type { Rules } from "./rewrite.ts";
import { substitute } from "./substitute.ts";

export const roots: Rules = {
  scan: (node) => asVariances(node),
  concat: ({ op, inputs }) => {
    if (op.name !== "concat" || !inputs.some(rootOf) || !inputs.every((x) => rootOf(x) || isPositive(x)))
      return undefined;
    return sqrt(
      concat(
        inputs.map((x) => rootOf(x) ?? square(x)),
        op.axis,
      ),
    );
  },
  slice: ({ op, inputs: [x], shape }) => {
    const inner = rootOf(x);
    return inner && op.name === "slice" ? sqrt(slice(inner, op.axis, op.start, op.start + shape[op.axis])) : undefined;
  },
  square: ({ inputs: [x] }) => {
    const [numerator, scale] = quotientOf(x) ?? [];
    const variance = scale && rootOf(scale);
    return numerator && variance && isNonNegative(variance) ? div(square(numerator), variance) : undefined;
  },
};

/** What the node is the square root of, in whatever shape. */
function rootOf({ op, inputs, shape }: Node): Node | undefined {
  if (op.name === "sqrt") return inputs[0];
  const inner = op.name === "reshape" ? rootOf(inputs[0]) : undefined;
  return inner && reshape(inner, shape);
}

/** a and b of a / b and of a * (1 / b). */
function quotientOf({ op, inputs: [a, b] }: Node): [Node, Node] | undefined {
  if (op.name === "div") return [a, b];
  if (op.name !== "mul") return undefined;
  if (b.op.name === "reciprocal") return [a, b.inputs[0]];
  return a.op.name === "reciprocal" ? [b, a.inputs[0]] : undefined;
}

const alwaysPositive: ReadonlySet<string> = new Set(["exp", "sigmoid", "softplus"]);
const positiveOfPositive: ReadonlySet<string> = new Set([
  "mul",
  "div",
  "reciprocal",
  "concat",
  "slice",
  "reshape",
  "broadcast",
  "transpose",
]);

/**
 * Whether the node is above 0 where nothing underflows, or known not to be below: the root of a square has no derivative at 0.
 * @param depth nodes one below the other that are still followed
 */
function isPositive(node: Node, depth = 8): boolean {
  const { op, inputs } = node;
  if (alwaysPositive.has(op.name)) return true;
  if (depth === 0) return false;
  if (op.name === "gather") return isPositive(inputs[0], depth - 1);
  if (op.name === "add" && inputs.some((x) => isPositive(x, depth - 1))) return inputs.every((x) => isNonNegative(x));
  if (positiveOfPositive.has(op.name)) return inputs.every((x) => isPositive(x, depth - 1));
  return constantData(node)?.every((x) => x >= 0) ?? false;
}

function asVariances(node: Node): Node | undefined {
  const { op } = node;
  if (op.name !== "scan" || op.settles) return undefined;
  const { body, reverse } = op;
  const inner = rootOf(body.next);
  const isSquare = ({ op: { name }, inputs }: Node) => name === "square" && inputs[0] === body.carry;
  if (!inner || !reachable([inner]).every((each) => isSquare(each) || !each.inputs.includes(body.carry)))
    return undefined;
  const { start, xs, shared } = scanOperands(node, body);
  const variance = input("scan.carry", 0, start.shape);
  const [next] = substitute([inner], (each) => (isSquare(each) ? variance : undefined));
  const { xs: rows, shared: common } = body;
  const inside = { carry: variance, xs: rows, shared: common, next };
  const variances = scanOf(square(start), xs, shared, inside, node.shape[0], reverse);
  return isNonNegative(start) && isNonNegative(variances) ? sqrt(variances) : undefined;
}
