/** The files of a scenario, read before it is checked, so that checking itself is a pure function. */
import type { LoadedModel } from "../blackbox/provider.ts";
import type { Diagnostic } from "./diagnostic.ts";
import type { Place } from "./diagnostics/make.ts";
import { type Early, type EarlyNames, earlyParams, earlyValue } from "./early.ts";
import type { FileProblem } from "./files/problem.ts";
import { functions } from "./functions/registry.ts";
import type { MathEngine } from "./mathematics/engine.ts";
import { parse } from "./parse.ts";
import type { Source } from "./source.ts";
import type { Argument, Expression, Statement, SyntaxTree } from "./syntax.ts";
import { partsOf } from "./walk.ts";

/** How a scenario's files are reached; a host (Node, browser) supplies it. */
export interface FileHost {
  /** The bytes of a file beside the scenario (or in `--data DIR`), or why there are none. */
  read(path: string): Promise<Uint8Array | FileProblem>;
  hash(bytes: Uint8Array): string;
  /** The modules that come with the language, by names like `std/priors`. */
  readonly standard?: { readonly names: readonly string[]; read(name: string): Promise<string> };
  /** Loads a model through a provider; a problem comes back as the diagnostic for the given place. */
  loadModel(
    provider: string,
    path: string,
    options: ProviderOptions,
  ): Promise<LoadedModel | ((place: Place) => Diagnostic)>;
}

/** What stands in a provider's call behind the file, by name; what is not known before files are read is left out. */
export type ProviderOptions = Readonly<Record<string, Early>>;

export interface Resources {
  file(path: string): { readonly bytes: Uint8Array; readonly hash: string } | FileProblem | undefined;
  model(
    provider: string,
    path: string,
    options: ProviderOptions,
  ): LoadedModel | ((place: Place) => Diagnostic) | undefined;
  readonly hashes: ReadonlyMap<string, string>;
  /** The module that a `use` names in the file whose source is called `from`. */
  module(path: string, from: string): LoadedModule | FileProblem | undefined;
  readonly standardModules: readonly string[];
  /** Present where a function of the data side is named. */
  readonly math?: MathEngine;
}

/** A module's text as it was parsed. */
export interface LoadedModule {
  readonly source: Source;
  readonly tree: SyntaxTree;
  readonly diagnostics: readonly Diagnostic[];
}

const readers = new Set(["csv", "json", "npy"]);
/** What loads models; any other name is a mistake that the check reports. */
export const providers: readonly string[] = ["tfjs", "js"];

/**
 * Reads every file that the tree names by a text known early. Nothing throws: problems are found again when checked.
 * @param params what `--set` says, by name
 */
export async function loadResources(
  tree: SyntaxTree,
  host: FileHost,
  params?: ReadonlyMap<string, string>,
): Promise<Resources> {
  const files = new Map<string, { bytes: Uint8Array; hash: string } | FileProblem>();
  const models = new Map<string, LoadedModel | ((place: Place) => Diagnostic)>();
  const hashes = new Map<string, string>();
  const modules = await loadModules(tree, host, hashes);
  const own = earlyParams(tree, params);
  const trees = [tree, ...[...modules.values()].flatMap((module) => ("tree" in module ? [module.tree] : []))];
  const paths = trees.flatMap((each) => {
    const known = each === tree ? own : earlyParams(each);
    return each.statements.flatMap((statement) => filesOf(statement, (name) => known.get(name)));
  });
  for (const path of new Set(paths)) {
    const bytes = await host.read(path);
    if (bytes instanceof Uint8Array) {
      const hash = host.hash(bytes);
      files.set(path, { bytes, hash });
      hashes.set(path, hash);
    } else files.set(path, bytes);
  }
  for (const statement of tree.statements) {
    if (statement.kind !== "model" || !providers.includes(statement.provider.callee.name)) continue;
    const { callee, arguments: given } = statement.provider;
    const names: EarlyNames = (name) => own.get(name);
    const path = textOf(given.find(({ name }) => name === undefined)?.value, names);
    if (path === undefined) continue;
    const options = providerOptions(given, (value) => earlyValue(value, names));
    const key = modelKey(callee.name, path, options);
    if (models.has(key)) continue;
    const model = await host.loadModel(callee.name, path, options);
    models.set(key, model);
    if (typeof model !== "function") hashes.set(path, model.hash);
  }
  const needsMath = trees.some((each) => mentionsDataSide(each.statements));
  return {
    ...(needsMath && { math: (await import("./mathematics/engine.ts")).engine }),
    file: (path) => files.get(path),
    model: (provider, path, options) => models.get(modelKey(provider, path, options)),
    hashes,
    module: (path, from) => modules.get(moduleKey(path, from === tree.source.name ? "" : from)),
    standardModules: host.standard?.names ?? [],
  };
}

