/** `csv("f")`, `csv("f").column`, `json("f").field`, `npy("f")`: files as values. */
import { constant } from "../tensor/build.ts";
import { anonymous } from "./axes.ts";
import type { Value } from "./checked.ts";
import { at, type Context } from "./context.ts";
import { badFile } from "./diagnostics/files.ts";
import { fail, type Place } from "./diagnostics/make.ts";
import { misplaced, unexpectedArgumentName, wrongArgumentCount } from "./diagnostics/names.ts";
import { parseCsv, readAllColumns, readColumn, readColumns, type Table } from "./files/csv.ts";
import { parseJson, readField, toArray } from "./files/json.ts";
import { parseNpy } from "./files/npy.ts";
import { type FileProblem, isFileProblem, type NumericArray, type TextArray } from "./files/problem.ts";
import type { Origin } from "./scope.ts";
import type { CallExpression, Identifier } from "./syntax.ts";
import { knownText } from "./texts.ts";
import { labelIndices } from "./words.ts";

export function isReader(name: string): boolean {
  return name === "csv" || name === "json" || name === "npy";
}

interface Read {
  readonly array: NumericArray | TextArray;
  readonly origin: Origin;
}

/** The value that a reader expression stands for. */
export function elaborateReader(context: Context, call: CallExpression, path: readonly Identifier[] = []): Value {
  return readValue(context, call, path).value;
}

/** The same with where its numbers stand in their file. */
export function readValue(
  context: Context,
  call: CallExpression,
  path: readonly Identifier[],
): { readonly value: Value; readonly origin: Origin } {
  const { array, origin } = read(context, call, path);
  context.fileUses.push({ path: origin.file, span: call.span });
  const data = array.kind === "numbers" ? array.data : labelIndices(context, call, array, origin);
  return { value: { node: constant(data, array.shape), axes: anonymous(array.shape) }, origin };
}

/** A file that several statements read is parsed once. */
function once<T>(parse: (bytes: Uint8Array) => T): (bytes: Uint8Array) => T {
  const parsed = new WeakMap<Uint8Array, { readonly result: T }>();
  return (bytes) => {
    const entry = parsed.get(bytes) ?? { result: parse(bytes) };
    parsed.set(bytes, entry);
    return entry.result;
  };
}

const parseCsvOnce = once(parseCsv);
const parseJsonOnce = once(parseJson);

function read(context: Context, call: CallExpression, path: readonly Identifier[]): Read {
  const reader = call.callee.name;
  if (context.side === "model") {
    fail(
      misplaced(
        at(context, call),
        `${reader}(..) reads a file: it may not stand here`,
        `give it a name first: \`data y = ${reader}(..)\``,
      ),
    );
  }
  const [argument] = call.arguments;
  if (argument?.name !== undefined)
    fail(unexpectedArgumentName(at(context, argument.name), reader, argument.name.name, []));
  if (call.arguments.length !== 1) {
    fail(wrongArgumentCount(at(context, call), reader, `${reader}("file.${reader}")`, call.arguments.length));
  }
  const place = at(context, argument);
  const wanted = `${reader}(..) needs the file's name as a text`;
  const remedy = `write ${reader}("file.${reader}"); texts, numbers and params are joined by \`+\``;
  const file = knownText(context, argument.value, wanted, remedy);
  const loaded = context.resources.file(file);
  // The name is put together of what only the check knows, such as a param that a function computes.
  if (loaded === undefined) return fail(misplaced(place, wanted, remedy));
  if (isFileProblem(loaded)) return fail(badFile(place, file, loaded));
  const orFail = <T extends object>(result: T | FileProblem, where: Place = place): T =>
    isFileProblem(result) ? fail(badFile(where, file, result)) : result;
  if (reader === "csv") return readCsv(context, orFail(parseCsvOnce(loaded.bytes)), file, path, orFail);
  if (reader === "json") {
    const document = orFail(parseJsonOnce(loaded.bytes));
    const names = path.map((field) => field.name);
    const found = orFail(readField(document, names), path.length > 0 ? at(context, path[path.length - 1]) : place);
    return { array: orFail(toArray(found, [file, ...names].join("."))), origin: { file } };
  }
  if (path.length > 0) fail(misplaced(at(context, path[0]), "npy(..) has no fields", "an .npy file holds one array"));
  return { array: orFail(parseNpy(loaded.bytes)), origin: { file } };
}

function readCsv(
  context: Context,
  table: Table,
  file: string,
  path: readonly Identifier[],
  orFail: <T extends object>(result: T | FileProblem, where?: Place) => T,
): Read {
  if (path.length > 1)
    fail(misplaced(at(context, path[1]), "a column has no fields", `write csv("${file}").${path[0].name}`));
  if (path.length === 1) {
    const array = orFail(readColumn(table, path[0].name), at(context, path[0]));
    return { array, origin: { file, lines: table.lines, columns: [path[0].name] } };
  }
  const labels = context.expectedColumns;
  const array = orFail(labels === undefined ? readAllColumns(table) : readColumns(table, labels));
  return { array, origin: { file, lines: table.lines, columns: labels ?? table.columns } };
}
