/** Mistakes on the command line: commands, options, files and the folder of a run. They have no place in a source. */
import type { Diagnostic } from "../diagnostic.ts";
import { list, mistake } from "./make.ts";
import { didYouMean } from "./suggest.ts";

function suggestion(found: string, known: readonly string[], command: (word: string) => string): string | undefined {
  const close = didYouMean(found, known);
  return close === undefined ? undefined : `did you mean \`${command(close)}\`?`;
}

/** `pal rnu`: `known` are the names of all commands. */
export function unknownCommand(found: string, known: readonly string[]): Diagnostic {
  const scenario = found.endsWith(".pal") ? `did you mean \`pal run ${found}\`?` : undefined;
  return mistake("PAL6001", `unknown command \`${found}\``, [
    scenario ?? suggestion(found, known, (word) => `pal ${word}`),
    `the commands are ${list(known)}`,
  ]);
}

/** `pal run f.pal --sed 1`: `command` is what the user typed (`pal run`), `known` its options with their dashes. */
export function unknownOption(found: string, command: string, known: readonly string[]): Diagnostic {
  return mistake("PAL6002", `\`${command}\` has no option \`${found}\``, [
    suggestion(found, known, (word) => word),
    known.length > 0 ? `its options are ${list(known)}` : "it takes no options",
  ]);
}

/** `pal run` without a file. */
export function missingFile(command: string): Diagnostic {
  return mistake("PAL6003", `\`${command}\` needs a scenario`, [`write \`${command} FILE.pal\``]);
}

/** `pal explain` without anything: `argument` (`file|code`) and `description` as help shows them. */
export function missingArgument(command: string, argument: string, description: string): Diagnostic {
  const forms = argument.split("|").map((word) => `\`${command} ${word.toUpperCase()}\``);
  return mistake("PAL6003", `\`${command}\` needs ${description}`, [`write ${list(forms, "or")}`]);
}

/** `pal run f.pal --seed` with nothing behind it: `usage` is the option as help shows it (`--seed <N>`). */
export function missingOptionValue(usage: string): Diagnostic {
  return mistake("PAL6004", `\`${usage.split(/[ =<[]/)[0]}\` needs a value`, [`write \`${usage}\``]);
}

/** `--seed abc`: `expected` says what would be right. */
export function badCommandLineValue(
  option: string,
  found: string,
  expected: string,
  notes: readonly string[] = [],
): Diagnostic {
  return mistake("PAL6005", `\`${option} ${found}\` is not understood`, [`expected ${expected}`, ...notes]);
}

/** `pal run a.pal b.pal`, or `--set a=1 b=2`; `argument` is what the command takes one of. */
export function excessArgument(found: string, command: string, argument = "file"): Diagnostic {
  const setting = /^[A-Za-z_]\w*=/.test(found)
    ? `each param has a \`--set\` of its own: \`--set ${found}\``
    : undefined;
  const one = argument === "file" ? "scenario" : argument.split("|").join(" or ");
  return mistake("PAL6006", `\`${command}\` takes one ${one}; \`${found}\` is one word too many`, [setting]);
}

/** The scenario file itself cannot be read; `reason` as the system gives it, `neighbours` are the scenarios beside it. */
export function unreadableScenario(
  file: string,
  reason: string,
  neighbours: readonly string[] = [],
  remedy?: string,
): Diagnostic {
  return mistake("PAL6007", `cannot read ${file}: ${reason}`, [
    suggestion(file, neighbours, (word) => word) ??
      (neighbours.length > 0 ? `there are ${list(neighbours.slice(0, 8))}` : undefined),
    remedy,
  ]);
}

/** `--out DIR` names a folder with something in it; `run` describes the run it holds, if it holds one. */
export function outputFolderInUse(directory: string, run?: string): Diagnostic {
  return mistake("PAL6008", `the folder ${directory} is not empty`, [
    run === undefined ? undefined : `it holds a run: ${run}`,
    "runs are never written over: choose another folder, or leave `--out` away for the next free one",
  ]);
}

/** The folder of a run cannot be made or written to (permissions, disk full); `reason` as the system gives it. */
export function unwritableRun(directory: string, reason: string): Diagnostic {
  return mistake("PAL6009", `cannot write to ${directory}: ${reason}`, []);
}

/** A folder given as a run is none, or its manifest cannot be read. */
export function notARun(directory: string, reason: string): Diagnostic {
  return mistake("PAL6010", `${directory} is not the folder of a run: ${reason}`, []);
}

/** `pal explain PAL2093`: `known` are the codes that are explained. */
export function unknownCode(found: string, known: readonly string[]): Diagnostic {
  return mistake("PAL6101", `there is no code ${found}`, [
    suggestion(found, known, (word) => `pal explain ${word}`),
    "codes stand behind `error` and `warning` in every message, as in `error PAL2003`",
  ]);
}

/** `pal emit f.pal` without `--to`. */
export function emitNeedsSystem(systems: readonly string[]): Diagnostic {
  return mistake("PAL6110", "`pal emit` needs a system to print for", [
    `write ${list(
      systems.map((system) => `\`--to ${system}\``),
      "or",
    )}`,
  ]);
}

/** A file that `emit` should write cannot be written; `reason` as the system gives it. */
export function unwritableFile(file: string, reason: string): Diagnostic {
  return mistake("PAL6111", `cannot write ${file}: ${reason}`, []);
}

/** `pal fmt --check` of a file that is laid out otherwise. */
export function notFormatted(file: string): Diagnostic {
  return mistake("PAL6112", `${file} is not laid out as \`pal fmt\` does it`, [`\`pal fmt ${file}\` mends it`]);
}

/** `pal new schools` where there is something of that name. */
export function folderInUse(folder: string): Diagnostic {
  return mistake("PAL6102", `${folder} is there already`, ["nothing is written over: choose another name"]);
}
