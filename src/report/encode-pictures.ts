/** Pictures as PNG files; the encoder is loaded where there is something to encode. */
import type { Raster } from "./picture-grid.ts";

/** The folder of pictures in that of a run. */
export const pictureFolder = "pictures";

/** The bytes of each file by its name, `NAME.png`. */
export async function encodePictures(pictures: ReadonlyMap<string, Raster>): Promise<Map<string, Uint8Array>> {
  if (pictures.size === 0) return new Map();
  const { encode } = await import("fast-png");
  return new Map(
    [...pictures].map(([name, { width, height, channels, data }]) => [
      `${name}.png`,
      encode({ width, height, channels, data, depth: 8 }),
    ]),
  );
}
