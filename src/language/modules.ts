/** Modules: files of functions, distributions and values that scenarios `use` (DESIGN 1.2). */
import { all, at, type Context } from "./context.ts";
import { DiagnosticError } from "./diagnostic.ts";
import { badFile } from "./diagnostics/files.ts";
import { fail } from "./diagnostics/make.ts";
import { unknownModule, useInCircle } from "./diagnostics/modules.ts";
import { unknownName, wrongKind } from "./diagnostics/names.ts";
import { statementMisplaced } from "./diagnostics/syntax.ts";
import type { LoadedModule } from "./resources.ts";
import { AlreadyReported, kindNames, type Meaning, Scope } from "./scope.ts";
import { declareData, declareDim, declareLet, declareParam } from "./statements/declare.ts";
import { declareDistribution, declareFunction } from "./statements/define.ts";
import type { Identifier, Statement, UseStatement } from "./syntax.ts";

/** The modules of one check: each is read once, and those being read are known, so that circles are seen. */
export interface Modules {
  readonly scopes: Map<string, Scope>;
  readonly open: string[];
}

/** Brings the names of a module into the scope: under `as`, or as if they stood here. */
export function declareUse(context: Context, statement: UseStatement): void {
  const { as } = statement;
  if (as !== undefined) context.scope.refuseSecond(as);
  const scope = readOrLose(context, statement);
  if (as !== undefined) context.scope.declare(as, { kind: "module", scope });
  else for (const { name, meaning } of scope.exports()) context.scope.importName(name, meaning, statement.path.span);
}

function readOrLose(context: Context, statement: UseStatement): Scope {
  try {
    return scopeOf(context, statement);
  } catch (problem) {
    if (statement.as === undefined) context.scope.loseNames();
    throw problem;
  }
}

/** What a module calls `name`. @throws DiagnosticError when there is no such module or no such name in it */
export function exported(
  context: Context,
  module: Identifier,
  name: Identifier,
  space: "function" | "distribution" | "name",
): Meaning {
  const meaning = context.scope.resolve(module);
  if (meaning.kind !== "module") {
    const remedy = '`use "std/priors" as p` gives a module a name: `p.NAME`';
    return fail(wrongKind(at(context, module), module.name, kindNames[meaning.kind], "a module", remedy));
  }
  const found = meaning.scope.exports().find((entry) => entry.name === name.name);
  if (found?.meaning.kind === "broken") throw new AlreadyReported(name.name);
  if (found !== undefined) return found.meaning;
  const known = meaning.scope.exports().map((entry) => entry.name);
  return fail(unknownName(at(context, name), space, name.name, known));
}

function scopeOf(context: Context, statement: UseStatement): Scope {
  const place = at(context, statement.path);
  const path = statement.path.value;
  const loaded = context.resources.module(path, context.source.name);
  if (loaded === undefined) return fail(unknownModule(place, path, context.resources.standardModules));
  if (!("tree" in loaded)) return fail(badFile(place, path, loaded));
  const { modules } = context;
  const { name } = loaded.source;
  if (modules.open.includes(name)) fail(useInCircle(place, [...modules.open.slice(modules.open.indexOf(name)), name]));
  const known = modules.scopes.get(name);
  if (known !== undefined) return known;
  const scope = Scope.of(loaded.source, loaded.tree);
  modules.scopes.set(name, scope);
  modules.open.push(name);
  try {
    readModule({ ...context, source: loaded.source, scope }, loaded);
  } finally {
    modules.open.pop();
  }
  return scope;
}

function readModule(context: Context, { tree, diagnostics }: LoadedModule): void {
  if (diagnostics.length > 0) throw new DiagnosticError(diagnostics);
  all(tree.statements.map((statement) => () => readStatement(context, statement)));
}

/** Statements that mean the same in a scenario and in a module. @returns whether this is one */
export function declareAnywhere(context: Context, statement: Statement): boolean {
  switch (statement.kind) {
    case "dim":
      declareDim(context, statement);
      return true;
    case "data":
      declareData(context, statement);
      return true;
    case "let":
      declareLet(context, statement);
      return true;
    case "fn":
      declareFunction(context, statement);
      return true;
    case "distribution":
      declareDistribution(context, statement);
      return true;
    default:
      return false;
  }
}

function readStatement(context: Context, statement: Statement): void {
  if (declareAnywhere(context, statement)) return;
  switch (statement.kind) {
    case "param":
      declareParam(context, statement, undefined);
      return;
    case "use":
      if (statement.what === "plugin") break;
      declareUse(context, statement);
      return;
  }
  const remedy = "a module holds `fn`, `distribution`, `let`, `dim`, `param`, `data` and `use`";
  const span = { start: statement.span.start, end: statement.span.start + statement.kind.length };
  fail(statementMisplaced({ source: context.source, span }, statement.kind, "in a module", remedy));
}
