/** Scenarios that emitters are tested with: those of models/ and the programs beside this file, each with what is printed of it. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { loadScenario } from "../../src/cli/scenario.ts";
import type { CheckedScenario } from "../../src/language/checked.ts";

const programs = new URL("programs/", import.meta.url);
const models = new URL("../../models/", import.meta.url);

/** The names of the programs in `test/emit/programs`. */
export function programNames(): string[] {
  return readdirSync(programs)
    .filter((name) => name.endsWith(".pal"))
    .map((name) => name.slice(0, -4))
    .sort();
}

/** Those whose text is kept; the densities that others are made of change with their distributions. */
export const keptPrograms = ["distributions", "names", "numbers", "operations", "supports"];

export async function program(name: string): Promise<CheckedScenario> {
  return (await loadScenario(fileURLToPath(new URL(`${name}.pal`, programs)), { set: {} })).scenario;
}

/** The scenario of a folder of models/. */
export async function model(name: string): Promise<CheckedScenario> {
  return (await loadScenario(fileURLToPath(new URL(`${name}/scenario.pal`, models)), { set: {} })).scenario;
}

/** The content of an expected file; with `UPDATE=1` it is `actual`, written there. */
export function expected(file: string, actual: string): string {
  const url = new URL(file, programs);
  if (process.env.UPDATE === "1") writeFileSync(url, actual);
  return existsSync(url) ? readFileSync(url, "utf8") : "";
}
