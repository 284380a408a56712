/** How much an operation costs for one element: in text, which decides what is written out, and in time, what is kept. */
import { isElementwise } from "../../tensor/evaluate-elementwise.ts";
import type { Node } from "../../tensor/node.ts";
import type { Axes } from "./axes.ts";
import { reducedAxes } from "./mapping.ts";

/** Time relative to an addition; 1 where nothing stands here. */
const times: Readonly<Record<string, number>> = {
  neg: 0.5,
  div: 4,
  reciprocal: 4,
  sqrt: 4,
  exp: 20,
  log: 20,
  log1p: 25,
  expm1: 25,
  sin: 30,
  cos: 30,
  tan: 40,
  asin: 40,
  acos: 40,
  atan: 40,
  sinh: 40,
  cosh: 40,
  tanh: 25,
  sigmoid: 25,
  softplus: 50,
  lgamma: 60,
  erf: 40,
  erfc: 40,
  log_normal_cdf: 60,
  log_i0: 60,
  i1_i0: 60,
  polygamma: 60,
  pow: 80,
  log_gamma_p: 300,
  log_gamma_q: 300,
  log_student_cdf: 400,
  mod: 10,
};

/** Operations whose text has an exponential in it. */
const longTexts: ReadonlySet<string> = new Set(["exp", "tanh", "sigmoid", "softplus"]);

/** Time of one element of an element-wise operation, in additions. */
export function timeOf(node: Node): number {
  return isElementwise(node) ? (times[node.op.name] ?? 1) : 0;
}

/** So many words for each combination of indices of the axes in `classes`. */
export interface Work {
  readonly weight: number;
  readonly classes: readonly number[];
}

/** Text of the parts of a concatenation, each of which is copied by loops of its own. */
export function workOfParts({ op, inputs }: Node, axes: Axes): Work[] {
  if (op.name !== "concat") return [];
  return inputs.map((x) => ({ weight: 1, classes: x.shape.map((_, axis) => axes.classOf(x, axis)) }));
}

/** Text that writes the elements of a node to where they are wanted. */
export function workOfStores(node: Node, axes: Axes): Work {
  return { weight: 1, classes: node.shape.map((_, axis) => axes.classOf(node, axis)) };
}

/** Text of a node. */
export function workOf(node: Node, axes: Axes): Work {
  const { op, inputs } = node;
  const own = node.shape.map((_, axis) => axes.classOf(node, axis));
  if (isElementwise(node)) return { weight: longTexts.has(op.name) ? 12 : 1, classes: own };
  switch (op.name) {
    case "reduce":
    case "argmax":
    case "argmin":
      return { weight: 1, classes: [...own, ...reducedAxes(node).map((axis) => axes.classOf(inputs[0], axis))] };
    case "matmul":
      return { weight: 2, classes: [...own, axes.classOf(inputs[0], node.shape.length - 1)] };
    case "cholesky":
      return { weight: 1, classes: [...own, own[own.length - 1]] };
    case "cholesky_adjoint":
      return { weight: 2, classes: own };
    case "triangular_solve":
      return { weight: 2, classes: [...own, own[own.length - 2]] };
    case "scatter_add":
      return { weight: 1, classes: inputs[0].shape.map((_, axis) => axes.classOf(inputs[0], axis)) };
    case "gather":
    case "cumsum":
    case "concat":
    case "input":
      return { weight: 1, classes: own };
    default:
      return { weight: 0, classes: [] };
  }
}
