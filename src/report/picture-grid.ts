/** Pictures side by side in one: tiles in lines, enlarged so that single pixels are seen. */
import type { PictureShape } from "../diagnostics/metrics/ssim.ts";
import { pictureTooLarge } from "../language/diagnostics/command-line-pictures.ts";
import { fail } from "../language/diagnostics/make.ts";

/** The values that are drawn black and white; what lies beyond is cut. */
export interface Shades {
  readonly low: number;
  readonly high: number;
}

export interface Tile {
  /** Pixels row by row, the channels of one side by side. */
  readonly values: ArrayLike<number>;
  readonly shades: Shades;
}

/** Tiles of one kind below each other's columns; a gap of nothing is left where a tile is undefined. */
export type Line = readonly (Tile | undefined)[];

export interface Raster {
  readonly width: number;
  readonly height: number;
  readonly channels: number;
  /** [row, column, channel] */
  readonly data: Uint8Array;
}

/** Sides below this are enlarged by whole factors. */
const smallestSide = 56;
const gap = 4;
/** Between tiles, and where there is none: neither black nor white. */
const background = 96;

/** Bytes of a raster at most: a file of this size is opened by nothing. */
const largest = 2 ** 29;

/**
 * @param lines at least one tile
 * @param scale dots along the side of a pixel; chosen by the size of a tile where it is left out
 * @throws DiagnosticError (PAL6163) where the raster would be too large
 */
export function drawGrid([rows, columns, channels]: PictureShape, lines: readonly Line[], scale?: number): Raster {
  const factor = scale ?? Math.max(1, Math.ceil(smallestSide / Math.min(rows, columns)));
  const [tileHeight, tileWidth] = [rows * factor, columns * factor];
  const across = Math.max(...lines.map((line) => line.length));
  const width = gap + across * (tileWidth + gap);
  const height = gap + lines.length * (tileHeight + gap);
  if (width * height * channels > largest) fail(pictureTooLarge(width, height));
  const data = new Uint8Array(width * height * channels).fill(background);
  lines.forEach((line, i) => {
    line.forEach((tile, j) => {
      if (tile === undefined) return;
      const [top, left] = [gap + i * (tileHeight + gap), gap + j * (tileWidth + gap)];
      for (let y = 0; y < tileHeight; y++) {
        for (let x = 0; x < tileWidth; x++) {
          const from = (Math.floor(y / factor) * columns + Math.floor(x / factor)) * channels;
          const to = ((top + y) * width + left + x) * channels;
          for (let c = 0; c < channels; c++) data[to + c] = shade(tile.values[from + c], tile.shades);
        }
      }
    });
  });
  return { width, height, channels, data };
}

/** A flat range is drawn in the middle, and so is what is no number. */
function shade(value: number, { low, high }: Shades): number {
  const share = high > low ? (value - low) / (high - low) : 0.5;
  return Number.isNaN(share) ? 128 : Math.round(255 * Math.max(0, Math.min(1, share)));
}

/** From the smallest to the largest of the values. */
export function shadesOf(...rows: readonly ArrayLike<number>[]): Shades {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const values of rows) {
    for (let i = 0; i < values.length; i++) {
      if (values[i] < low) low = values[i];
      if (values[i] > high) high = values[i];
    }
  }
  return low <= high ? { low, high } : { low: 0, high: 0 };
}
