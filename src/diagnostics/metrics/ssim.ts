/** Structural similarity of two pictures (Wang et al. 2004, doi:10.1109/TIP.2003.819861), by the package ssim.js. */
import { ssim as mapOf } from "ssim.js/dist/ssim.js";

/** Rows, columns and channels; a pixel's channels stand together, pixels row by row. */
export type PictureShape = readonly [rows: number, columns: number, channels: number];

/** The values that are black and white: pictures are scaled by it, as structural similarity is one of non-negative intensities. */
export interface Range {
  readonly low: number;
  readonly high: number;
}

/** The Gaussian window of the paper; pictures smaller than it get the largest odd window they hold. */
const window = 11;
/** (k1 L)^2 and (k2 L)^2 keep flat regions finite; L = 2^bitDepth - 1 is the range of the intensities, here 1. */
const constants = { k1: 0.01, k2: 0.03, bitDepth: 1 };

/** The mean over all windows and channels, at most 1. Flat pictures of one level are alike. */
export function ssim(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  [rows, columns, channels]: PictureShape,
  { low, high }: Range,
): number {
  const largest = Math.min(window, rows, columns);
  const windowSize = largest - (largest % 2 === 0 ? 1 : 0);
  const scale = high > low ? high - low : 1;
  const channel = (values: ArrayLike<number>, c: number) => ({
    data: Array.from({ length: rows * columns }, (_, i) => (values[i * channels + c] - low) / scale),
    width: columns,
    height: rows,
  });
  let sum = 0;
  let count = 0;
  for (let c = 0; c < channels; c++) {
    for (const value of mapOf(channel(a, c), channel(b, c), { ...plain, ...constants, windowSize }).data) {
      sum += value;
      count++;
    }
  }
  return sum / count;
}

/** Options of the package that its map of windows does not read. */
const plain = { rgb2grayVersion: "original", downsample: false, ssim: "fast", maxSize: 256 } as const;
