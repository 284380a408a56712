/** Mistakes about pictures of a run: `pal pictures`. They have no place in a source. */
import type { Diagnostic } from "../diagnostic.ts";
import { list, mistake } from "./make.ts";

/** No target of the run is pictures; `last` is the last dim of one of its targets. */
export function runWithoutPictures(
  directory: string,
  last: { readonly name: string; readonly size: number } | undefined,
): Diagnostic {
  const { name, size } = last ?? { name: "pixel", size: 0 };
  return mistake("PAL6160", `${directory} has no targets that are pictures`, [
    `the last axis of such a target is an image: write \`dim ${name} = image(${sidesOf(size)})\` and run the scenario again`,
  ]);
}

/** Sides of a square picture of that many values, in grey or in colours, where there is one. */
function sidesOf(size: number): string {
  for (const channels of [1, 3]) {
    const side = Math.sqrt(size / channels);
    if (side > 1 && Number.isInteger(side)) return `${side}, ${side}${channels > 1 ? `, ${channels}` : ""}`;
  }
  return "ROWS, COLUMNS";
}

/** A run that is not at its end, or came to it too early; `command` does it again. */
export function unfinishedRun(directory: string, state: string, command: string): Diagnostic {
  return mistake("PAL6161", `the run in ${directory} ${state}`, [`\`${command}\` does it again`]);
}

/** Files that the scenario reads are not those of the run any more: what is drawn beside them would be wrong. */
export function filesHaveChanged(directory: string, files: readonly string[]): Diagnostic {
  return mistake("PAL6162", `${list(files)} changed since the run in ${directory}`, [
    "pictures are drawn beside the truth of the run: bring the files back, or name their folder with `--data DIR`",
  ]);
}

/** A raster that would be too large to make, or to look at. */
export function pictureTooLarge(width: number, height: number): Diagnostic {
  return mistake("PAL6163", `a picture of ${width} x ${height} dots is too large`, [
    "draw with a smaller `--scale`, or choose one target with `--target`",
  ]);
}