/** Modules by what they are called in messages: `std/priors`, or their path from the scenario's folder. */
async function loadModules(
  tree: SyntaxTree,
  host: FileHost,
  hashes: Map<string, string>,
): Promise<Map<string, LoadedModule | FileProblem>> {
  const modules = new Map<string, LoadedModule | FileProblem>();
  const pending = usesOf(tree, "");
  for (let key = pending.pop(); key !== undefined; key = pending.pop()) {
    if (modules.has(key)) continue;
    const loaded = await loadModule(key, host, hashes);
    if (loaded === undefined) continue;
    modules.set(key, loaded);
    if ("tree" in loaded) pending.push(...usesOf(loaded.tree, key));
  }
  return modules;
}

function usesOf({ statements }: SyntaxTree, from: string): string[] {
  return statements.flatMap((statement) =>
    statement.kind === "use" && statement.what === "module" ? [moduleKey(statement.path.value, from)] : [],
  );
}

async function loadModule(
  key: string,
  host: FileHost,
  hashes: Map<string, string>,
): Promise<LoadedModule | FileProblem | undefined> {
  let text: string;
  if (isStandard(key)) {
    if (host.standard?.names.includes(key) !== true) return undefined;
    text = await host.standard.read(key);
  } else {
    const bytes = await host.read(key);
    if (!(bytes instanceof Uint8Array)) return bytes;
    hashes.set(key, host.hash(bytes));
    text = new TextDecoder().decode(bytes);
  }
  const source = { name: key, text };
  return { source, ...parse(source) };
}

function isStandard(path: string): boolean {
  return path.startsWith("std/");
}

/** A path as seen from the scenario's folder; `from` is the module that writes it, empty for the scenario. */
function moduleKey(path: string, from: string): string {
  if (isStandard(path)) return path;
  const parts: string[] = from.split("/").slice(0, -1);
  for (const part of path.split("/")) {
    if (part === ".." && parts.length > 0 && parts.at(-1) !== "..") parts.pop();
    else if (part !== "." && part !== "") parts.push(part);
  }
  return parts.join("/");
}

/** Whether a part of a tree names a function that the engine computes: called, or passed to another, as in `twice(inv, m)`. */
function mentionsDataSide(part: unknown): boolean {
  if (typeof part !== "object" || part === null) return false;
  if ("name" in part && typeof part.name === "string" && functions.get(part.name)?.isDataSide === true) return true;
  return Object.values(part).some(mentionsDataSide);
}

function textOf(expression: Expression | undefined, names: EarlyNames): string | undefined {
  const value = expression === undefined ? undefined : earlyValue(expression, names);
  return typeof value === "string" ? value : undefined;
}

/** The named arguments whose values `read` knows. */
export function providerOptions(
  given: readonly Argument[],
  read: (value: Expression) => Early | undefined,
): ProviderOptions {
  const options: Record<string, Early> = {};
  for (const { name, value } of given) {
    const known = name === undefined ? undefined : read(value);
    if (name !== undefined && known !== undefined) options[name.name] = known;
  }
  return options;
}

function modelKey(provider: string, path: string, options: ProviderOptions): string {
  return JSON.stringify([provider, path, options]);
}

/** The expressions of a statement in which a reader may stand: a function is called from data, or reads nothing. */
function readingParts(statement: Statement): readonly Expression[] {
  switch (statement.kind) {
    case "data":
    case "control":
      return [statement.value];
    case "truth":
      return [statement.value, statement.sampled?.by].filter((part) => part !== undefined);
    case "fn":
      return [...statement.lets.map(({ value }) => value), statement.body];
    default:
      return [];
  }
}

function filesOf(statement: Statement, names: EarlyNames): string[] {
  const paths: string[] = [];
  const pending: Expression[] = [...readingParts(statement)];
  for (let expression = pending.pop(); expression !== undefined; expression = pending.pop()) {
    if (expression.kind === "call" && readers.has(expression.callee.name)) {
      const path = textOf(expression.arguments[0]?.value, names);
      if (path !== undefined) paths.push(path);
    }
    pending.push(...partsOf(expression).reverse());
  }
  return paths;
}
