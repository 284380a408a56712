/**
 * The reverse derivative of an inner problem by the implicit function theorem. At the minimum w the gradient G(w, s) of the loss
 * is 0, so dw/ds = -H^-1 dG/ds with the Hessian H. With g the adjoint of w one system q = H^-1 g is solved, and s gets the
 * derivative of -q' G(w, s) at fixed w and q. Everything is an ordinary node, so further derivatives follow from it. H is not
 * positive definite where there is no minimum: then its Cholesky factor, and with it the derivative, is NaN.
 */
import { add, cholesky, input, mul, neg, reshape, select, sum, triangularSolve } from "./build.ts";
import { differentiate } from "./differentiate.ts";
import { guardOfInput } from "./guard.ts";
import type { MinimiserBody, Node } from "./node.ts";
import { substitute } from "./passes/substitute.ts";
import { secondOrder } from "./second-order.ts";

export interface MinimiserAdjoint {
  /** The adjoint of the result. */
  readonly g: Node;
  /** 0 where an element of the result is not used. */
  readonly guard: Node | undefined;
}

/** The adjoint of each input of a `minimiser` but its start, which has none. */
export function minimiserAdjoints(
  node: Node,
  body: MinimiserBody,
  { g, guard }: MinimiserAdjoint,
): (i: number) => Node {
  const { gradient, hessian } = secondOrder(body);
  const values = new Map<Node, Node>([[body.point, node]]);
  for (const [i, own] of body.shared.entries()) values.set(own, node.inputs[i + 1]);
  const [h] = substitute([hessian], (each) => values.get(each));
  // NaN where the point is, also where the Hessian does not tell.
  const q = add(solved(cholesky(h), g), mul(0, node));
  const held = input("minimiser.held", 0, q.shape);
  values.set(held, q);
  const pull = neg(sum(mul(gradient, held)));
  return (i) => {
    const [raw] = differentiate(pull, [body.shared[i - 1]]);
    const [value] = substitute([raw], (each) => values.get(each));
    return guard ? select(guardOfInput(node, i, guard), value, 0) : value;
  };
}

/** x with L L' x = b, for b [.., n]. */
export function solved(l: Node, b: Node): Node {
  const column = reshape(b, [...b.shape, 1]);
  return reshape(triangularSolve(l, triangularSolve(l, column), true), b.shape);
}
