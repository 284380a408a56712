/** What a module must offer to be a model: sizes, `predict`, perhaps `gradient`; or an `open` that returns them. */
import { JsModelError, reasonOf } from "./problem.ts";

/** What the module's `open(options, files)` reads files with: those of the scenario's folder and of `--data`. */
export interface ModuleFiles {
  /** Rejects with an Error where there is no such file, or where it lies outside. */
  read(path: string): Promise<Uint8Array>;
}

/** Functions of the user's: nothing is known of what they return. */
export interface JsModel {
  readonly inputShape: readonly number[];
  readonly outputShape: readonly number[];
  /** Rows in, rows out. */
  predict(rows: readonly Float64Array[]): unknown;
  /** Vector-Jacobian products: for each row the sum over outputs of cotangent times the gradient of that output. */
  gradient?(rows: readonly Float64Array[], cotangents: readonly Float64Array[]): unknown;
}

const remedy = "a model exports `inputs`, `outputs` and `predict(rows)`, or `open(options, files)` that returns them";

/** Reads the exports of an imported module. Throws a JsModelError. */
export async function readExports(
  module: Readonly<Record<string, unknown>>,
  options: Readonly<Record<string, unknown>>,
  files: ModuleFiles,
): Promise<JsModel> {
  const { open } = module;
  if (open === undefined) return modelOf(module, "it exports no");
  if (typeof open !== "function") throw wrong(`its \`open\` is ${described(open)}, not a function`);
  let opened: unknown;
  try {
    opened = await open(options, files);
  } catch (problem) {
    throw new JsModelError({ kind: "load", message: `its \`open\` failed: ${reasonOf(problem)}` });
  }
  if (!isRecord(opened)) throw wrong(`its \`open\` returned ${described(opened)}, not a model`);
  return modelOf(opened, "its `open` returned no");
}

function modelOf(found: Readonly<Record<string, unknown>>, lacks: string): JsModel {
  const { predict, gradient } = found;
  const shapes = (["inputs", "outputs"] as const).map((name) => shapeOf(name, found[name], lacks));
  if (predict === undefined) throw wrong(`${lacks} \`predict\``);
  if (!isFunction(predict)) throw wrong(`its \`predict\` is ${described(predict)}, not a function`);
  if (gradient !== undefined && !isFunction(gradient)) {
    throw wrong(`its \`gradient\` is ${described(gradient)}, not a function`);
  }
  return {
    inputShape: shapes[0],
    outputShape: shapes[1],
    predict: (rows) => predict.call(found, rows),
    ...(isFunction(gradient) && { gradient: (rows, cotangents) => gradient.call(found, rows, cotangents) }),
  };
}

/** `4` or `[8, 8]`. */
function shapeOf(name: string, value: unknown, lacks: string): readonly number[] {
  if (value === undefined) throw wrong(`${lacks} \`${name}\``);
  const sizes: readonly unknown[] = Array.isArray(value) ? value : [value];
  const sound = sizes.filter((size): size is number => Number.isSafeInteger(size) && Number(size) > 0);
  if (sound.length === 0 || sound.length < sizes.length) {
    throw wrong(`its \`${name}\` is ${described(value)}: the elements of a row, a whole number or a list of them`);
  }
  return sound;
}

function wrong(message: string): JsModelError {
  return new JsModelError({ kind: "exports", message, hint: remedy });
}

type Callable = (this: unknown, ...rest: unknown[]) => unknown;

function isFunction(value: unknown): value is Callable {
  return typeof value === "function";
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}

/** A value of the user's in a few words. */
export function described(value: unknown): string {
  if (value === undefined) return "undefined";
  if (typeof value === "function") return "a function";
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    const type: unknown = value.constructor;
    return typeof type === "function" && type.name !== "Object" ? `a ${type.name}` : "an object";
  }
  if (typeof value === "bigint") return "a BigInt";
  // Lists may hold themselves, or what JSON has no word for.
  const isPlain = (item: unknown) => item === null || ["number", "string", "boolean"].includes(typeof item);
  if (Array.isArray(value) && !value.every(isPlain)) return `a list of ${value.length}`;
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 40 ? `${text.slice(0, 37)}...` : text;
}
