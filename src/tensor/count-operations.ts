/** How much arithmetic a program is: a number that depends on shapes alone, for people who compare two of them. */
import { newton } from "./newton.ts";
import { type Node, sizeOf } from "./node.ts";
import { reachable } from "./passes/dependencies.ts";

/**
 * Additions, multiplications and calls of functions in one evaluation of the nodes, each counted once however long it takes.
 * Moving numbers (slices, gathers, broadcasts) and asking black boxes is not counted.
 */
export function countOperations(outputs: readonly Node[]): number {
  return reachable(outputs).reduce((total, node) => total + operationsOf(node), 0);
}

function operationsOf(node: Node): number {
  const { op, inputs, shape } = node;
  switch (op.name) {
    case "constant":
    case "input":
    case "broadcast":
    case "reshape":
    case "transpose":
    case "slice":
    case "pad":
    case "gather":
    case "concat":
    case "call":
    case "call_vjp":
    case "parameter_gradient":
    case "parameter_vjp":
      return 0;
    case "reduce":
    case "argmax":
    case "argmin":
    case "cumsum":
    case "scatter_add":
      return sizeOf(inputs[0].shape);
    case "matmul":
      return 2 * sizeOf(shape) * inputs[0].shape[inputs[0].shape.length - 1];
    case "cholesky":
    case "cholesky_adjoint": {
      const n = shape[shape.length - 1];
      return Math.ceil((sizeOf(shape) * n * (op.name === "cholesky" ? 1 : 2)) / 3);
    }
    case "scan":
      return shape[0] * countOperations([op.body.next]);
    case "minimiser":
      // How many steps there are depends on the numbers: one is counted.
      return countOperations([newton(op.body).step]);
    case "triangular_solve":
      return sizeOf(shape) * inputs[0].shape[inputs[0].shape.length - 1];
    default:
      return sizeOf(shape);
  }
}
