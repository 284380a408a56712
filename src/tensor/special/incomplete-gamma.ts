/** The logarithms of the regularised incomplete gamma functions. */
import { lgamma } from "./lgamma.ts";
import { factorial, polygamma } from "./polygamma.ts";

const HALF_LOG_TWO_PI = 0.5 * Math.log(2 * Math.PI);
/** A factor this near to 1 changes a product no more. */
const SETTLED = 4e-16;
/** More terms than any a below 1e10 needs: their number grows with the root of a. */
const MOST_TERMS = 1_000_000;

/** log(x / a) - (x - a) / a, without cancellation for x near a. */
function logLessLinear(x: number, a: number): number {
  const d = (x - a) / a;
  if (Math.abs(d) > 0.3) return Math.log(x / a) - d;
  // With r = d / (2 + d), log1p(d) = 2 artanh(r); DLMF 4.6.4.
  const r = d / (2 + d);
  const r2 = r * r;
  let sum = 0;
  let power = r2;
  for (let k = 3; k < 60; k += 2) {
    const next = sum + power / k;
    if (next === sum) break;
    sum = next;
    power *= r2;
  }
  return r * (2 * sum - d);
}

/** log(x^a exp(-x) / Gamma(a + 1)), by Stirling's series for large a, where the direct form cancels (DLMF 5.11.1). */
function logPrefactor(a: number, x: number): number {
  if (a < 10) return a * Math.log(x) - x - lgamma(a + 1);
  const r = 1 / a;
  const z = r * r;
  const series = r * (1 / 12 - z * (1 / 360 - z * (1 / 1260 - z * (1 / 1680 - z / 1188))));
  return a * logLessLinear(x, a) - HALF_LOG_TWO_PI - 0.5 * Math.log(a) - series;
}

/** log P by its power series (DLMF 8.11.4), for x below a + 1. */
function logBySeries(a: number, x: number): number {
  let term = 1;
  let sum = 1;
  for (let k = 1; k < MOST_TERMS; k++) {
    term *= x / (a + k);
    const next = sum + term;
    if (next === sum) break;
    sum = next;
  }
  return logPrefactor(a, x) + Math.log(sum);
}

/** log Q by its continued fraction (DLMF 8.9.2) in Lentz's form, for x above a + 1. */
function logByFraction(a: number, x: number): number {
  let b = x + 1 - a;
  let c = Number.MAX_VALUE;
  let d = 1 / b;
  let h = d;
  for (let k = 1; k < MOST_TERMS; k++) {
    const an = -k * (k - a);
    b += 2;
    d = 1 / (an * d + b);
    c = b + an / c;
    const ratio = c * d;
    h *= ratio;
    if (Math.abs(ratio - 1) < SETTLED) break;
  }
  return logPrefactor(a, x) + Math.log(a) + Math.log(h);
}

/** Shapes below this have a Q that may be far smaller than what 1 - P can tell. */
const SMALL_SHAPE = 0.5;

/** The derivatives of lgamma at 2 by the factorial of their order, from the first. */
const LGAMMA_AT_TWO = Array.from({ length: 28 }, (_, k) => polygamma(k, 2) / factorial(k + 1));

/** log Gamma(1 + a) for small a, to the last digits of a itself: log Gamma(2 + a) in powers of a (DLMF 5.7.3), less log(1 + a). */
function lgammaBesideOne(a: number): number {
  return a * LGAMMA_AT_TWO.reduceRight((sum, derivative) => sum * a + derivative, 0) - Math.log1p(a);
}

/** log Q for a small shape and x below 1, from 1 - P with P as an alternating series (DLMF 8.7.1): both parts are small with a. */
function logOfSmallShape(a: number, x: number): number {
  const logPower = a * Math.log(x) - lgammaBesideOne(a);
  let term = 1;
  let sum = 0;
  for (let k = 1; k < MOST_TERMS; k++) {
    term *= -x / k;
    const next = sum + term / (a + k);
    if (next === sum) break;
    sum = next;
  }
  return Math.log(-Math.expm1(logPower) - a * Math.exp(logPower) * sum);
}

function isShape(a: number): boolean {
  return a > 0 && a < Number.POSITIVE_INFINITY;
}

/** log P(a, x) (DLMF 8.2.4), a > 0, x >= 0: the distribution function of Gamma(a, 1). */
export function logGammaP(a: number, x: number): number {
  if (!isShape(a)) return Number.NaN;
  if (!(x > 0)) return Number.isNaN(x) ? x : Number.NEGATIVE_INFINITY;
  if (x === Number.POSITIVE_INFINITY) return 0;
  return x < a + 1 ? logBySeries(a, x) : Math.log1p(-Math.exp(logByFraction(a, x)));
}

/** log Q(a, x) = log(1 - P(a, x)), the logarithm of the survival function. */
export function logGammaQ(a: number, x: number): number {
  if (!isShape(a)) return Number.NaN;
  if (!(x > 0)) return Number.isNaN(x) ? x : 0;
  if (x === Number.POSITIVE_INFINITY) return Number.NEGATIVE_INFINITY;
  if (a < SMALL_SHAPE) return x < 1 ? logOfSmallShape(a, x) : logByFraction(a, x);
  return x < a + 1 ? Math.log(-Math.expm1(logBySeries(a, x))) : logByFraction(a, x);
}
