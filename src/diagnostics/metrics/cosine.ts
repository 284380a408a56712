/** Cosine of the angle between two rows: how alike their directions are, whatever their lengths. */

/** In [-1, 1]; 0 where a row is zero, which has no direction. Unlike `ncc` it keeps the level of the rows. */
export function cosine(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let both = 0;
  let squaresA = 0;
  let squaresB = 0;
  for (let i = 0; i < a.length; i++) {
    both += a[i] * b[i];
    squaresA += a[i] * a[i];
    squaresB += b[i] * b[i];
  }
  const scale = Math.sqrt(squaresA) * Math.sqrt(squaresB);
  return scale === 0 ? 0 : Math.max(-1, Math.min(1, both / scale));
}
