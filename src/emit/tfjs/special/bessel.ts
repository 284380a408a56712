/** log I0 and I1 / I0 as kernels. Coefficients: test/tensor/special/fit.py. */
import type { Tensor } from "../value.ts";
import { log1p, sign } from "./elementary.ts";
import { type Kernels, polynomial, rational } from "./series.ts";

/** (I0(x) - 1) / t for t = x^2/4 in [0, 16]. */
const I0_NEAR = [
  0.9999999977131454, 0.25000002857102366, 0.027777719002963865, 0.0017361579005756972, 6.942558335426022e-5,
  1.933362166156194e-6, 3.876050258913791e-8, 6.67034967080182e-10, 4.964065291651941e-12, 1.460443951193108e-13,
];

/** sqrt(x) exp(-x) I0(x) for u = 1/x, x >= 8. */
const I0_FAR = [
  0.39894228083080335, 0.049867450158112274, 0.028092363222685806, 0.027320679097569404, 0.08424139628171587,
  -0.30054585731951866, 1.8169554235364322,
];

export function logI0(core: Kernels, x: Tensor): Tensor {
  const size = core.abs(x);
  const within = core.minimum(size, 8);
  const t = core.mul(core.mul(within, within), 0.25);
  const near = log1p(core, core.mul(t, polynomial(core, t, I0_NEAR)));
  const large = core.maximum(size, 8);
  const p = core.log(polynomial(core, core.div(1, large), I0_FAR));
  const far = core.sub(core.add(large, p), core.mul(core.log(large), 0.5));
  const finite = core.where(core.less(size, 8), near, far);
  return core.where(core.equal(size, Number.POSITIVE_INFINITY), size, finite);
}

/** I1(x) / (x I0(x)) for z = x^2 in [0, 64]. */
const RATIO_OVER = [
  0.49999999801588874, 0.04890151228305295, 0.001115040136121392, 7.212102699241625e-6, 9.81139078202443e-9,
];
const RATIO_UNDER = [
  1, 0.22280301125994328, 0.00924713273532512, 0.00010931227968743951, 3.4349975842866246e-7, 1.326171695645652e-10,
];

/** x (1 - I1(x) / I0(x)) for u = 1/x, x >= 8. */
const RATIO_FAR = [
  0.4999999998083427, 0.12500020371207582, 0.12495949730630015, 0.19860128162171217, 0.2744688639497187,
  3.7927950087738656, -25.57754888814823, 137.2819878027277,
];

export function i1I0(core: Kernels, x: Tensor): Tensor {
  const size = core.abs(x);
  const within = core.minimum(size, 8);
  const near = core.mul(x, rational(core, core.mul(within, within), RATIO_OVER, RATIO_UNDER));
  const u = core.div(1, core.maximum(size, 8));
  const far = core.mul(sign(core, x), core.sub(1, core.mul(u, polynomial(core, u, RATIO_FAR))));
  return core.where(core.less(size, 8), near, far);
}
