/** What the element-wise operations mean, number by number: the reference that emitted code is tested against. */
import type { BinaryName, Node, UnaryName } from "./node.ts";
import * as special from "./special/index.ts";

export const unaryFunctions: Readonly<Record<UnaryName, (x: number) => number>> = {
  neg: (x) => -x,
  exp: Math.exp,
  log: Math.log,
  log1p: Math.log1p,
  expm1: Math.expm1,
  sqrt: Math.sqrt,
  square: (x) => x * x,
  reciprocal: (x) => 1 / x,
  abs: Math.abs,
  sign: Math.sign,
  floor: Math.floor,
  ceil: Math.ceil,
  round: Math.round,
  sin: Math.sin,
  cos: Math.cos,
  tan: Math.tan,
  asin: Math.asin,
  acos: Math.acos,
  atan: Math.atan,
  sinh: Math.sinh,
  cosh: Math.cosh,
  tanh: Math.tanh,
  sigmoid: special.sigmoid,
  softplus: special.softplus,
  relu: (x) => Math.max(x, 0),
  step: (x) => (x > 0 ? 1 : 0),
  not: (x) => (x === 0 ? 1 : 0),
  lgamma: special.lgamma,
  erf: special.erf,
  erfc: special.erfc,
  log_normal_cdf: special.logNormalCdf,
  log_i0: special.logI0,
  i1_i0: special.i1I0,
};

export const binaryFunctions: Readonly<Record<BinaryName, (a: number, b: number) => number>> = {
  add: (a, b) => a + b,
  sub: (a, b) => a - b,
  mul: (a, b) => a * b,
  div: (a, b) => a / b,
  pow: Math.pow,
  mod: (a, b) => a - b * Math.floor(a / b),
  min: Math.min,
  max: Math.max,
  lt: (a, b) => (a < b ? 1 : 0),
  le: (a, b) => (a <= b ? 1 : 0),
  eq: (a, b) => (a === b ? 1 : 0),
  ne: (a, b) => (a !== b ? 1 : 0),
  and: (a, b) => (a !== 0 && b !== 0 ? 1 : 0),
  or: (a, b) => (a !== 0 || b !== 0 ? 1 : 0),
  log_gamma_p: special.logGammaP,
  log_gamma_q: special.logGammaQ,
  log_student_cdf: special.logStudentCdf,
};

export function isUnary(name: string): name is UnaryName {
  return Object.hasOwn(unaryFunctions, name);
}

export function isBinary(name: string): name is BinaryName {
  return Object.hasOwn(binaryFunctions, name);
}

/** Whether element i of the result depends only on element i of the operands. */
export function isElementwise(node: Node): boolean {
  const { name } = node.op;
  return isUnary(name) || isBinary(name) || name === "select" || name === "polygamma";
}

/** The values of an element-wise node from those of its operands; undefined for any other node. */
export function evaluateElementwise(node: Node, inputs: readonly Float64Array[]): Float64Array | undefined {
  const { op } = node;
  if (isUnary(op.name)) return inputs[0].map(unaryFunctions[op.name]);
  if (op.name === "polygamma") {
    const { order } = op;
    return inputs[0].map((x) => special.polygamma(order, x));
  }
  if (isBinary(op.name)) {
    const f = binaryFunctions[op.name];
    const b = inputs[1];
    return inputs[0].map((a, i) => f(a, b[i]));
  }
  if (op.name !== "select") return undefined;
  const [condition, ifTrue, ifFalse] = inputs;
  return condition.map((c, i) => (c !== 0 ? ifTrue[i] : ifFalse[i]));
}
