/** Files that are missing, out of bounds, malformed or shaped unlike what reads them. */
import type { Diagnostic } from "../diagnostic.ts";
import { type FileProblem, type FileProblemKind, placeInProblem } from "../files/problem.ts";
import { error, list, type Place } from "./make.ts";
import { didYouMean } from "./suggest.ts";

const codes: Readonly<Record<FileProblemKind, string>> = {
  missing: "PAL3001",
  outside: "PAL3002",
  csv: "PAL3003",
  column: "PAL3004",
  number: "PAL3005",
  json: "PAL3006",
  npy: "PAL3007",
  field: "PAL3008",
  shape: "PAL3009",
  unreadable: "PAL3010",
};

const headlines: Readonly<Record<FileProblemKind, (path: string, asked: string | undefined) => string>> = {
  missing: (path) => `there is no file "${path}"`,
  outside: (path) => `"${path}" lies outside the scenario's folder`,
  csv: (path) => `"${path}" is not a well-formed CSV file`,
  column: (path, asked) => `"${path}" has no column "${asked}"`,
  number: (path) => `"${path}" holds something else where a number is expected`,
  json: (path) => `"${path}" is not a well-formed JSON file`,
  npy: (path) => `"${path}" is not an .npy file that can be read`,
  field: (path) => `"${path}" has no such field`,
  shape: (path) => `the data in "${path}" have no shape of their own`,
  unreadable: (path) => `"${path}" cannot be read`,
};

/**
 * What a reader, or the host's file system, found wrong.
 * @param place the reader call (or its path, or the field) in the scenario
 * @param path the file as the scenario names it
 */
export function badFile(place: Place, path: string, problem: FileProblem): Diagnostic {
  const where = placeInProblem(problem);
  const label = where === "" ? problem.message : `${where}: ${problem.message}`;
  const close = problem.asked === undefined ? undefined : didYouMean(problem.asked, problem.known ?? []);
  const known = problem.known === undefined || problem.known.length === 0 ? undefined : listed(problem);
  return error(codes[problem.kind], headlines[problem.kind](path, problem.asked), place, label, [
    close !== undefined ? `did you mean \`${close}\`?` : known,
    problem.hint ?? (close === undefined && known === undefined ? hints[problem.kind] : undefined),
  ]);
}

/** What to do where the reader itself has no better advice. */
const hints: Readonly<Partial<Record<FileProblemKind, string>>> = {
  missing: "files lie beside the scenario, or in the folder given by `--data DIR`",
  unreadable: "name a file that can be opened",
  csv: "the first line names the columns, each line below it is a row",
  number: "every element is a number; a missing value is an empty cell or NA, in JSON null",
  json: "a file is one value; commas stand between elements only",
  shape: "rows of a table are all of one length",
};

function listed(problem: FileProblem): string {
  const known = problem.known ?? [];
  const what = { column: "its columns", field: "its fields" }[problem.kind as string] ?? "the folder has";
  return known.length <= 30
    ? `${what}: ${list(known)}`
    : `${what}: ${known.slice(0, 30).join(", ")} and ${known.length - 30} more`;
}

/**
 * The data of a file do not fit the dims of the head that reads them.
 * @param expected the head's dims: `[record = 20, species = 3]`
 * @param found the file's shape: `[19, 3]`
 */
export function wrongShapeForHead(
  place: Place,
  path: string,
  expected: string,
  found: string,
  remedy?: string,
): Diagnostic {
  return error(
    "PAL3011",
    `"${path}" does not fit the dims it is read into`,
    place,
    `it holds ${found}, ${expected} is declared`,
    [remedy],
  );
}

/**
 * A column of words, and no dim that has them as labels.
 * @param lacking the first word that the nearest dim lacks
 */
export function wordsWithoutDim(
  place: Place,
  words: readonly string[],
  lacking?: { readonly word: string; readonly line?: number; readonly dim: string; readonly close?: string },
): Diagnostic {
  const quoted = words.slice(0, 5).map((word) => `"${word}"`);
  const line = lacking?.line === undefined ? "" : `line ${lacking.line}: `;
  const label =
    lacking === undefined
      ? `no dim has the labels ${list(quoted)}${words.length > quoted.length ? ", .." : ""}`
      : `${line}"${lacking.word}" is no label of \`${lacking.dim}\``;
  const odd = words.find((word) => !/^[A-Za-z_]\w*$/.test(word));
  const remedy =
    lacking?.close !== undefined
      ? `did you mean \`${lacking.close}\`? correct the file, or add the label to \`${lacking.dim}\``
      : odd !== undefined
        ? `labels are single words: "${odd}" must be written otherwise in the file`
        : `declare a dim above: \`dim kind = { ${words.slice(0, 5).join(", ")}${words.length > 5 ? ", .." : ""} }\``;
  return error("PAL3013", "a column of words needs a dim with them as labels", place, label, [remedy]);
}

/** Several dims have the words as labels, in different orders. */
export function ambiguousWords(place: Place, dims: readonly string[]): Diagnostic {
  return error("PAL3012", "these words are labels of several dims", place, `of ${list(dims)}`, [
    "their indices differ: give the dims one order of labels, or other labels",
  ]);
}
