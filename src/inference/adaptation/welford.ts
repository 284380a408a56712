/** Running means and (co)variances of positions (Welford 1962), with the shrinkage that Stan applies to a metric. */

/** Pseudo-observations with which an estimate is pulled towards the prior variance. */
const PRIOR_COUNT = 5;
const PRIOR_VARIANCE = 1e-3;

/** Variance of each coordinate. */
export class RunningVariance {
  count = 0;
  private readonly mean: Float64Array;
  private readonly squares: Float64Array;

  constructor(dimension: number) {
    this.mean = new Float64Array(dimension);
    this.squares = new Float64Array(dimension);
  }

  add(x: Float64Array): void {
    this.count++;
    for (let i = 0; i < this.mean.length; i++) {
      const difference = x[i] - this.mean[i];
      this.mean[i] += difference / this.count;
      this.squares[i] += difference * (x[i] - this.mean[i]);
    }
  }

  /** Writes n / (n + 5) variance + 1e-3 * 5 / (n + 5), as in Stan's var_adaptation.hpp; nothing before two observations. */
  regularised(out: Float64Array): void {
    const n = this.count;
    if (n < 2) return;
    for (let i = 0; i < out.length; i++) {
      const variance = this.squares[i] / (n - 1);
      out[i] = (n * variance + PRIOR_COUNT * PRIOR_VARIANCE) / (n + PRIOR_COUNT);
    }
  }

  restart(): void {
    this.count = 0;
    this.mean.fill(0);
    this.squares.fill(0);
  }
}

/** Full covariance of some coordinates: `index[from .. to - 1]` of the positions. */
export class RunningCovariance {
  count = 0;
  private readonly size: number;
  private readonly mean: Float64Array;
  private readonly difference: Float64Array;
  private readonly products: Float64Array;

  constructor(
    private readonly index: Int32Array,
    private readonly from: number,
    to: number,
  ) {
    this.size = to - from;
    this.mean = new Float64Array(this.size);
    this.difference = new Float64Array(this.size);
    this.products = new Float64Array(this.size * this.size);
  }

  /** Adds the position that lies at `offset` of x. */
  add(x: Float64Array, offset = 0): void {
    const { size, mean, difference, products } = this;
    this.count++;
    for (let i = 0; i < size; i++) difference[i] = x[offset + this.index[this.from + i]] - mean[i];
    for (let i = 0; i < size; i++) mean[i] += difference[i] / this.count;
    const shrink = (this.count - 1) / this.count;
    for (let i = 0; i < size; i++) {
      const scaled = shrink * difference[i];
      for (let j = 0, row = i * size; j <= i; j++) products[row + j] += scaled * difference[j];
    }
  }

  /** The lower triangle, [size, size] row-major: divisor n - 1, off-diagonals shrunk by n / (n + 5). Zeros before two observations. */
  shrunk(out: Float64Array): void {
    const n = this.count;
    const { size } = this;
    out.fill(0);
    if (n < 2) return;
    for (let i = 0; i < size; i++) {
      for (let j = 0; j <= i; j++) {
        const covariance = this.products[i * size + j] / (n - 1);
        out[i * size + j] = i === j ? covariance : (covariance * n) / (n + PRIOR_COUNT);
      }
    }
  }

  restart(): void {
    this.count = 0;
    this.mean.fill(0);
    this.products.fill(0);
  }
}
