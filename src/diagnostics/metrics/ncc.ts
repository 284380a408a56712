/** Normalised cross-correlation: how alike two rows are, whatever their level and scale. */
import { mean } from "../moments.ts";

/**
 * Pearson correlation over the elements of two rows of one length, in [-1, 1]; 0 where a row is constant, as nothing of the other
 * can be told from it.
 */
export function ncc(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const centreA = mean(a);
  const centreB = mean(b);
  let both = 0;
  let squaresA = 0;
  let squaresB = 0;
  for (let i = 0; i < a.length; i++) {
    const x = a[i] - centreA;
    const y = b[i] - centreB;
    both += x * y;
    squaresA += x * x;
    squaresB += y * y;
  }
  const scale = Math.sqrt(squaresA) * Math.sqrt(squaresB);
  // What rounding leaves of a constant row is no shape.
  const isFlat = (squares: number, centre: number) => squares <= 1e-28 * a.length * centre * centre;
  if (scale === 0 || isFlat(squaresA, centreA) || isFlat(squaresB, centreB)) return 0;
  return Math.max(-1, Math.min(1, both / scale));
}
