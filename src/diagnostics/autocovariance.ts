/** Autocovariance of a chain, lag by lag when few are needed, by FFT when many are. */
import { fft } from "./fft.ts";
import { mean } from "./moments.ts";

/** Lags computed one at a time before the FFT computes them all. */
const DIRECT_LAGS = 48;

export class Autocovariance {
  private readonly centred: Float64Array;
  private all: Float64Array | undefined;

  constructor(x: ArrayLike<number>) {
    const centre = mean(x);
    this.centred = Float64Array.from(x, (value) => value - centre);
  }

  /** (1/n) sum_i (x_i - mean)(x_{i + lag} - mean): biased, as Geyer's estimator wants it. */
  at(lag: number): number {
    const { centred } = this;
    const n = centred.length;
    if (lag > DIRECT_LAGS) {
      this.all ??= autocovariances(centred);
      return this.all[lag];
    }
    let sum = 0;
    for (let i = 0; i + lag < n; i++) sum += centred[i] * centred[i + lag];
    return sum / n;
  }
}

/** All lags of centred values, padded with zeros so that nothing wraps around. */
function autocovariances(centred: Float64Array): Float64Array {
  const n = centred.length;
  const size = 2 ** Math.ceil(Math.log2(2 * n));
  const re = new Float64Array(size);
  const im = new Float64Array(size);
  re.set(centred);
  fft(re, im);
  for (let k = 0; k < size; k++) {
    re[k] = re[k] * re[k] + im[k] * im[k];
    im[k] = 0;
  }
  // The power spectrum is even, so that a forward transform inverts it up to the factor size.
  fft(re, im);
  return re.slice(0, n).map((value) => value / (size * n));
}
