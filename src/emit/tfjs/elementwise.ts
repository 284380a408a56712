/** Element-wise operations as kernels. */
import type { BinaryName, UnaryName } from "../../tensor/node.ts";
import { i1I0, logI0 } from "./special/bessel.ts";
import { cos, log1p, maximum, minimum, pow, sign, sin, softplus } from "./special/elementary.ts";
import { erf, erfc, logNormalCdf } from "./special/erf.ts";
import { lgamma, polygamma } from "./special/gamma.ts";
import { logGammaP, logGammaQ } from "./special/incomplete-gamma.ts";
import type { Kernels } from "./special/series.ts";
import { logStudentCdf } from "./special/student.ts";
import type { Tensor } from "./value.ts";

type Unary = (core: Kernels, x: Tensor) => Tensor;
type Binary = (core: Kernels, a: Tensor, b: Tensor) => Tensor;

const condition = (core: Kernels, x: Tensor) => core.cast(core.notEqual(x, 0), "bool");
const number = (core: Kernels, x: Tensor) => core.cast(x, "float32");

export const unaryKernels: Readonly<Record<UnaryName, Unary>> = {
  neg: (core, x) => core.neg(x),
  exp: (core, x) => core.exp(x),
  log: (core, x) => core.log(x),
  log1p,
  expm1: (core, x) => core.expm1(x),
  sqrt: (core, x) => core.sqrt(x),
  square: (core, x) => core.mul(x, x),
  reciprocal: (core, x) => core.div(1, x),
  abs: (core, x) => core.abs(x),
  sign,
  floor: (core, x) => core.floor(x),
  ceil: (core, x) => core.ceil(x),
  // Halves upwards; `core.round` takes them to the even neighbour.
  round: (core, x) => core.floor(core.add(x, 0.5)),
  sin,
  cos,
  tan: (core, x) => core.tan(x),
  asin: (core, x) => core.asin(x),
  acos: (core, x) => core.acos(x),
  atan: (core, x) => core.atan(x),
  sinh: (core, x) => core.sinh(x),
  cosh: (core, x) => core.cosh(x),
  tanh: (core, x) => core.tanh(x),
  sigmoid: (core, x) => core.sigmoid(x),
  softplus,
  relu: (core, x) => core.maximum(x, 0),
  step: (core, x) => number(core, core.greater(x, 0)),
  not: (core, x) => number(core, core.equal(x, 0)),
  lgamma,
  erf,
  erfc,
  log_normal_cdf: logNormalCdf,
  log_i0: logI0,
  i1_i0: i1I0,
};

export const binaryKernels: Readonly<Record<BinaryName, Binary>> = {
  add: (core, a, b) => core.add(a, b),
  sub: (core, a, b) => core.sub(a, b),
  mul: (core, a, b) => core.mul(a, b),
  div: (core, a, b) => core.div(a, b),
  pow,
  mod: (core, a, b) => core.sub(a, core.mul(b, core.floor(core.div(a, b)))),
  min: minimum,
  max: maximum,
  lt: (core, a, b) => number(core, core.less(a, b)),
  le: (core, a, b) => number(core, core.lessEqual(a, b)),
  eq: (core, a, b) => number(core, core.equal(a, b)),
  ne: (core, a, b) => number(core, core.notEqual(a, b)),
  and: (core, a, b) => number(core, core.logicalAnd(condition(core, a), condition(core, b))),
  or: (core, a, b) => number(core, core.logicalOr(condition(core, a), condition(core, b))),
  log_gamma_p: logGammaP,
  log_gamma_q: logGammaQ,
  log_student_cdf: logStudentCdf,
};

export const polygammaKernel = (core: Kernels, order: number, x: Tensor): Tensor => polygamma(core, order, x);

export const selectKernel = (core: Kernels, c: Tensor, a: Tensor, b: Tensor): Tensor =>
  core.where(condition(core, c), a, b);
