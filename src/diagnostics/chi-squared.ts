/** Quantiles of the chi-squared distribution. */
import { logGammaP } from "../tensor/special/incomplete-gamma.ts";

/** The value below which the share `probability` lies, by bisection of the distribution function. */
export function chiSquaredQuantile(probability: number, degrees: number): number {
  const wanted = Math.log(probability);
  let low = 0;
  let high = degrees + 1;
  while (logGammaP(degrees / 2, high / 2) < wanted) high *= 2;
  for (let i = 0; i < 200 && high - low > 1e-12 * high; i++) {
    const middle = (low + high) / 2;
    if (logGammaP(degrees / 2, middle / 2) < wanted) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
