/** The logarithm of the distribution function of Student's t as kernels. */
import type { Tensor } from "../value.ts";
import { log1p, sign } from "./elementary.ts";
import { logNormalCdf } from "./erf.ts";
import { lgamma } from "./gamma.ts";
import { isNotNumber, iterate, type Kernels, polynomial } from "./series.ts";

const HALF_LOG_PI = 0.5 * Math.log(Math.PI);
/** With so many degrees of freedom and |t| within so many of their roots, the normal variate below is off by 2e-8 at most. */
const MANY = 60;
const NEAR = 2;
/** Where Stirling's series replaces the difference of lgammas. */
const STIRLING = 4;
const MOST_TERMS = 1000;

/** log B(a, 1/2), without the cancellation of large a (DLMF 5.11.13). */
function logBetaHalf(core: Kernels, a: Tensor): Tensor {
  const small = core.minimum(a, STIRLING);
  const direct = core.add(core.sub(lgamma(core, small), lgamma(core, core.add(small, 0.5))), HALF_LOG_PI);
  const large = core.maximum(a, STIRLING);
  const r = core.div(1, large);
  const series = core.mul(r, polynomial(core, core.mul(r, r), [1 / 8, -1 / 192, 1 / 640]));
  const far = core.add(core.sub(series, core.mul(core.log(large), 0.5)), HALF_LOG_PI);
  return core.where(core.less(a, STIRLING), direct, far);
}

/** The normal variate that t stands for, with many degrees of freedom (Hill 1970, "Algorithm 395", after Wallace 1959). */
function normalOf(core: Kernels, df: Tensor, t: Tensor): Tensor {
  const a = core.sub(df, 0.5);
  const b = core.mul(core.mul(a, a), 48);
  const w2 = core.mul(a, log1p(core, core.mul(core.div(t, df), t)));
  const over = polynomial(core, w2, [-85.5, -24, -3.3, -0.4]);
  const under = core.add(core.mul(core.mul(w2, w2), 0.8), core.add(b, 100));
  const second = core.div(core.add(core.div(over, under), core.add(w2, 3)), b);
  return core.mul(sign(core, t), core.mul(core.sqrt(w2), core.add(second, 1)));
}

/** The continued fraction of the incomplete beta function (DLMF 8.17.22) in Lentz's form, for x below (a + 1) / (a + b + 2). */
function fraction(core: Kernels, a: Tensor, b: Tensor, x: Tensor): Tensor {
  const sum = core.add(a, b);
  const inverse = (z: Tensor) => core.div(1, core.add(z, 1));
  const first = inverse(core.neg(core.div(core.mul(sum, x), core.add(a, 1))));
  const step = ([c, d, h]: readonly Tensor[], m: number) => {
    const at = core.add(a, 2 * m);
    const even = core.div(core.mul(core.mul(core.sub(b, m), m), x), core.mul(core.sub(at, 1), at));
    const d1 = inverse(core.mul(even, d));
    const c1 = core.add(core.div(even, c), 1);
    const top = core.mul(core.mul(core.add(a, m), core.add(sum, m)), x);
    const odd = core.neg(core.div(top, core.mul(at, core.add(at, 1))));
    const d2 = inverse(core.mul(odd, d1));
    const c2 = core.add(core.div(odd, c1), 1);
    return [c2, d2, core.mul(core.mul(h, core.mul(d1, c1)), core.mul(d2, c2))];
  };
  const start = [core.onesLike(x), first, first];
  return iterate(core, start, step, MOST_TERMS);
}

/** log P(T <= t) with df > 0 degrees of freedom (DLMF 8.17 with a = df / 2, b = 1 / 2), accurate in the left tail. */
export function logStudentCdf(core: Kernels, df: Tensor, t: Tensor): Tensor {
  const isNear = core.lessEqual(core.abs(t), core.mul(core.sqrt(core.abs(df)), NEAR));
  const isMany = core.logicalAnd(core.greaterEqual(df, MANY), isNear);
  const isBad = core.logicalOr(isNotNumber(core, t), core.logicalNot(core.greater(df, 0)));
  // What has another answer must not keep the fractions going.
  const isOther = core.logicalOr(isMany, isBad);
  const own = core.where(isOther, 1, df);
  const a = core.mul(own, 0.5);
  const ratio = core.div(core.where(isOther, 1, t), core.sqrt(own));
  const square = core.mul(ratio, ratio);
  const size = core.abs(ratio);
  const x = core.div(1, core.add(square, 1));
  const y = core.where(core.greater(square, 1e30), 1, core.mul(square, x));
  const far = core.mul(core.log(core.maximum(size, 1)), -2);
  const logX = core.where(core.greater(size, 1e8), far, core.neg(log1p(core, square)));
  const logFront = core.sub(core.add(core.mul(a, logX), core.mul(core.log(y), 0.5)), logBetaHalf(core, a));
  const isTail = core.less(x, core.div(core.add(a, 1), core.add(a, 2.5)));
  const half = core.fill(x.shape, 0.5);
  const inTail = fraction(core, a, half, core.where(isTail, x, 0));
  const logTail = core.sub(core.sub(core.add(logFront, core.log(inTail)), core.log(a)), Math.LN2);
  const tail = core.where(core.less(ratio, 0), logTail, log1p(core, core.neg(core.exp(logTail))));
  const within = core.mul(core.exp(logFront), fraction(core, half, a, core.where(isTail, 0, y)));
  const middle = core.log(core.add(core.mul(sign(core, ratio), within), 0.5));
  const few = core.where(isTail, tail, middle);
  const many = logNormalCdf(core, normalOf(core, core.where(isMany, df, MANY), core.where(isMany, t, 0)));
  return core.where(isBad, Number.NaN, core.where(isMany, many, few));
}
