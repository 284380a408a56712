/** Reads JSON data: a value by its path of fields, nested arrays as one array with a shape. */
import { jsonErrorOffset } from "./json-place.ts";
import type { FileProblem, NumericArray, TextArray } from "./problem.ts";
import { decodeUtf8 } from "./text.ts";

export type Json = null | boolean | number | string | readonly Json[] | { readonly [field: string]: Json };

/** A file that is JSON, wrapped so that no content can be taken for a problem. */
export interface JsonDocument {
  readonly kind: "document";
  readonly value: Json;
}

/** Reads a whole file, or names the line and column where it stops being JSON. */
export function parseJson(bytes: Uint8Array): JsonDocument | FileProblem {
  const text = decodeUtf8(bytes, "json");
  if (typeof text !== "string") return text;
  const offset = jsonErrorOffset(text);
  if (offset === undefined) return { kind: "document", value: JSON.parse(text) };
  if (text.trim() === "") return { kind: "json", message: "the file is empty" };
  const before = text.slice(0, offset);
  const rest = text.slice(offset);
  const word = rest.match(/^[-+]?(NaN|Infinity)/)?.[0];
  return {
    kind: "json",
    message: rest === "" ? "the file ends too early" : `\`${word ?? rest[0]}\` cannot stand here`,
    line: before.split("\n").length,
    column: offset - before.lastIndexOf("\n"),
    hint: word !== undefined ? `JSON has no ${word}: write null for a missing value` : undefined,
  };
}

function isRecord(value: Json): value is { readonly [field: string]: Json } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The value at `path`, each step a field of an object: `json("f.json").a.b` has the path ["a", "b"]. */
export function readField(document: JsonDocument, path: readonly string[]): JsonDocument | FileProblem {
  let value = document.value;
  for (const [depth, field] of path.entries()) {
    const owner = depth === 0 ? "the file" : `\`${path.slice(0, depth).join(".")}\``;
    if (!isRecord(value))
      return { kind: "field", message: `${owner} is ${describe(value)}, it has no field \`${field}\`` };
    if (!Object.hasOwn(value, field)) {
      return { kind: "field", message: `${owner} has no field \`${field}\``, asked: field, known: Object.keys(value) };
    }
    value = value[field];
  }
  return { kind: "document", value };
}

function describe(value: Json): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "an array";
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}

/**
 * A number, or arrays nested to one depth with equal lengths, row-major; null is a missing value, true and false are 1 and 0;
 * an array of words is text. Anything else is a problem that names the element: `y[3][1]`.
 * @param name what messages call the value
 */
export function toArray(document: JsonDocument, name: string): NumericArray | TextArray | FileProblem {
  const shape: number[] = [];
  for (let inner = document.value; Array.isArray(inner); inner = inner[0]) {
    shape.push(inner.length);
    if (inner.length === 0)
      return { kind: "shape", message: `\`${name}${"[0]".repeat(shape.length - 1)}\` is an empty array` };
  }
  const leaves: (number | string)[] = [];
  const problem = collect(document.value, name, shape, 0, leaves);
  if (problem !== undefined) return problem;
  const word = leaves.find((leaf) => typeof leaf === "string");
  if (word === undefined) {
    const data = Float64Array.from(leaves as number[]);
    const missing = [...data.keys()].filter((i) => Number.isNaN(data[i]));
    return { kind: "numbers", shape, data, missing };
  }
  const number = leaves.findIndex((leaf) => typeof leaf === "number");
  if (number < 0) return { kind: "text", shape, text: leaves.map(String) };
  return { kind: "number", message: `\`${name}\` mixes words ("${word}") and numbers (${leaves[number]})` };
}

function collect(
  value: Json,
  name: string,
  shape: readonly number[],
  depth: number,
  leaves: (number | string)[],
): FileProblem | undefined {
  if (depth === shape.length) {
    if (typeof value === "number" || typeof value === "string") leaves.push(value);
    else if (typeof value === "boolean") leaves.push(value ? 1 : 0);
    else if (value === null) leaves.push(Number.NaN);
    else if (Array.isArray(value))
      return { kind: "shape", message: `\`${name}\` is an array where the elements before it are not` };
    else {
      const known = Object.keys(value);
      return {
        kind: "field",
        message: `\`${name}\` is an object, not numbers`,
        hint: `its fields: ${known.slice(0, 20).join(", ")}`,
      };
    }
    return undefined;
  }
  if (!Array.isArray(value)) {
    return { kind: "shape", message: `\`${name}\` is ${describe(value)} where the elements before it are arrays` };
  }
  if (value.length !== shape[depth]) {
    return {
      kind: "shape",
      message: `\`${name}\` has ${value.length === 1 ? "1 element" : `${value.length} elements`} where the ones before it have ${shape[depth]}`,
    };
  }
  for (const [i, element] of value.entries()) {
    const problem = collect(element, `${name}[${i}]`, shape, depth + 1, leaves);
    if (problem !== undefined) return problem;
  }
  return undefined;
}
