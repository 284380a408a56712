/** What can be said of a node's values without computing them. */
import { broadcast } from "../build.ts";
import { type Node, type Shape, sizeOf } from "../node.ts";

const trueOrFalse: ReadonlySet<string> = new Set(["lt", "le", "eq", "ne", "and", "or", "not", "step"]);
const neverNegative: ReadonlySet<string> = new Set(["exp", "square", "sqrt", "abs", "sigmoid", "softplus", "relu"]);

/** Not negative where none of the operands is. */
const inheritSign: ReadonlySet<string> = new Set(["add", "div", "min", "reciprocal", "concat"]);

/** The array behind a constant or behind a repeated one. */
export function constantData(node: Node): Float64Array | undefined {
  if (node.op.name === "constant") return node.op.data;
  return node.op.name === "broadcast" ? constantData(node.inputs[0]) : undefined;
}

/** 0 or 1 in every element. */
export function isBoolean(node: Node): boolean {
  if (node.op.name === "broadcast") return isBoolean(node.inputs[0]);
  return (
    trueOrFalse.has(node.op.name) || (node.op.name === "constant" && node.op.data.every((x) => x === 0 || x === 1))
  );
}

const nothing: ReadonlySet<Node> = new Set();

/** Nodes one below the other that are followed for their sign. */
const farthest = 16;

/**
 * At least 0, or NaN, in every element.
 * @param given inputs of which this is known
 */
export function isNonNegative(node: Node, given: ReadonlySet<Node> = nothing, depth = farthest): boolean {
  const { op, inputs } = node;
  if (given.has(node) || neverNegative.has(op.name) || isBoolean(node)) return true;
  if (depth === 0) return false;
  const follow = (x: Node) => isNonNegative(x, given, depth - 1);
  if (inheritSign.has(op.name)) return inputs.every(follow);
  switch (op.name) {
    case "mul":
      return inputs[0] === inputs[1] || inputs.every(follow);
    case "max":
      return inputs.some(follow);
    case "select":
      return follow(inputs[1]) && follow(inputs[2]);
    case "gather":
    case "slice":
    case "reshape":
    case "broadcast":
    case "transpose":
      return follow(inputs[0]);
    case "scan": {
      const { carry, xs, shared, next } = op.body;
      const known = [...xs, ...shared].filter((_, i) => follow(inputs[1 + i]));
      return follow(inputs[0]) && isNonNegative(next, new Set([carry, ...known]), depth - 1);
    }
    default:
      return constantData(node)?.every((x) => x >= 0) ?? false;
  }
}

/** A value repeated along axes of a larger array. */
export interface Repeated {
  readonly source: Node;
  readonly axes: readonly number[];
}

export function repeated(node: Node): Repeated | undefined {
  return node.op.name === "broadcast" ? { source: node.inputs[0], axes: node.op.axes } : undefined;
}

/**
 * Operands that are all repeated, brought to the fewest axes that hold them all: an element-wise operation on these, repeated
 * along `axes`, is the operation on the operands. Undefined when that takes all axes.
 */
export function onFewerAxes(operands: readonly Node[], shape: Shape): { operands: Node[]; axes: number[] } | undefined {
  const all: Repeated[] = [];
  for (const operand of operands) {
    const each = repeated(operand);
    if (!each) return undefined;
    all.push(each);
  }
  const axes = [...new Set(all.flatMap((each) => each.axes))].sort((a, b) => a - b);
  if (axes.length === shape.length) return undefined;
  const inner = axes.map((axis) => shape[axis]);
  return {
    operands: all.map((each) =>
      broadcast(
        each.source,
        inner,
        each.axes.map((axis) => axes.indexOf(axis)),
      ),
    ),
    axes,
  };
}

/** How many elements of `shape` meet in one when `axes` are reduced. */
export function sizeAlong(shape: Shape, axes: readonly number[]): number {
  return sizeOf(axes.map((axis) => shape[axis]));
}
