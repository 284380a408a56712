/**
 * Elementary functions that the WebAssembly kernels of TensorFlow.js have wrong: log1p is log(1 + x) there and softplus loses its left tail, sin is off
 * by 1e-7 even next to 0, sign is 0 of small numbers, maximum and minimum lose a NaN on their right.
 */
import type { Tensor } from "../value.ts";
import { isNotNumber, type Kernels } from "./series.ts";

/** log(1 + x), corrected for the rounding of the sum (Goldberg 1991, theorem 4). */
export function log1p(core: Kernels, x: Tensor): Tensor {
  const u = core.add(x, 1);
  const d = core.sub(u, 1);
  const log = core.log(u);
  const corrected = core.where(core.equal(d, 0), x, core.mul(log, core.div(x, d)));
  return core.where(core.less(core.abs(x), 0.5), corrected, log);
}

export function softplus(core: Kernels, x: Tensor): Tensor {
  return core.add(core.maximum(x, 0), log1p(core, core.exp(core.neg(core.abs(x)))));
}

/** From the tangent of half the angle, which is right. */
export function sin(core: Kernels, x: Tensor): Tensor {
  const t = core.tan(core.mul(x, 0.5));
  return core.div(core.mul(t, 2), core.add(core.mul(t, t), 1));
}

export function cos(core: Kernels, x: Tensor): Tensor {
  const t = core.tan(core.mul(x, 0.5));
  return core.div(core.mul(core.sub(1, t), core.add(1, t)), core.add(core.mul(t, t), 1));
}

export function sign(core: Kernels, x: Tensor): Tensor {
  const number = (condition: Tensor) => core.cast(condition, "float32");
  const value = core.sub(number(core.greater(x, 0)), number(core.less(x, 0)));
  return core.where(isNotNumber(core, x), x, value);
}

export function maximum(core: Kernels, a: Tensor, b: Tensor): Tensor {
  return core.where(isNotNumber(core, b), b, core.maximum(a, b));
}

export function minimum(core: Kernels, a: Tensor, b: Tensor): Tensor {
  return core.where(isNotNumber(core, b), b, core.minimum(a, b));
}

/** NaN for an exponent that is NaN, also of 1. */
export function pow(core: Kernels, a: Tensor, b: Tensor): Tensor {
  return core.where(isNotNumber(core, b), b, core.pow(a, b));
}
