/** `pal new NAME`: a folder with a scenario that runs, its data and a word about them. */
import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { reservedWords } from "../../../grammar/tokens.ts";
import { folderInUse, unwritableRun } from "../../language/diagnostics/command-line.ts";
import { fail } from "../../language/diagnostics/make.ts";
import { systemReason } from "../../runs/directory.ts";
import { bundledFolder } from "../bundled.ts";
import { type Command, exitCode, type NewOptions } from "../commands.ts";

/** Stands in the files of a template for the name of the scenario. */
const placeholder = /\bNAME\b/g;
const texts: ReadonlySet<string> = new Set([".pal", ".md"]);

export const command: Command<NewOptions> = async (folder, options, io) => {
  const template = path.join(bundledFolder("templates"), options.template);
  if (isTaken(folder)) fail(folderInUse(folder));
  const files = readdirSync(template, { recursive: true, encoding: "utf8" })
    .filter((file) => lstatSync(path.join(template, file)).isFile())
    .sort();
  try {
    for (const file of files) copy(path.join(template, file), path.join(folder, file), scenarioName(folder));
  } catch (problem) {
    fail(unwritableRun(folder, systemReason(problem)));
  }
  const scenario = path.join(folder, "scenario.pal");
  io.stdout.write(`${files.map((file) => path.join(folder, file)).join("\n")}\n\nnext: pal run ${scenario}\n`);
  return exitCode.ok;
};

function isTaken(folder: string): boolean {
  return existsSync(folder) && (!lstatSync(folder).isDirectory() || readdirSync(folder).length > 0);
}

function copy(from: string, to: string, name: string): void {
  mkdirSync(path.dirname(to), { recursive: true });
  const content = readFileSync(from);
  // A file that has appeared meanwhile is not written over.
  const written = texts.has(path.extname(from)) ? content.toString("utf8").replace(placeholder, name) : content;
  writeFileSync(to, written, { flag: "wx" });
}

/** The folder's own name as the language spells names. */
function scenarioName(folder: string): string {
  const name = path.basename(path.resolve(folder)).replace(/[^A-Za-z0-9_]+/g, "_");
  const begun = /^[A-Za-z_]/.test(name) ? name : `scenario_${name}`;
  return reservedWords.includes(begun) ? `${begun}_` : begun;
}
