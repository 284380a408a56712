/** Loads a model that is a module of the user's: imports it, reads its exports, asks it a few rows. */
import { sizeOf } from "../../tensor/node.ts";
import { isBatchInvariant } from "../batch-invariance.ts";
import { type Files, isBytes } from "../files.ts";
import type { ModelProblem } from "../problem.ts";
import type { LoadedModel } from "../provider.ts";
import { jsBox } from "./box.ts";
import { readExports } from "./exports.ts";
import { JsModelError, type JsProblem, reasonOf } from "./problem.ts";

/** How a module becomes what it exports: by the host, which also decides whether code may run at all. */
export interface CodeHost {
  readonly files: Files;
  /** The exports of the module at a path that `files` can read; one of another `version` has been changed since. */
  importModule(path: string, version: string): Promise<Readonly<Record<string, unknown>>>;
  hash(bytes: Uint8Array): string;
}

/**
 * @param path the module, relative to the scenario
 * @param options what the scenario gives it, by name
 * @returns what is wrong, as data: of the file itself, or of the module in it
 */
export async function loadJsModel(
  path: string,
  options: Readonly<Record<string, unknown>>,
  host: CodeHost,
): Promise<
  LoadedModel | Extract<ModelProblem, { kind: "file" }> | { readonly kind: "js"; readonly problem: JsProblem }
> {
  const bytes = await host.files.read(path);
  if (!isBytes(bytes)) return { kind: "file", path, file: bytes };
  try {
    const model = await readExports(await imported(path, host.hash(bytes), host), options, {
      read: (name) => readFor(host.files, name),
    });
    const box = jsBox(path, model);
    const batchInvariant = await isBatchInvariant(box);
    const gradient = box.vjp === undefined ? ", no gradient" : ", with its gradient";
    return {
      inputShape: model.inputShape,
      outputShape: model.outputShape,
      parameters: { size: 0, parts: [], values: new Float64Array(0) },
      endsIn: "unknown",
      hasGradient: box.vjp !== undefined,
      description: `a module, ${sizeOf(model.inputShape)} to ${sizeOf(model.outputShape)}${gradient}`,
      batchInvariant,
      hash: host.hash(new TextEncoder().encode(`${host.hash(bytes)} ${JSON.stringify(options)}`)),
      open: async () => jsBox(path, model),
    };
  } catch (problem) {
    if (problem instanceof JsModelError) return { kind: "js", problem: problem.problem };
    throw problem;
  }
}

async function imported(path: string, version: string, host: CodeHost): Promise<Readonly<Record<string, unknown>>> {
  try {
    return await host.importModule(path, version);
  } catch (problem) {
    throw new JsModelError({ kind: "load", message: reasonOf(problem) });
  }
}

async function readFor(files: Files, path: string): Promise<Uint8Array> {
  const bytes = await files.read(path);
  if (isBytes(bytes)) return bytes;
  throw new Error(`"${path}" cannot be read: ${bytes.message}`);
}
