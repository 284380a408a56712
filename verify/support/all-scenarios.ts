/** The scenarios that checks of emitters go through: those in models/, and those of posteriordb where its data are there. */
import { readdirSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { posteriorFile, posteriors, reference } from "./posteriordb.ts";

const models = fileURLToPath(new URL("../../models/", import.meta.url));
const programs = fileURLToPath(new URL("../../test/emit/programs/", import.meta.url));

export interface ScenarioFile {
  readonly name: string;
  readonly file: string;
  readonly data?: string;
  /** Why it cannot be read: its data are not there. */
  readonly absent?: string;
}

/** What stands in models/, the posteriors, and the programs that tests of emitters print. */
export function allScenarios(): ScenarioFile[] {
  const known = Object.entries(posteriors).map(([name, posterior]) => {
    const found = { name, file: posteriorFile(name) };
    const folder = reference(posterior)?.folder;
    return folder === undefined
      ? { ...found, absent: "the reference posteriors are not at ../shared/posteriordb" }
      : { ...found, data: folder };
  });
  const own = scenariosIn(models).filter(({ name }) => !name.startsWith("posteriordb"));
  return [...own, ...known, ...scenariosIn(programs)];
}

/** All below a folder, named by their paths in it: `denoise/smooth`. */
function scenariosIn(folder: string): ScenarioFile[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".pal"))
    .sort()
    .map((name) => ({ name: name.slice(0, -4), file: path.join(folder, name) }));
}
