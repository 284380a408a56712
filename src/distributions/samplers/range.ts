/** Keeps draws inside open supports, where rounding would put them on the boundary. */

/** The smallest positive normal double: densities of draws divide by them, and a subnormal one would overflow. */
const SMALLEST = 2.2250738585072014e-308;
const LARGEST_BELOW_ONE = 1 - 2 ** -53;

/** Into (0, Infinity). */
export function insidePositive(x: number): number {
  return Math.min(Math.max(x, SMALLEST), Number.MAX_VALUE);
}

/** Into (0, 1). */
export function insideUnit(x: number): number {
  return Math.min(Math.max(x, SMALLEST), LARGEST_BELOW_ONE);
}
