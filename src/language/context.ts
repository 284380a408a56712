/** What the elaboration of an expression needs to know, and where it collects what it finds. */

import type { Node } from "../tensor/node.ts";
import type { Access } from "./checked.ts";
import { type Diagnostic, DiagnosticError } from "./diagnostic.ts";
import type { Place } from "./diagnostics/make.ts";
import type { Frame } from "./loops/loop.ts";
import type { MissingData } from "./missing-data.ts";
import type { Modules } from "./modules.ts";
import type { Resources } from "./resources.ts";
import { AlreadyReported, type Scope } from "./scope.ts";
import type { Source, Span } from "./source.ts";

/** Readers (`csv(..)`) may stand in data-side expressions only. */
export type Side = "model" | "data";

export interface BoxUse {
  /** Or a network, whose uses no access restrains. */
  readonly box: string;
  /** What is asked: `label(f, x)`, `f(x)`, `gradient(f, x)`, `parameter_gradient(f, x)`. */
  readonly form: Access;
  readonly span: Span;
  /** The answers, to tell which uses the density depends on; absent in a loop, whose body becomes other nodes. */
  readonly node?: Node;
}

export interface Context {
  readonly source: Source;
  readonly scope: Scope;
  readonly resources: Resources;
  readonly side: Side;
  /** How many calls of functions have been written out so far. */
  readonly calls: { count: number };
  /** The modules read so far. */
  readonly modules: Modules;
  /** The loops around the expression, and what their indices may be there. */
  readonly frame?: Frame;
  /** Labels of the last dim of the head being defined: `csv` takes its columns by them. */
  readonly expectedColumns?: readonly string[];
  /** Every place a box is asked, for messages about access. */
  readonly boxUses: BoxUse[];
  /** Questions at known inputs that observations have had answered. */
  readonly answered: Node[];
  /** What becomes of missing data. */
  readonly missing: MissingData;
  /** Reader calls, for the check that no data file is the truth. */
  readonly fileUses: { readonly path: string; readonly span: Span }[];
}

export function at(context: Context, node: { readonly span: Span }): Place {
  return { source: context.source, span: node.span };
}

/** The results of every reading in their order; mistakes in several of them are all reported. */
export function each<Results extends readonly unknown[]>(
  ...readings: { readonly [K in keyof Results]: () => Results[K] }
): Results {
  // A mapped type over a tuple of functions gives back the tuple of their results.
  return all<unknown>(readings) as readonly unknown[] as Results;
}

/**
 * Runs every thunk, so that independent mistakes are all reported, then throws the diagnostics of those that failed.
 */
export function all<T>(thunks: readonly (() => T)[]): T[] {
  const results: T[] = [];
  const diagnostics: Diagnostic[] = [];
  let silent = false;
  for (const thunk of thunks) {
    try {
      results.push(thunk());
    } catch (problem) {
      if (problem instanceof DiagnosticError) diagnostics.push(...problem.diagnostics);
      else if (problem instanceof AlreadyReported) silent = true;
      else throw problem;
    }
  }
  if (diagnostics.length > 0) throw new DiagnosticError(diagnostics);
  if (silent) throw new AlreadyReported();
  return results;
}
