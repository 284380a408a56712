/** The logarithms of the regularised incomplete gamma functions. */
import { lgamma } from "./lgamma.ts";

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
  return x < a + 1 ? Math.log(-Math.expm1(logBySeries(a, x))) : logByFraction(a, x);
}
