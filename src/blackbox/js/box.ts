/** A module's functions as a black box: rows are handed out as copies, and what comes back is read number by number. */
import { sizeOf } from "../../tensor/node.ts";
import type { BlackBox } from "../provider.ts";
import { described, type JsModel } from "./exports.ts";
import { JsModelError, reasonOf } from "./problem.ts";

/** `call` and `vjp` throw, or reject with, a JsModelError when the module fails or answers what is no rows of numbers. */
export function jsBox(name: string, model: JsModel): BlackBox {
  const inputSize = sizeOf(model.inputShape);
  const outputSize = sizeOf(model.outputShape);
  const { gradient } = model;
  return {
    name,
    inputSize,
    outputSize,
    call: (inputs, rows, outputs) => {
      const given = split(inputs, rows, inputSize);
      return ask("predict", () => model.predict(given), rows, outputSize, outputs);
    },
    ...(gradient !== undefined && {
      vjp: (inputs: Float64Array, cotangents: Float64Array, rows: number, out: Float64Array) => {
        const [given, weights] = [split(inputs, rows, inputSize), split(cotangents, rows, outputSize)];
        return ask("gradient", () => gradient(given, weights), rows, inputSize, out);
      },
    }),
    cost: { call: 1, vjp: 1 },
    precision: "float64",
    dispose: () => {},
  };
}

function split(values: Float64Array, rows: number, size: number): Float64Array[] {
  return Array.from({ length: rows }, (_, row) => values.slice(row * size, (row + 1) * size));
}

function ask(
  what: string,
  question: () => unknown,
  rows: number,
  size: number,
  out: Float64Array,
): void | Promise<void> {
  const failed = (problem: unknown): never => {
    throw new JsModelError({ kind: "threw", message: `\`${what}\` of ${rows} rows failed: ${reasonOf(problem)}` });
  };
  let answer: unknown;
  try {
    answer = question();
  } catch (problem) {
    return failed(problem);
  }
  if (!isPromise(answer)) return take(what, answer, rows, size, out);
  return answer.then((settled) => take(what, settled, rows, size, out), failed);
}

function isPromise(value: unknown): value is Promise<unknown> {
  return typeof value === "object" && value !== null && "then" in value && typeof value.then === "function";
}

interface List {
  readonly length: number;
  readonly [index: number]: unknown;
}

function isList(value: unknown): value is List {
  return Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView));
}

/** A list of rows, or all their numbers one after the other. */
function take(what: string, answer: unknown, rows: number, size: number, out: Float64Array): void {
  const wanted = `${rows} ${rows === 1 ? "row" : "rows"} of ${size} ${size === 1 ? "number" : "numbers"}`;
  const wrong = (found: string): JsModelError =>
    new JsModelError({
      kind: "answer",
      message: `\`${what}\` returned ${found} where ${wanted} ${rows * size === 1 ? "is" : "are"} expected`,
      hint: "it returns a list with a row of numbers for each row it is given, or all numbers in one list",
    });
  if (!isList(answer)) throw wrong(described(answer));
  if (rows > 0 && isList(answer[0])) {
    if (answer.length !== rows) throw wrong(`${answer.length} rows`);
    for (let row = 0; row < rows; row++) {
      const one = answer[row];
      if (!isList(one) || one.length !== size) {
        throw wrong(isList(one) ? `${one.length} numbers in row ${row}` : `${described(one)} as row ${row}`);
      }
      copy(one, out, row * size, wrong);
    }
    return;
  }
  if (answer.length !== rows * size) throw wrong(`${answer.length} numbers`);
  copy(answer, out, 0, wrong);
}

function copy(from: List, out: Float64Array, offset: number, wrong: (found: string) => JsModelError): void {
  if (from instanceof Float64Array || from instanceof Float32Array) {
    out.set(from, offset);
    return;
  }
  for (let i = 0; i < from.length; i++) {
    const value = from[i];
    if (typeof value !== "number") throw wrong(`${described(value)} among its numbers`);
    out[offset + i] = value;
  }
}
