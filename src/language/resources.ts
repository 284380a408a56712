/** The files of a scenario, read before it is checked, so that checking itself is a pure function. */
import type { LoadedModel } from "../blackbox/provider.ts";
import type { Diagnostic } from "./diagnostic.ts";
import type { Place } from "./diagnostics/make.ts";
import type { FileProblem } from "./files/problem.ts";
import type { Expression, Statement, SyntaxTree } from "./syntax.ts";

/** How a scenario's files are reached; a host (Node, browser) supplies it. */
export interface FileHost {
  /** The bytes of a file beside the scenario (or in `--data DIR`), or why there are none. */
  read(path: string): Promise<Uint8Array | FileProblem>;
  hash(bytes: Uint8Array): string;
  /** Loads a model through a provider; a problem comes back as the diagnostic for the given place. */
  loadModel(provider: string, path: string): Promise<LoadedModel | ((place: Place) => Diagnostic)>;
}

export interface Resources {
  file(path: string): { readonly bytes: Uint8Array; readonly hash: string } | FileProblem | undefined;
  model(provider: string, path: string): LoadedModel | ((place: Place) => Diagnostic) | undefined;
  readonly hashes: ReadonlyMap<string, string>;
}

const readers = new Set(["csv", "json", "npy"]);
/** What loads models; any other name is a mistake that the check reports. */
export const providers: readonly string[] = ["tfjs"];

/** Reads every file that the tree names by a literal text. Nothing throws: problems are found again when checked. */
export async function loadResources(tree: SyntaxTree, host: FileHost): Promise<Resources> {
  const files = new Map<string, { bytes: Uint8Array; hash: string } | FileProblem>();
  const models = new Map<string, LoadedModel | ((place: Place) => Diagnostic)>();
  const hashes = new Map<string, string>();
  for (const path of new Set(tree.statements.flatMap(filesOf))) {
    const bytes = await host.read(path);
    if (bytes instanceof Uint8Array) {
      const hash = host.hash(bytes);
      files.set(path, { bytes, hash });
      hashes.set(path, hash);
    } else files.set(path, bytes);
  }
  for (const statement of tree.statements) {
    if (statement.kind !== "model" || !providers.includes(statement.provider.callee.name)) continue;
    const path = literalPath(statement.provider.arguments[0]?.value);
    if (path === undefined) continue;
    const key = `${statement.provider.callee.name}:${path}`;
    if (models.has(key)) continue;
    const model = await host.loadModel(statement.provider.callee.name, path);
    models.set(key, model);
    if (typeof model !== "function") hashes.set(path, model.hash);
  }
  return {
    file: (path) => files.get(path),
    model: (provider, path) => models.get(`${provider}:${path}`),
    hashes,
  };
}

function literalPath(expression: Expression | undefined): string | undefined {
  return expression?.kind === "string" ? expression.value : undefined;
}

function filesOf(statement: Statement): string[] {
  if (statement.kind !== "data" && statement.kind !== "truth" && statement.kind !== "control") return [];
  const paths: string[] = [];
  const pending: Expression[] = [statement.value];
  for (let expression = pending.pop(); expression !== undefined; expression = pending.pop()) {
    if (expression.kind === "call" && readers.has(expression.callee.name)) {
      const path = literalPath(expression.arguments[0]?.value);
      if (path !== undefined) paths.push(path);
    }
    pending.push(...partsOf(expression).reverse());
  }
  return paths;
}

/** The expressions directly inside another, in the order of the text. */
function partsOf(expression: Expression): Expression[] {
  switch (expression.kind) {
    case "call":
      return expression.arguments.map((argument) => argument.value);
    case "unary":
      return [expression.operand];
    case "binary":
      return [expression.left, expression.right];
    case "array":
      return [...expression.elements];
    case "index":
      return [expression.object, ...expression.indices];
    case "field":
      return [expression.object];
    case "if":
      return [expression.condition, expression.consequent, expression.alternative];
    case "range":
      return [expression.from, expression.to].filter((end) => end !== undefined);
    case "record":
      return expression.entries.map((entry) => entry.value);
    default:
      return [];
  }
}
