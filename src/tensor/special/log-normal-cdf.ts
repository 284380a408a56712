/** The logarithm of the standard normal distribution function. */
import { erfc, scaledErfc } from "./erf.ts";

/** The standard normal density times sqrt(2 pi), without the rounding error of x^2, which exp would magnify. */
function gaussian(x: number): number {
  const head = Math.fround(x);
  return Math.exp(-0.5 * head * head) * Math.exp(0.5 * (head - x) * (head + x));
}

/** log Phi(x) (DLMF 7.2.2 with x / sqrt(2)), accurate in both tails: about -x^2 / 2 to the left, -(1 - Phi(x)) to the right. */
export function logNormalCdf(x: number): number {
  const t = Math.abs(x) * Math.SQRT1_2;
  if (t > 0.5) {
    if (x < 0) return t === Number.POSITIVE_INFINITY ? -t : Math.log(0.5 * scaledErfc(t)) - 0.5 * x * x;
    return x > 40 ? 0 : Math.log1p(-0.5 * scaledErfc(t) * gaussian(x));
  }
  return x < 0 ? Math.log(0.5 * erfc(t)) : Math.log1p(-0.5 * erfc(t));
}
