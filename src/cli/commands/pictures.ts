/** `pal pictures RUN`: the pictures of a finished run, drawn again from its folder. */
import { existsSync, mkdirSync } from "node:fs";
import path from "node:path";
import type { CheckedScenario } from "../../language/checked.ts";
import { badCommandLineValue } from "../../language/diagnostics/command-line.ts";
import {
  filesHaveChanged,
  runWithoutPictures,
  unfinishedRun,
} from "../../language/diagnostics/command-line-pictures.ts";
import { fail, list } from "../../language/diagnostics/make.ts";
import { encodePictures, pictureFolder } from "../../report/encode-pictures.ts";
import { picturedTargets, picturesOf } from "../../report/pictures.ts";
import { writeBytesAtomically } from "../../runs/atomic-write.ts";
import { drawnOf } from "../../runs/drawn.ts";
import type { Manifest } from "../../runs/manifest.ts";
import { readRun, type StoredRun } from "../../runs/read.ts";
import { type Command, exitCode, type PicturesOptions } from "../commands.ts";
import { oneOf } from "../option-values.ts";
import { loadText } from "../scenario.ts";
import { writing } from "../writing.ts";

/** Stands for the standard output. */
const standardOutput = "-";

export const command: Command<PicturesOptions> = async (directory, options, io) => {
  const run = readRun(directory);
  requireDraws(directory, run);
  const scenario = await scenarioOf(directory, run.manifest, options);
  const names = chosenTargets(directory, scenario, options);
  const drawn = drawnOf(directory, run, scenario);
  const pictures = await encodePictures(picturesOf(scenario, drawn, { ...options, targets: names }));
  for (const [name, bytes] of pictures) {
    if (options.out === standardOutput) io.stdout.write(bytes);
    else io.stdout.write(`${write(options.out ?? path.join(directory, pictureFolder), name, bytes)}\n`);
  }
  return exitCode.ok;
};

function requireDraws(directory: string, { manifest: { status, command }, chains }: StoredRun): void {
  if (status === "running") fail(unfinishedRun(directory, "has not ended, or was killed", command));
  if (chains.length === 0) fail(unfinishedRun(directory, "ended before its first draw", command));
}

/** The scenario as it ran: its text and params from the manifest, with the files that it read. */
async function scenarioOf(directory: string, manifest: Manifest, options: PicturesOptions): Promise<CheckedScenario> {
  const base = placeOfRun(directory, manifest);
  const { scenario } = await loadText(
    { name: within(base, manifest.scenario.file), text: manifest.scenario.text },
    {
      set: manifest.params,
      data: options.data ?? (manifest.data_dir === undefined ? undefined : within(base, manifest.data_dir)),
      allowCode: options.allowCode,
      infer: manifest.infer_option,
    },
  );
  const changed = [...scenario.files].flatMap(([name, hash]) => (manifest.files[name] === hash ? [] : [name]));
  if (changed.length > 0) fail(filesHaveChanged(directory, changed));
  return scenario;
}

/** The folder that names of the manifest count from: here, or, where they lead nowhere, one that the folder of the run lies in. */
function placeOfRun(directory: string, { scenario, data_dir: data }: Manifest): string {
  const names = data === undefined ? [scenario.file] : [scenario.file, data];
  const here = "";
  return (
    [here, ...foldersAbove(directory)].find((place) => names.every((name) => existsSync(within(place, name)))) ?? here
  );
}

function foldersAbove(directory: string): string[] {
  const above = path.dirname(path.resolve(directory));
  return above === path.resolve(directory) ? [] : [above, ...foldersAbove(above)];
}

function within(place: string, name: string): string {
  return path.isAbsolute(name) ? name : path.join(place, name);
}

function chosenTargets(
  directory: string,
  scenario: CheckedScenario,
  { target, out }: PicturesOptions,
): readonly string[] {
  const names = picturedTargets(scenario).map(({ name }) => name);
  if (names.length === 0) {
    const dims = scenario.targets.flatMap(({ axes }) => scenario.dims.get(axes.at(-1)?.name ?? "") ?? []);
    fail(runWithoutPictures(directory, dims[0]));
  }
  const chosen = target === undefined ? names : [oneOf("--target", names)(target)];
  if (out === standardOutput && chosen.length > 1) {
    fail(badCommandLineValue("--out", out, `a folder for the pictures of ${list(names)}`, ["`--target` chooses one"]));
  }
  return chosen;
}

/** @returns the path of the file */
function write(folder: string, name: string, bytes: Uint8Array): string {
  const file = path.join(folder, name);
  writing(file, () => {
    mkdirSync(folder, { recursive: true });
    writeBytesAtomically(file, bytes);
  });
  return file;
}
