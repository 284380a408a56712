/** Continuous ranked probability score of a sample (Gneiting & Raftery 2007, doi:10.1198/016214506000001437). */
import { sorted } from "../moments.ts";

/**
 * E|X - y| - E|X - X'| / 2 over draws of X: in the units of y, smaller is better, |x - y| for a single draw. The draws are taken
 * as the whole distribution, so few of them score slightly worse than the distribution they come from.
 */
export function crps(draws: ArrayLike<number>, truth: number): number {
  const x = sorted(draws);
  const n = x.length;
  let error = 0;
  let spread = 0;
  for (let i = 0; i < n; i++) {
    error += Math.abs(x[i] - truth);
    // Of ascending values, sum over pairs |x_i - x_j| = 2 sum_i (2i - n + 1) x_i; differences to the first keep it exact far from 0.
    spread += (2 * i - n + 1) * (x[i] - x[0]);
  }
  return error / n - spread / (n * n);
}
