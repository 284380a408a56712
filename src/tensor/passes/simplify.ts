/**
 * Algebra on one or two nodes. Rules hold for all numbers up to rounding, with these liberties: over- and underflow of inner
 * results may differ, exp(log x) and square(sqrt x) are taken as x only where x cannot be negative. 0 * x is left alone unless
 * x is 0 or 1, and x - x always, since x may be infinite or NaN.
 */
import {
  abs,
  add,
  div,
  fill,
  log,
  log1p,
  mul,
  neg,
  reciprocal,
  softplus,
  sqrt,
  square,
  sub,
  uniformValue,
} from "../build.ts";
import type { Node } from "../node.ts";
import { isBoolean, isNonNegative } from "./facts.ts";
import type { Rules } from "./rewrite.ts";

/** The operand when the node is of that name. */
const under = (name: string, node: Node): Node | undefined => (node.op.name === name ? node.inputs[0] : undefined);

export const simplify: Rules = {
  neg: ({ inputs: [x] }) => {
    if (x.op.name === "neg") return x.inputs[0];
    return x.op.name === "sub" ? sub(x.inputs[1], x.inputs[0]) : undefined;
  },
  add: ({ inputs: [a, b] }) => {
    if (uniformValue(b) === 0) return a;
    if (a === b) return mul(a, 2);
    const [minusA, minusB] = [under("neg", a), under("neg", b)];
    if (minusB) return sub(a, minusB);
    return minusA && sub(b, minusA);
  },
  sub: ({ inputs: [a, b] }) => {
    if (uniformValue(b) === 0) return a;
    if (uniformValue(a) === 0) return neg(b);
    const [minusA, minusB] = [under("neg", a), under("neg", b)];
    if (minusB) return add(a, minusB);
    return minusA && neg(add(minusA, b));
  },
  mul: ({ inputs: [a, b], shape }) => {
    const factor = uniformValue(b);
    if (factor === 1) return a;
    if (factor === -1) return neg(a);
    if (factor === 0 && isBoolean(a)) return fill(shape, 0);
    if (a === b) return square(a);
    const [minusA, minusB] = [under("neg", a), under("neg", b)];
    if (minusA) return neg(mul(minusA, b));
    return minusB && neg(mul(a, minusB));
  },
  div: ({ inputs: [a, b] }) => {
    if (uniformValue(b) === 1) return a;
    if (uniformValue(a) === 1) return reciprocal(b);
    const [minusA, minusB] = [under("neg", a), under("neg", b)];
    if (minusA) return neg(div(minusA, b));
    return minusB && neg(div(a, minusB));
  },
  pow: ({ inputs: [x, p], shape }) => powerOf(x, uniformValue(p), shape),
  square: ({ inputs: [x] }) => {
    const even = under("neg", x) ?? under("abs", x);
    if (even) return square(even);
    const root = under("sqrt", x);
    return root && isNonNegative(root) ? root : undefined;
  },
  abs: ({ inputs: [x] }) => {
    const even = under("neg", x);
    if (even) return abs(even);
    return isNonNegative(x) ? x : undefined;
  },
  sqrt: ({ inputs: [x] }) => {
    const root = under("square", x);
    return root && abs(root);
  },
  reciprocal: ({ inputs: [x] }) => {
    if (x.op.name === "div") return div(x.inputs[1], x.inputs[0]);
    return under("reciprocal", x);
  },
  exp: ({ inputs: [x] }) => {
    const inner = under("log", x);
    return inner && isNonNegative(inner) ? inner : undefined;
  },
  log: ({ inputs: [x] }) => logOf(x),
  log1p: ({ inputs: [x] }) => {
    const exponent = under("exp", x);
    if (exponent) return softplus(exponent);
    const minus = under("neg", x);
    const logit = minus && under("sigmoid", minus);
    return logit && neg(softplus(logit));
  },
  relu: ({ op, inputs: [x] }) => (isNonNegative(x) && !("slope" in op) ? x : undefined),
};

/** Forms that neither overflow nor cancel: log exp x, log sigmoid x, log(1 + exp x), log(1 - sigmoid x), log(1 + x). */
function logOf(x: Node): Node | undefined {
  const exponent = under("exp", x);
  if (exponent) return exponent;
  const root = under("sqrt", x);
  if (root) return mul(0.5, log(root));
  const logit = under("sigmoid", x);
  if (logit) return neg(softplus(neg(logit)));
  const inverse = under("reciprocal", x);
  if (inverse?.op.name === "exp") return neg(inverse.inputs[0]);
  if (x.op.name === "add" && uniformValue(x.inputs[1]) === 1 && x.inputs[0].op.name === "exp")
    return log1p(x.inputs[0]);
  if (x.op.name === "sub" && uniformValue(x.inputs[0]) === 1 && x.inputs[1].op.name === "sigmoid") {
    return neg(softplus(x.inputs[1].inputs[0]));
  }
  return undefined;
}

/** Whole and half powers without Math.pow, which costs as much as ten multiplications. */
function powerOf(x: Node, p: number | undefined, shape: readonly number[]): Node | undefined {
  switch (p) {
    case 0:
      return fill(shape, 1);
    case 1:
      return x;
    case 2:
      return square(x);
    case 3:
      return mul(square(x), x);
    case 4:
      return square(square(x));
    case 0.5:
      return sqrt(x);
    case -0.5:
      return reciprocal(sqrt(x));
    case -1:
      return reciprocal(x);
    case -2:
      return reciprocal(square(x));
    default:
      return undefined;
  }
}
