/** Statistics of plain numbers. */
import { math } from "./mathjs.ts";

export function median(values: readonly number[]): number {
  return Number(math.median([...values]));
}

/** Between order statistics linearly, as numpy and R's type 7. */
export function quantile(values: readonly number[], probability: number): number {
  return Number(math.quantileSeq([...values], probability));
}

/** The most frequent value; the smallest of several. */
export function mode(values: readonly number[]): number {
  const found: readonly number[] = math.mode([...values]);
  return found.reduce((a, b) => Math.min(a, b));
}

/** The median of the distances from the median; not scaled to a standard deviation. */
export function mad(values: readonly number[]): number {
  return Number(math.mad([...values]));
}

/** Pearson's; NaN where one of the two is constant. */
export function correlation(a: readonly number[], b: readonly number[]): number {
  return Number(math.corr([...a], [...b]));
}
