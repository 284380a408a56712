/** The logarithm of the gamma function and its derivatives as kernels. Coefficients: test/tensor/special/fit.py. */
import { BERNOULLI, cotangentPolynomial, factorial } from "../../../tensor/special/polygamma.ts";
import type { Tensor } from "../value.ts";
import { sin } from "./elementary.ts";
import { anywhere, type Kernels, polynomial, power, rational } from "./series.ts";

const HALF_LOG_TWO_PI_LESS_HALF = 0.4189385332046727; // (log(2 pi) - 1) / 2

/** lgamma(2 + s) / s for s in [-3/4, 6]. */
const NEAR_OVER = [
  0.42278433491497325, 0.7847852981973263, 0.4598560112649985, 0.1071156137064591, 0.009498842003653762,
  0.00023846542627452055, 3.5635164908873706e-7,
];
const NEAR_UNDER = [
  1, 1.0935085088920813, 0.41294779572212154, 0.06391689640218205, 0.003739568748612697, 5.758210081476504e-5,
];

/** Of Stirling's series, for z = 1/x^2, x >= 8. */
const STIRLING = [0.08333333326463777, -0.0027776985451962778, 0.0007800347189829517];

function positiveLgamma(core: Kernels, x: Tensor): Tensor {
  const isLow = core.less(x, 0.75);
  const isMiddle = core.less(x, 1.5);
  const s = core.where(isLow, x, core.where(isMiddle, core.sub(x, 1), core.sub(x, 2)));
  const factor = core.where(isLow, core.mul(x, core.add(x, 1)), core.where(isMiddle, x, 1));
  const near = core.sub(core.mul(s, rational(core, core.minimum(s, 6), NEAR_OVER, NEAR_UNDER)), core.log(factor));
  const large = core.maximum(x, 8);
  const r = core.div(1, large);
  const series = core.mul(r, polynomial(core, core.mul(r, r), STIRLING));
  const main = core.mul(core.sub(large, 0.5), core.sub(core.log(large), 1));
  return core.where(core.less(x, 8), near, core.add(main, core.add(series, HALF_LOG_TWO_PI_LESS_HALF)));
}

/** log |Gamma(x)|; negative x by reflection (DLMF 5.5.3). */
export function lgamma(core: Kernels, x: Tensor): Tensor {
  const positive = positiveLgamma(core, core.abs(x));
  const isNegative = core.lessEqual(x, 0);
  if (!anywhere(core, isNegative)) return positive;
  const whole = core.floor(x);
  const distance = core.minimum(core.sub(x, whole), core.sub(core.add(whole, 1), x));
  const sine = core.log(sin(core, core.mul(distance, Math.PI)));
  const reflected = core.sub(Math.log(Math.PI), core.add(core.add(sine, core.log(core.abs(x))), positive));
  const negative = core.where(core.equal(whole, x), Number.POSITIVE_INFINITY, reflected);
  return core.where(isNegative, negative, positive);
}

/** The zero of digamma less 1, as a float32 and the remainder. */
const ROOT_LESS_ONE = Math.fround(0.4616321449683622);
const ROOT_REMAINDER = 0.4616321449683622 - ROOT_LESS_ONE;

/** digamma(1 + s) / (1 + s - root) for s in [0, 7]. */
const DIGAMMA_OVER = [
  1.2503801214040458, 1.4568180515384588, 0.4968150088750547, 0.0550511016022717, 0.001533782136107699,
  2.080960775278427e-6,
];
const DIGAMMA_UNDER = [
  1, 1.8486464660164805, 1.0591794692940362, 0.22697289025161047, 0.0168990870287114, 0.0003062185388791389,
];

/** x^2 (log x - 1/(2x) - digamma(x)) for z = 1/x^2, x >= 8. */
const DIGAMMA_FAR = [0.08333333285681879, -0.008332783540638763, 0.0038735882621179453];

function positiveDigamma(core: Kernels, x: Tensor): Tensor {
  const isLow = core.less(x, 1);
  const s = core.where(isLow, x, core.sub(x, 1));
  const away = core.sub(core.sub(s, ROOT_LESS_ONE), ROOT_REMAINDER);
  const factored = core.mul(away, rational(core, core.minimum(s, 7), DIGAMMA_OVER, DIGAMMA_UNDER));
  const near = core.sub(factored, core.where(isLow, core.div(1, x), 0));
  const large = core.maximum(x, 8);
  const r = core.div(1, large);
  const z = core.mul(r, r);
  const far = core.sub(core.sub(core.log(large), core.mul(r, 0.5)), core.mul(z, polynomial(core, z, DIGAMMA_FAR)));
  return core.where(core.less(x, 8), near, far);
}

/** The cotangent of pi x. The nearest integer is taken off exactly. */
function cotangent(core: Kernels, x: Tensor): Tensor {
  const away = core.sub(x, core.floor(core.add(x, 0.5)));
  const value = core.div(1, core.tan(core.mul(away, Math.PI)));
  return core.where(core.equal(core.abs(away), 0.5), 0, value);
}

/** The sum over k >= 0 of (x + k)^-s for whole s >= 2 and x > 0, by Euler-Maclaurin (DLMF 25.11.5) from x + s + 3. */
function hurwitzZeta(core: Kernels, s: number, x: Tensor): Tensor {
  const shift = s + 3;
  const r = core.div(1, core.add(x, shift));
  // The four terms make an error of 3e-8 of the sum.
  let rising = s;
  const terms = BERNOULLI.slice(0, 4).map((b, j) => {
    const term = b * rising;
    rising *= (s + 2 * j + 1) * (s + 2 * j + 2);
    return term;
  });
  const correction = core.add(core.mul(r, polynomial(core, core.mul(r, r), terms)), 0.5);
  let sum = core.mul(power(core, r, s - 1), core.add(core.mul(r, correction), 1 / (s - 1)));
  for (let k = shift - 1; k >= 0; k--) sum = core.add(sum, power(core, core.div(1, core.add(x, k)), s));
  return sum;
}

function positivePolygamma(core: Kernels, order: number, x: Tensor): Tensor {
  if (order === 0) return positiveDigamma(core, x);
  const sign = order % 2 === 1 ? 1 : -1;
  return core.mul(hurwitzZeta(core, order + 1, x), sign * factorial(order));
}

/** The derivative of digamma of that order; negative x by reflection (DLMF 5.15.6). */
export function polygamma(core: Kernels, order: number, x: Tensor): Tensor {
  const isNegative = core.lessEqual(x, 0);
  if (!anywhere(core, isNegative)) return positivePolygamma(core, order, x);
  const value = positivePolygamma(core, order, core.where(isNegative, core.sub(1, x), x));
  const steep = polynomial(core, cotangent(core, x), cotangentPolynomial(order));
  const reflected = core.sub(order % 2 === 0 ? value : core.neg(value), steep);
  const pole = order % 2 === 0 ? Number.NaN : Number.POSITIVE_INFINITY;
  const isPole = core.logicalAnd(core.equal(core.floor(x), x), core.greater(x, Number.NEGATIVE_INFINITY));
  return core.where(isNegative, core.where(isPole, pole, reflected), value);
}
