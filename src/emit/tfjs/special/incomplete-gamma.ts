/** The logarithms of the regularised incomplete gamma functions as kernels, by series and continued fraction until no lane changes. */
import type { Tensor } from "../value.ts";
import { log1p } from "./elementary.ts";
import { lgamma } from "./gamma.ts";
import { anywhere, isNotNumber, iterate, type Kernels, polynomial } from "./series.ts";

const HALF_LOG_TWO_PI = 0.5 * Math.log(2 * Math.PI);
/** More terms than any a below 1e8 needs in single precision: their number grows with the root of a. */
const MOST_TERMS = 100_000;
const LARGEST = 3e38;

/** log(1 + d) - d for d > -1, without cancellation near 0. */
function logLessLinear(core: Kernels, d: Tensor): Tensor {
  // With r = d / (2 + d), log1p(d) = 2 artanh(r); DLMF 4.6.4.
  const r = core.div(d, core.add(d, 2));
  const z = core.mul(r, r);
  const sum = core.mul(z, polynomial(core, z, [1 / 3, 1 / 5, 1 / 7, 1 / 9, 1 / 11]));
  const small = core.mul(r, core.sub(core.mul(sum, 2), d));
  return core.where(core.less(core.abs(d), 0.3), small, core.sub(core.log(core.add(d, 1)), d));
}

/** log(x^a exp(-x) / Gamma(a + 1)), by Stirling's series for a of 5 and more (DLMF 5.11.1). */
function logPrefactor(core: Kernels, a: Tensor, x: Tensor): Tensor {
  const direct = core.sub(core.sub(core.mul(a, core.log(x)), x), lgamma(core, core.add(a, 1)));
  const large = core.maximum(a, 5);
  const r = core.div(1, large);
  const series = core.mul(r, polynomial(core, core.mul(r, r), [1 / 12, -1 / 360, 1 / 1260, -1 / 1680]));
  const excess = core.mul(large, logLessLinear(core, core.div(core.sub(x, large), large)));
  const constant = core.add(core.add(core.mul(core.log(large), 0.5), HALF_LOG_TWO_PI), series);
  return core.where(core.less(a, 5), direct, core.sub(excess, constant));
}

/** log P by its power series (DLMF 8.11.4), for x below a + 1. */
function logBySeries(core: Kernels, a: Tensor, x: Tensor): Tensor {
  const one = core.onesLike(x);
  const step = ([term, sum]: readonly Tensor[], k: number) => {
    const next = core.mul(term, core.div(x, core.add(a, k)));
    return [next, core.add(sum, next)];
  };
  const sum = iterate(core, [one, one], step, MOST_TERMS);
  return core.minimum(core.add(logPrefactor(core, a, x), core.log(sum)), 0);
}

/** log Q by its continued fraction (DLMF 8.9.2) in Lentz's form, for x above a + 1. */
function logByFraction(core: Kernels, a: Tensor, x: Tensor): Tensor {
  const b = core.add(core.sub(x, a), 1);
  const d = core.div(1, b);
  const step = ([c, d, h]: readonly Tensor[], k: number) => {
    const factor = core.mul(core.sub(a, k), k);
    const own = core.add(b, 2 * k);
    const under = core.div(1, core.add(core.mul(factor, d), own));
    const over = core.add(own, core.div(factor, c));
    return [over, under, core.mul(h, core.mul(over, under))];
  };
  const start = [core.fill(x.shape, LARGEST), d, d];
  const h = iterate(core, start, step, MOST_TERMS);
  return core.minimum(core.add(core.add(logPrefactor(core, a, x), core.log(a)), core.log(h)), 0);
}

/** log(1 - exp(x)) for x <= 0 (Maechler 2012). */
function logLess(core: Kernels, x: Tensor): Tensor {
  const near = core.log(core.neg(core.expm1(x)));
  return core.where(core.less(x, -Math.LN2), log1p(core, core.neg(core.exp(x))), near);
}

/** One of the two by the form that holds, where there is one, the other from it. */
function logOf(core: Kernels, a: Tensor, x: Tensor, isUpper: boolean): Tensor {
  const isUsual = core.logicalAnd(core.less(core.abs(a), LARGEST), core.less(core.abs(x), LARGEST));
  const isInside = core.logicalAnd(isUsual, core.logicalAnd(core.greater(a, 0), core.greater(x, 0)));
  const isLow = core.logicalAnd(isInside, core.less(x, core.add(a, 1)));
  const isHigh = core.logicalAnd(isInside, core.logicalNot(isLow));
  let value = core.zerosLike(x);
  if (anywhere(core, isLow)) {
    const low = logBySeries(core, core.where(isLow, a, 1), core.where(isLow, x, 1));
    value = core.where(isLow, isUpper ? logLess(core, low) : low, value);
  }
  if (anywhere(core, isHigh)) {
    const high = logByFraction(core, core.where(isHigh, a, 1), core.where(isHigh, x, 3));
    value = core.where(isHigh, isUpper ? high : logLess(core, high), value);
  }
  const [atNone, atAll] = isUpper ? [0, Number.NEGATIVE_INFINITY] : [Number.NEGATIVE_INFINITY, 0];
  const bounded = core.where(core.lessEqual(x, 0), atNone, core.where(core.greater(x, LARGEST), atAll, value));
  const isShape = core.logicalAnd(core.greater(a, 0), core.less(a, Number.POSITIVE_INFINITY));
  return core.where(core.logicalOr(core.logicalNot(isShape), isNotNumber(core, x)), Number.NaN, bounded);
}

/** log P(a, x), the distribution function of Gamma(a, 1); NaN where a is no positive number. */
export const logGammaP = (core: Kernels, a: Tensor, x: Tensor): Tensor => logOf(core, a, x, false);

/** log Q(a, x) = log(1 - P(a, x)). */
export const logGammaQ = (core: Kernels, a: Tensor, x: Tensor): Tensor => logOf(core, a, x, true);
