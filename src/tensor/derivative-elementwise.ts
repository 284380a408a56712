/** Reverse derivatives of the element-wise operations, written with the values the forward pass has anyway. */
import {
  add,
  cos,
  cosh,
  digamma,
  div,
  eq,
  exp,
  fill,
  floor,
  i1I0,
  lgamma,
  log,
  log1p,
  lt,
  mul,
  neg,
  polygamma,
  pow,
  select,
  sigmoid,
  sign,
  sin,
  sinh,
  sqrt,
  square,
  step,
  sub,
} from "./build.ts";
import { constantValue } from "./evaluate.ts";
import type { BinaryName, Node, UnaryName } from "./node.ts";
import { NotDifferentiable } from "./not-differentiable.ts";

/** The adjoint of an operand from the adjoint g of the result y. */
type UnaryRule = (g: Node, x: Node, y: Node) => Node;
type BinaryRule = (g: Node, a: Node, b: Node, y: Node) => Node;

/** Operations that are constant wherever they are differentiable. */
export type Flat = "sign" | "floor" | "ceil" | "round" | "step" | "not" | "lt" | "le" | "eq" | "ne" | "and" | "or";
export const flatOperations: ReadonlySet<string> = new Set<Flat | "argmax" | "argmin">([
  "sign",
  "floor",
  "ceil",
  "round",
  "step",
  "not",
  "lt",
  "le",
  "eq",
  "ne",
  "and",
  "or",
  "argmax",
  "argmin",
]);

const LOG_SQRT_TWO_PI = 0.5 * Math.log(2 * Math.PI);
const TWO_OVER_SQRT_PI = 2 / Math.sqrt(Math.PI);

const gaussian = (x: Node) => mul(TWO_OVER_SQRT_PI, exp(neg(square(x))));

export const unaryRules: Readonly<Record<Exclude<UnaryName, Flat>, UnaryRule>> = {
  neg: (g) => neg(g),
  exp: (g, _, y) => mul(g, y),
  log: (g, x) => div(g, x),
  log1p: (g, x) => div(g, add(x, 1)),
  expm1: (g, _, y) => mul(g, add(y, 1)),
  sqrt: (g, _, y) => div(mul(g, 0.5), y),
  square: (g, x) => mul(g, mul(2, x)),
  reciprocal: (g, _, y) => neg(mul(g, square(y))),
  abs: (g, x) => mul(g, sign(x)),
  sin: (g, x) => mul(g, cos(x)),
  cos: (g, x) => neg(mul(g, sin(x))),
  tan: (g, _, y) => mul(g, add(square(y), 1)),
  asin: (g, x) => div(g, sqrt(sub(1, square(x)))),
  acos: (g, x) => neg(div(g, sqrt(sub(1, square(x))))),
  atan: (g, x) => div(g, add(square(x), 1)),
  sinh: (g, x) => mul(g, cosh(x)),
  cosh: (g, x) => mul(g, sinh(x)),
  tanh: (g, _, y) => mul(g, sub(1, square(y))),
  sigmoid: (g, _, y) => mul(g, mul(y, sub(1, y))),
  softplus: (g, x) => mul(g, sigmoid(x)),
  relu: (g, x, { op }) => mul(g, "slope" in op ? sigmoid(mul(op.slope, x)) : step(x)),
  lgamma: (g, x) => mul(g, digamma(x)),
  erf: (g, x) => mul(g, gaussian(x)),
  erfc: (g, x) => neg(mul(g, gaussian(x))),
  // phi(x) / Phi(x), with the quotient taken in the exponent so that the left tail does not underflow.
  log_normal_cdf: (g, x, y) => mul(g, exp(sub(sub(mul(-0.5, square(x)), LOG_SQRT_TWO_PI), y))),
  log_i0: (g, x) => mul(g, i1I0(x)),
  // From I1' = I0 - I1 / x (Abramowitz & Stegun 9.6.26); I1 / (x I0) tends to 1/2 at 0.
  i1_i0: (g, x, y) => mul(g, select(eq(x, 0), 0.5, sub(sub(1, div(y, x)), square(y)))),
};

/** The derivative of polygamma of an order is polygamma of the next. */
export const polygammaRule = (order: number, g: Node, x: Node): Node => mul(g, polygamma(order + 1, x));

/** For each operation, the adjoints of its first and second operand. */
export const binaryRules: Readonly<Record<Exclude<BinaryName, Flat>, readonly [BinaryRule, BinaryRule]>> = {
  add: [(g) => g, (g) => g],
  sub: [(g) => g, (g) => neg(g)],
  mul: [(g, _, b) => mul(g, b), (g, a) => mul(g, a)],
  div: [(g, _, b) => div(g, b), (g, _, b, y) => neg(div(mul(g, y), b))],
  pow: [powerBase, powerExponent],
  mod: [(g) => g, (g, a, b) => neg(mul(g, floor(div(a, b))))],
  log_gamma_p: [notDifferentiable("log_gamma_p"), (g, a, x, y) => mul(g, gammaRatio(a, x, y))],
  log_gamma_q: [notDifferentiable("log_gamma_q"), (g, a, x, y) => neg(mul(g, gammaRatio(a, x, y)))],
  log_student_cdf: [notDifferentiable("log_student_cdf"), (g, df, t, y) => mul(g, studentRatio(df, t, y))],
  // Strict comparisons: at a tie both derivatives are 0.
  min: [(g, a, b) => select(lt(a, b), g, 0), (g, a, b) => select(lt(b, a), g, 0)],
  max: [(g, a, b) => select(lt(b, a), g, 0), (g, a, b) => select(lt(a, b), g, 0)],
};

/** A derivative that there is no formula for: the checker keeps latents away from such operands. */
function notDifferentiable(name: BinaryName): BinaryRule {
  return () => {
    throw new NotDifferentiable(name);
  };
}

/** The density of Gamma(a, 1) at x over exp(y), its distribution function or what is left of it. */
function gammaRatio(a: Node, x: Node, y: Node): Node {
  return exp(sub(sub(sub(mul(sub(a, 1), log(x)), x), lgamma(a)), y));
}

/** The density of Student's t with df degrees of freedom over exp(y), its distribution function. */
function studentRatio(df: Node, t: Node, y: Node): Node {
  const half = mul(0.5, df);
  const constant = sub(sub(lgamma(add(half, 0.5)), lgamma(half)), mul(0.5, log(mul(Math.PI, df))));
  return exp(sub(sub(constant, mul(add(half, 0.5), log1p(div(square(t), df)))), y));
}

/** p x^(p - 1), which is 0 for p = 0 even at x = 0. */
function powerBase(g: Node, x: Node, p: Node, y: Node): Node {
  const known = constantValue(p);
  const only = known && known.length > 0 && known.every((each) => each === known[0]) ? known[0] : undefined;
  if (only === 0) return fill(x.shape, 0);
  if (only === 1) return g;
  if (only === 2) return mul(g, mul(2, x));
  if (only === 0.5) return div(mul(g, 0.5), y);
  if (only === -1) return neg(mul(g, square(y)));
  if (only !== undefined) return mul(g, mul(only, pow(x, only - 1)));
  return mul(g, select(eq(p, 0), 0, mul(p, pow(x, sub(p, 1)))));
}

/** x^p log x, which is taken to be 0 at x = 0. */
function powerExponent(g: Node, x: Node, _: Node, y: Node): Node {
  return mul(g, select(eq(x, 0), 0, mul(y, log(x))));
}
