/** Mistakes of `pal sweep`: what is varied, and the table it is kept in. They have no place in a source. */
import type { Diagnostic } from "../diagnostic.ts";
import { list, mistake } from "./make.ts";
import { didYouMean } from "./suggest.ts";

/** `--vary shift`: `reason` says what is wrong with it. */
export function badVariation(text: string, reason: string): Diagnostic {
  return mistake("PAL6120", `\`--vary ${text}\` is not understood: ${reason}`, [
    "write a range with both its ends, `--vary shift=0:3:0.25`, or a list, `--vary seed=1,2,3`",
  ]);
}

/** `pal sweep` without `--vary`; `known` are the params there are. */
export function nothingVaried(known: readonly string[]): Diagnostic {
  return mistake("PAL6121", "`pal sweep` needs something to vary", [
    `write \`--vary NAME=..\` for ${list([...known, "seed"], "or")}`,
  ]);
}

/** A name that is no param of the scenario. */
export function nothingToVary(name: string, known: readonly string[]): Diagnostic {
  const close = didYouMean(name, known);
  const params = known.length > 0 ? `its params are ${list(known)}` : "it declares no params";
  return mistake("PAL6122", `--vary ${name}: the scenario has no param \`${name}\``, [
    close === undefined ? `${params}; \`seed\` is the seed of the run` : `did you mean \`${close}\`?`,
  ]);
}

/** A name that has its values twice: by two `--vary`, or by `--set` or `--seed` as well. */
export function variedTwice(name: string, other: string): Diagnostic {
  return mistake("PAL6123", `\`${name}\` is given twice: by --vary and by ${other}`, ["say it once"]);
}

/** More combinations than anybody waits for. */
export function tooManyCombinations(count: number, most: number): Diagnostic {
  return mistake("PAL6124", `${count.toLocaleString("en")} combinations are too many for one sweep`, [
    `at most ${most.toLocaleString("en")}: vary less at a time`,
  ]);
}

/** `--out` names a file that is not the beginning of this sweep. */
export function anotherTable(file: string, reason: string): Diagnostic {
  return mistake("PAL6125", `${file} is not the table of this sweep: ${reason}`, [
    "a table is continued by the same command on the same scenario; choose another file, or remove this one",
  ]);
}

/** The table cannot be read or written; `reason` as the system gives it. */
export function tableRefused(file: string, reason: string): Diagnostic {
  return mistake("PAL6126", `cannot use ${file} as the table of a sweep: ${reason}`, []);
}
