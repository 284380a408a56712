/** Text files that come with the package: beside the bundles when it is built, in their folders of `src` when it is not. */
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** Folders that `scripts/build.mjs` copies into `dist/`, and where they lie in a checkout, seen from this file. */
const folders = {
  explanations: "../language/explanations/",
  stdlib: "../../stdlib/",
  templates: "./templates/",
} as const;

/** The path of a folder, with a separator at its end. */
export function bundledFolder(name: keyof typeof folders): string {
  const built = fileURLToPath(new URL(`./${name}/`, import.meta.url));
  return existsSync(built) ? built : fileURLToPath(new URL(folders[name], import.meta.url));
}
