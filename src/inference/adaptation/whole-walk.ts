/** Steps of discrete coordinates that walk: about as wide as what has been seen of them is spread. */
import type { Target } from "../kernel.ts";

export class WalkTuning {
  /** [dimension]: 1 until something has been seen. */
  readonly scales: Float64Array;
  private readonly index: readonly number[];
  private readonly mean: Float64Array;
  private readonly squares: Float64Array;
  private count = 0;

  constructor(target: Target) {
    this.index = (target.discrete ?? []).map(({ index }) => index);
    this.scales = new Float64Array(target.dimension).fill(1);
    this.mean = new Float64Array(target.dimension);
    this.squares = new Float64Array(target.dimension);
  }

  /** Adds the position that lies at `offset` of x. */
  add(x: Float64Array, offset = 0): void {
    this.count++;
    for (const i of this.index) {
      const difference = x[offset + i] - this.mean[i];
      this.mean[i] += difference / this.count;
      this.squares[i] += difference * (x[offset + i] - this.mean[i]);
    }
  }

  /** Makes the standard deviations the scales, and starts afresh. */
  apply(): void {
    for (const i of this.index) {
      if (this.count > 1) this.scales[i] = Math.max(1, Math.sqrt(this.squares[i] / (this.count - 1)));
    }
    this.count = 0;
    this.mean.fill(0);
    this.squares.fill(0);
  }
}
