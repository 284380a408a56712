/** Tells when moves have made particles forget where they stood: the correlation with their positions before the moves. */
import type { Target } from "../kernel.ts";

export class Decorrelation {
  private readonly before: Float64Array;

  constructor(
    private readonly target: Target,
    private readonly size: number,
  ) {
    this.before = new Float64Array(size * target.dimension);
  }

  /** Keeps the positions that moves begin from, [size, dimension]. */
  remember(positions: Float64Array): void {
    this.before.set(positions);
  }

  /** Over the coordinates of each part, the mean correlation of now with before; the largest of the parts. */
  correlation(positions: Float64Array): number {
    const { dimension, partCount, partOf, discrete } = this.target;
    const whole = new Set(discrete?.map(({ index }) => index));
    const sums = new Float64Array(partCount);
    const counts = new Float64Array(partCount);
    for (let i = 0; i < dimension; i++) {
      sums[partOf[i]] += this.coordinate(positions, i, whole.has(i));
      counts[partOf[i]]++;
    }
    let largest = 0;
    for (let p = 0; p < partCount; p++) if (counts[p] > 0) largest = Math.max(largest, sums[p] / counts[p]);
    return largest;
  }

  private coordinate(positions: Float64Array, i: number, isWhole: boolean): number {
    const { before, size } = this;
    const stride = this.target.dimension;
    // Centred at the first particle, so that nothing is lost where the spread is small beside the mean.
    const originA = before[i];
    const originB = positions[i];
    let a = 0;
    let b = 0;
    let aa = 0;
    let bb = 0;
    let ab = 0;
    for (let k = i; k < before.length; k += stride) {
      const x = before[k] - originA;
      const y = positions[k] - originB;
      a += x;
      b += y;
      aa += x * x;
      bb += y * y;
      ab += x * y;
    }
    const variances = (aa - (a * a) / size) * (bb - (b * b) / size);
    if (variances > 0) return (ab - (a * b) / size) / Math.sqrt(variances);
    // A real coordinate without spread has collapsed: nothing is forgotten. A whole one may have one likely value.
    return isWhole ? 0 : 1;
  }
}
