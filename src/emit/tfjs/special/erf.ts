/** The error function, its complement and the normal distribution function as kernels. Coefficients: test/tensor/special/fit.py. */
import type { Tensor } from "../value.ts";
import { log1p, sign } from "./elementary.ts";
import { type Kernels, polynomial } from "./series.ts";

/** erf(x) / x for x^2 in [0, 1]. */
const CENTRAL = [
  1.1283791658483509, -0.37612626666720334, 0.11283594715160218, -0.026854212010626412, 0.005189087423433974,
  -0.000801686428716587, 7.875875062685488e-5,
];

/** (1 + 2x) erfcx(x) for u = (x - 2) / (x + 2) (Shepherd and Laframboise 1981). */
const SCALED = [
  1.2769783815525286, -0.09276375981353936, -0.1660303912874539, 0.16404939535070093, -0.05422018605110092,
  -0.008018635692177228, 0.008724294537976393, 0.0012166654960141198, -0.0014635116701689403, -0.0003571778924625534,
  0.00022110545249492226, 6.310018545878825e-5, -2.0108931189167087e-5,
];

/** exp(x^2) erfc(x) for x >= 0, also infinite ones. */
export function scaledErfc(core: Kernels, x: Tensor): Tensor {
  const u = core.sub(1, core.div(4, core.add(x, 2)));
  return core.div(polynomial(core, u, SCALED), core.add(core.mul(x, 2), 1));
}

/** exp(-factor x^2) for x >= 0, x split in a head whose square is exact and a tail: exp would magnify the rounding of x^2. */
function gaussian(core: Kernels, x: Tensor, factor: number): Tensor {
  // Beyond 16 there is nothing left.
  const within = core.minimum(x, 16);
  const head = core.div(core.floor(core.mul(within, 256)), 256);
  const rest = core.mul(core.sub(head, within), core.add(head, within));
  return core.mul(core.exp(core.mul(core.mul(head, head), -factor)), core.exp(core.mul(rest, factor)));
}

const central = (core: Kernels, x: Tensor) => core.mul(x, polynomial(core, core.mul(x, x), CENTRAL));

export function erf(core: Kernels, x: Tensor): Tensor {
  const size = core.abs(x);
  const beyond = core.mul(sign(core, x), core.sub(1, core.mul(gaussian(core, size, 1), scaledErfc(core, size))));
  return core.where(core.greater(size, 1), beyond, central(core, x));
}

export function erfc(core: Kernels, x: Tensor): Tensor {
  const size = core.abs(x);
  const tail = core.mul(gaussian(core, size, 1), scaledErfc(core, size));
  const left = core.where(core.less(x, -1), core.sub(2, tail), core.sub(1, central(core, x)));
  return core.where(core.greater(x, 0.5), tail, left);
}

/** log Phi(x), accurate in both tails. */
export function logNormalCdf(core: Kernels, x: Tensor): Tensor {
  const size = core.abs(x);
  const half = core.mul(scaledErfc(core, core.mul(size, Math.SQRT1_2)), 0.5);
  const left = core.sub(core.log(half), core.mul(core.mul(x, x), 0.5));
  const right = log1p(core, core.neg(core.mul(half, gaussian(core, size, 0.5))));
  return core.where(core.less(x, 0), left, right);
}
