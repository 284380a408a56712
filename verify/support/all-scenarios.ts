/** The scenarios that checks of emitters go through: those in models/, and those of posteriordb where its data are there. */
import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { reference } from "./posteriordb.ts";

const models = fileURLToPath(new URL("../../models/", import.meta.url));
const programs = fileURLToPath(new URL("../../test/emit/programs/", import.meta.url));

export interface ScenarioFile {
  readonly name: string;
  readonly file: string;
  readonly data?: string;
}

/**
 * Folders of models/ and models/posteriordb/, and the programs that tests of emitters print; scenarios whose data are elsewhere
 * find them by `dataOf`.
 */
export function allScenarios(): ScenarioFile[] {
  const own = scenariosIn(models).map(({ name, file }) => ({ name, file, data: dataOf(name, file) }));
  const folder = path.join(models, "posteriordb");
  const posteriors = existsSync(folder) ? scenariosIn(folder) : [];
  return [
    ...own,
    ...posteriors.map(({ name, file }) => ({ name, file, data: reference(name)?.folder })),
    ...scenariosIn(programs),
  ];
}

function scenariosIn(folder: string): ScenarioFile[] {
  return readdirSync(folder)
    .sort()
    .flatMap((name) => {
      const nested = path.join(folder, name, "scenario.pal");
      if (existsSync(nested)) return [{ name, file: nested }];
      return name.endsWith(".pal") ? [{ name: name.slice(0, -4), file: path.join(folder, name) }] : [];
    });
}

/** kidscore in models/ reads the data of its posterior in posteriordb. */
function dataOf(name: string, file: string): string | undefined {
  if (existsSync(path.join(path.dirname(file), "data.json"))) return undefined;
  return name === "kidscore" ? reference("kidiq-kidscore_momiq")?.folder : undefined;
}
