/** How large a variance may be, given that of a few values. */
import { chiSquaredQuantile } from "./chi-squared.ts";

const confidence = 0.95;
const factors = new Map<number, number>();

/**
 * The upper 95 % bound of a variance whose estimate is of `count` independent normal values: few starts that agree by chance say
 * little. Infinity for fewer than 2.
 */
export function varianceBound(estimate: number, count: number): number {
  const degrees = Math.floor(count) - 1;
  if (!(degrees >= 1)) return Number.POSITIVE_INFINITY;
  let factor = factors.get(degrees);
  if (factor === undefined) {
    factor = degrees / chiSquaredQuantile(1 - confidence, degrees);
    factors.set(degrees, factor);
  }
  return estimate * factor;
}
