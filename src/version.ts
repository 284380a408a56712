/** The version of this package, as the manifest of a run and `pal --version` give it. */
import { version as packageVersion } from "../package.json";

export const version: string = packageVersion;
