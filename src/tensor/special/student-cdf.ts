/** The logarithm of the distribution function of Student's t. */
import { lgamma } from "./lgamma.ts";
import { logNormalCdf } from "./log-normal-cdf.ts";

const HALF_LOG_PI = 0.5 * Math.log(Math.PI);
/** With so many degrees of freedom and t^2 / df so small, the normal variate below is exact and the continued fraction cancels. */
const MANY = 1e4;
const CENTRAL = 0.01;
/** Where Stirling's series to 1/a^3 replaces the difference of lgammas. */
const STIRLING = 200;
/** A factor this near to 1 changes a product no more. */
const SETTLED = 4e-16;
const MOST_TERMS = 1_000_000;

/** log B(a, 1/2), without the cancellation of large a (DLMF 5.11.13). */
function logBetaHalf(a: number): number {
  if (a < STIRLING) return lgamma(a) + HALF_LOG_PI - lgamma(a + 0.5);
  const r = 1 / a;
  return HALF_LOG_PI - 0.5 * Math.log(a) + r / 8 - (r * r * r) / 192;
}

/** The normal variate that t stands for, with many degrees of freedom (Hill 1970, "Algorithm 395", after Wallace 1959). */
function normalOf(df: number, t: number): number {
  const a = df - 0.5;
  const b = 48 * a * a;
  const w2 = a * Math.log1p((t / df) * t);
  const w = Math.sqrt(w2);
  const second = ((((-0.4 * w2 - 3.3) * w2 - 24) * w2 - 85.5) / (0.8 * w2 * w2 + 100 + b) + w2 + 3) / b;
  return Math.sign(t) * w * (1 + second);
}

/** The continued fraction of the incomplete beta function (DLMF 8.17.22) in Lentz's form, for x below (a + 1) / (a + b + 2). */
function fraction(a: number, b: number, x: number): number {
  let c = 1;
  let d = 1 / (1 - ((a + b) * x) / (a + 1));
  let h = d;
  for (let m = 1; m < MOST_TERMS; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / (1 + even * d);
    c = 1 + even / c;
    h *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / (1 + odd * d);
    c = 1 + odd / c;
    const ratio = d * c;
    h *= ratio;
    if (Math.abs(ratio - 1) < SETTLED) break;
  }
  return h;
}

/** log P(T <= t) of Student's t with df > 0 degrees of freedom (DLMF 8.17 with a = df / 2, b = 1 / 2), accurate in the left tail. */
export function logStudentCdf(df: number, t: number): number {
  if (Number.isNaN(t) || !(df > 0)) return Number.NaN;
  const a = 0.5 * df;
  const ratio = t / Math.sqrt(df);
  const square = ratio * ratio;
  if (df >= MANY && square <= CENTRAL) return logNormalCdf(normalOf(df, t));
  // x = 1 / (1 + t^2 / df) and y = 1 - x, neither by subtraction.
  const x = 1 / (1 + square);
  const y = square === Number.POSITIVE_INFINITY ? 1 : square / (1 + square);
  const size = Math.abs(ratio);
  const logX = size > 1e8 ? -2 * Math.log(size) : -Math.log1p(square);
  const logFront = a * logX + 0.5 * Math.log(y) - logBetaHalf(a);
  if (x < (a + 1) / (a + 2.5)) {
    // Half the probability beyond |t|.
    const logTail = logFront - Math.log(a) + Math.log(fraction(a, 0.5, x)) - Math.LN2;
    return t < 0 ? logTail : Math.log1p(-Math.exp(logTail));
  }
  // Half the probability within |t|; here it is at most a small part of a half.
  const within = square === 0 ? 0 : Math.exp(logFront) * fraction(0.5, a, y);
  return Math.log(0.5 + Math.sign(t) * within);
}
