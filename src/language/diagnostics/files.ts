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
    problem.hint,
  ]);
}

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
