/** Where the elements of an operand of a matrix product are, when it is a transposed or reshaped array. */
import type { Node } from "../../tensor/node.ts";
import { stridesOf } from "../../tensor/shape.ts";
import type { Product, Strides } from "./products/shape.ts";

export interface Operand {
  /** The array that is read. */
  readonly source: Node;
  /** In the order of the operand's axes. */
  readonly strides: readonly number[];
}

/** Looks through transposes and, below them, through reshapes, which move no element. */
export function operandOf(node: Node): Operand {
  let source = node;
  let order = node.shape.map((_, axis) => axis);
  while (source.op.name === "transpose") {
    const { permutation } = source.op;
    order = order.map((axis) => permutation[axis]);
    source = source.inputs[0];
  }
  const strides = stridesOf(source.shape);
  while (source.op.name === "reshape") source = source.inputs[0];
  return { source, strides: order.map((axis) => strides[axis]) };
}

/** The product that a `matmul` is; undefined where the matrices of a stack do not follow each other evenly. */
export function productOf({ inputs, shape }: Node): Product | undefined {
  const [left, right] = inputs;
  const rank = shape.length;
  const stack = shape.slice(0, -2);
  const a = evenly(operandOf(left).strides, stack);
  const b = evenly(operandOf(right).strides, stack);
  if (!a || !b) return undefined;
  const batches = stack.reduce((product, n) => product * n, 1);
  return { batches, m: shape[rank - 2], k: left.shape[rank - 1], n: shape[rank - 1], a, b };
}

/** The strides of rows, columns and of all leading axes together. */
function evenly(strides: readonly number[], stack: readonly number[]): Strides | undefined {
  const [row, column] = strides.slice(-2);
  let batch = 0;
  let each = 0;
  for (let axis = stack.length - 1; axis >= 0; axis--) {
    if (stack[axis] === 1) continue;
    if (batch === 0) batch = strides[axis];
    else if (strides[axis] !== each) return undefined;
    each = strides[axis] * stack[axis];
  }
  return { batch, row, column };
}
