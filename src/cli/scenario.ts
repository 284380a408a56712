/** From a file on the command line to a checked scenario; mistakes are thrown as diagnostics. */
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { type CodeHost, loadJsModel } from "../blackbox/js/load.ts";
import { loadModel } from "../blackbox/load.ts";
import { nodeFiles } from "../blackbox/node-files.ts";
import { isModelProblem } from "../blackbox/problem.ts";
import { stayingLatents } from "../density/discrete/staying.ts";
import { algorithms, moves, optimisers } from "../inference/algorithms/index.ts";
import { check } from "../language/check.ts";
import type { CheckedScenario } from "../language/checked.ts";
import { type Diagnostic, DiagnosticError } from "../language/diagnostic.ts";
import { badCommandLineValue, unreadableScenario } from "../language/diagnostics/command-line.ts";
import { badModule, codeNotAllowed } from "../language/diagnostics/js-models.ts";
import { fail } from "../language/diagnostics/make.ts";
import { badModel } from "../language/diagnostics/models.ts";
import { parse } from "../language/parse.ts";
import { type FileHost, loadResources } from "../language/resources.ts";
import type { Source } from "../language/source.ts";
import { bundledFolder } from "./bundled.ts";
import type { ScenarioOptions } from "./commands.ts";

export interface Loaded {
  readonly scenario: CheckedScenario;
  readonly warnings: readonly Diagnostic[];
}

/** @throws DiagnosticError where there is no such file */
export function readScenario(file: string): Source {
  return { name: file, text: readText(file) };
}

function readText(file: string): string {
  const text = decoded(readBytes(file));
  const remedy = "if it is a scenario in another encoding, save it as UTF-8";
  return text ?? fail(unreadableScenario(file, "it is not text in UTF-8", [], remedy));
}

/** Without a byte order mark; undefined for other encodings and for what is no text, of which each byte would be a mistake. */
function decoded(bytes: Uint8Array): string | undefined {
  if (bytes.includes(0)) return undefined;
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function readBytes(file: string): Uint8Array {
  try {
    return readFileSync(file);
  } catch (problem) {
    const code = problem instanceof Error && "code" in problem ? problem.code : "";
    const reason =
      code === "ENOENT" ? "there is no such file" : code === "EISDIR" ? "it is a folder" : "it cannot be read";
    return fail(unreadableScenario(file, reason, neighbours(file)));
  }
}

function neighbours(file: string): string[] {
  const folder = path.dirname(file);
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith(".pal"))
      .map((name) => path.join(folder, name));
  } catch {
    return [];
  }
}

/** Files of a missing folder would be looked for in the next one: a slip in its name would go unseen. */
function isFolder(name: string): boolean {
  return statSync(name, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

/** Files of a scenario under Node: `--data DIR` first, then the folder of the scenario itself. */
export function nodeHost(file: string, data: string | undefined, allowCode = false): FileHost {
  const folders = [...(data === undefined ? [] : [data]), path.dirname(file)];
  const files = nodeFiles(folders);
  const hash = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");
  return {
    read: (name) => files.read(name),
    standard: standardModules(),
    hash,
    async loadModel(provider, name, options) {
      if (provider === "js") {
        if (!allowCode) return (place) => codeNotAllowed(place, name);
        const model = await loadJsModel(name, options, { files, importModule: importFrom(folders), hash });
        if (!("kind" in model)) return model;
        return (place) =>
          model.kind === "js" ? badModule(place, `"${name}"`, model.problem) : badModel(place, name, model);
      }
      if (provider !== "tfjs") throw new Error(`there is no provider ${provider}`);
      const model = await loadModel(provider, name, files);
      return isModelProblem(model) ? (place) => badModel(place, name, model) : model;
    },
  };
}

/** Imports from the first folder that has the file, which has been read and so lies within it. */
function importFrom(folders: readonly string[]): CodeHost["importModule"] {
  return (name, version) => {
    const found = folders.map((folder) => path.resolve(folder, name)).find((candidate) => existsSync(candidate));
    const { href } = pathToFileURL(found ?? path.resolve(name));
    // A module is imported once a process: one that has been changed since must have another name.
    return import(`${href}?${version}`);
  };
}

function standardModules(): FileHost["standard"] {
  const folder = bundledFolder("stdlib");
  const names = readdirSync(folder).flatMap((name) => (name.endsWith(".pal") ? [`std/${name.slice(0, -4)}`] : []));
  return { names, read: async (name) => readFileSync(`${folder}${name.slice("std/".length)}.pal`, "utf8") };
}

interface LoadOptions extends ScenarioOptions {
  readonly infer?: string;
  readonly pedantic?: boolean;
}

/** @throws DiagnosticError with every mistake of the file, its data and its models */
export function loadScenario(file: string, options: LoadOptions): Promise<Loaded> {
  return loadText(readScenario(file), options);
}

/** The same for a text that came from a file: `source` has the name of it, and data lie beside that. */
export async function loadText(source: Source, options: LoadOptions): Promise<Loaded> {
  const { data } = options;
  if (data !== undefined && !isFolder(data)) fail(badCommandLineValue("--data", data, "a folder that there is"));
  const { tree, diagnostics } = parse(source);
  const params = new Map(Object.entries(options.set).map(([name, value]) => [name, String(value)]));
  const resources = await loadResources(tree, nodeHost(source.name, options.data, options.allowCode), params);
  const checked = check(tree, resources, {
    catalogue: { algorithms, kernels: moves, optimizers: optimisers },
    staying: stayingLatents,
    params,
    infer: options.infer,
    pedantic: options.pedantic,
    incomplete: diagnostics.length > 0,
  });
  if (checked.scenario === undefined || diagnostics.length > 0) {
    const others = checked.diagnostics.filter((found) => !diagnostics.some((syntax) => meet(found, syntax)));
    throw new DiagnosticError(sortByPlace([...diagnostics, ...others]));
  }
  return { scenario: checked.scenario, warnings: checked.diagnostics };
}

/** Whether two mistakes stand in one place: then what the checker says follows from what the parser said. */
function meet(found: Diagnostic, syntax: Diagnostic): boolean {
  const [a, b] = [found.labels.at(0)?.span, syntax.labels.at(0)?.span];
  return a !== undefined && b !== undefined && a.start <= b.end && b.start <= a.end;
}

function sortByPlace(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const place = (d: Diagnostic) => d.labels[0]?.span.start ?? -1;
  return [...diagnostics].sort((a, b) => place(a) - place(b));
}
