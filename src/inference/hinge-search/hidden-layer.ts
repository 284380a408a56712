/** A network f(x) = sum of weight_i relu(row_i x + bias_i), as far as gradients tell: its constant is left at 0. */
import { addTo, dot } from "../../linear/vectors.ts";

export interface HiddenUnit {
  /** [dimension] */
  readonly row: Float64Array;
  readonly bias: number;
  /** 1 or -1: only the product of a row's length and its weight can be told, and the row holds it. */
  readonly weight: number;
}

export function outputOf(units: readonly HiddenUnit[], x: Float64Array): number {
  return units.reduce((total, { row, bias, weight }) => total + weight * Math.max(0, dot(row, x) + bias), 0);
}

export function gradientOf(units: readonly HiddenUnit[], x: Float64Array): Float64Array {
  const gradient = new Float64Array(x.length);
  for (const { row, bias, weight } of units) if (dot(row, x) + bias > 0) addTo(gradient, weight, row);
  return gradient;
}
