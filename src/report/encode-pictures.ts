/** Pictures as PNG files; the encoder is loaded where there is something to encode. */
import type { Raster } from "./picture-grid.ts";

/** @returns the bytes of each file by its name, `pictures/NAME.png` */
export async function encodePictures(pictures: ReadonlyMap<string, Raster>): Promise<Map<string, Uint8Array>> {
  if (pictures.size === 0) return new Map();
  const { encode } = await import("fast-png");
  return new Map(
    [...pictures].map(([name, { width, height, channels, data }]) => [
      `pictures/${name}.png`,
      encode({ width, height, channels, data, depth: 8 }),
    ]),
  );
}
