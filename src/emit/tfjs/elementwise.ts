/** Element-wise operations as kernels. */
import type * as Core from "@tensorflow/tfjs-core";
import type { Op } from "../../tensor/node.ts";
import { NoKernel, type Tensor } from "./value.ts";

type Kernels = Readonly<Record<string, (core: typeof Core, ...operands: Tensor[]) => Tensor>>;

const condition = (core: typeof Core, x: Tensor) => core.cast(core.notEqual(x, 0), "bool");
const number = (core: typeof Core, x: Tensor) => core.cast(x, "float32");

const kernels: Kernels = {
  neg: (core, x) => core.neg(x),
  exp: (core, x) => core.exp(x),
  log: (core, x) => core.log(x),
  log1p: (core, x) => core.log1p(x),
  expm1: (core, x) => core.expm1(x),
  sqrt: (core, x) => core.sqrt(x),
  square: (core, x) => core.mul(x, x),
  reciprocal: (core, x) => core.div(1, x),
  abs: (core, x) => core.abs(x),
  sign: (core, x) => core.sub(number(core, core.greater(x, 0)), number(core, core.less(x, 0))),
  floor: (core, x) => core.floor(x),
  ceil: (core, x) => core.ceil(x),
  // Halves upwards; `core.round` takes them to the even neighbour.
  round: (core, x) => core.floor(core.add(x, 0.5)),
  sin: (core, x) => core.sin(x),
  cos: (core, x) => core.cos(x),
  tan: (core, x) => core.tan(x),
  asin: (core, x) => core.asin(x),
  acos: (core, x) => core.acos(x),
  atan: (core, x) => core.atan(x),
  sinh: (core, x) => core.sinh(x),
  cosh: (core, x) => core.cosh(x),
  tanh: (core, x) => core.tanh(x),
  sigmoid: (core, x) => core.sigmoid(x),
  // max(x, 0) + log1p(exp(-|x|)) in the place of core.softplus, which is x already where exp(-x) still counts.
  softplus: (core, x) => core.add(core.maximum(x, 0), core.log1p(core.exp(core.neg(core.abs(x))))),
  relu: (core, x) => core.maximum(x, 0),
  step: (core, x) => number(core, core.greater(x, 0)),
  not: (core, x) => number(core, core.equal(x, 0)),
  erf: (core, x) => core.erf(x),
  add: (core, a, b) => core.add(a, b),
  sub: (core, a, b) => core.sub(a, b),
  mul: (core, a, b) => core.mul(a, b),
  div: (core, a, b) => core.div(a, b),
  pow: (core, a, b) => core.pow(a, b),
  mod: (core, a, b) => core.sub(a, core.mul(b, core.floor(core.div(a, b)))),
  min: (core, a, b) => core.minimum(a, b),
  max: (core, a, b) => core.maximum(a, b),
  lt: (core, a, b) => number(core, core.less(a, b)),
  le: (core, a, b) => number(core, core.lessEqual(a, b)),
  eq: (core, a, b) => number(core, core.equal(a, b)),
  ne: (core, a, b) => number(core, core.notEqual(a, b)),
  and: (core, a, b) => number(core, core.logicalAnd(condition(core, a), condition(core, b))),
  or: (core, a, b) => number(core, core.logicalOr(condition(core, a), condition(core, b))),
  select: (core, c, a, b) => core.where(condition(core, c), a, b),
};

/** Of operands whose shapes broadcast; those of `select` must be equal. Throws NoKernel. */
export function elementwiseKernel(core: typeof Core, op: Op, operands: readonly Tensor[]): Tensor {
  const kernel = Object.hasOwn(kernels, op.name) ? kernels[op.name] : undefined;
  if (kernel === undefined) throw new NoKernel(op.name);
  return kernel(core, ...operands);
}

export function hasElementwiseKernel(op: Op): boolean {
  return Object.hasOwn(kernels, op.name);
}
