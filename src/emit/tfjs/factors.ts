/** Factors and triangular systems of every lane, or of none where all lanes have the same matrix. */
import { type Op, sizeOf } from "../../tensor/node.ts";
import { cholesky, choleskyAdjoint, solveLower, solveTransposed } from "./linear.ts";
import type { Call, Value } from "./value.ts";

/** The inputs as [count, rows, columns] each. */
function matrices({ node, values, shapes }: Call) {
  const { tensors, isBatched } = shapes.together(node.inputs, values);
  const flat = tensors.map((tensor) => {
    const [rows, columns] = tensor.shape.slice(-2);
    return shapes.reshaped(tensor, [sizeOf(tensor.shape.slice(0, -2)), rows, columns]);
  });
  return { flat, isBatched };
}

export function choleskyKernel(_: Op, call: Call): Value {
  const { flat, isBatched } = matrices(call);
  const { core } = call.shapes;
  return { tensor: core.reshape(cholesky(core, flat[0]), call.shapes.shapeOf(call.node, isBatched)), isBatched };
}

export function choleskyAdjointKernel(_: Op, call: Call): Value {
  const { flat, isBatched } = matrices(call);
  const { core } = call.shapes;
  const adjoint = choleskyAdjoint(core, flat[0], flat[1]);
  return { tensor: core.reshape(adjoint, call.shapes.shapeOf(call.node, isBatched)), isBatched };
}

export function solveKernel(op: Extract<Op, { readonly name: "triangular_solve" }>, call: Call): Value {
  const { node, values, shapes } = call;
  const { core, lanes } = shapes;
  const solve = op.transposed ? solveTransposed : solveLower;
  const [l, b] = values;
  if (!l.isBatched && b.isBatched && node.shape.length === 2) {
    // One matrix: the lanes become columns of one right side.
    const [n, m] = node.shape;
    const columns = core.reshape(core.transpose(shapes.full(node.inputs[1], b), [1, 0, 2]), [1, n, lanes * m]);
    const solved = solve(core, core.expandDims(shapes.full(node.inputs[0], l), 0), columns);
    return { tensor: core.transpose(core.reshape(solved, [n, lanes, m]), [1, 0, 2]), isBatched: true };
  }
  const { flat, isBatched } = matrices(call);
  return { tensor: core.reshape(solve(core, flat[0], flat[1]), shapes.shapeOf(node, isBatched)), isBatched };
}
