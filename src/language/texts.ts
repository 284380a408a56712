/** Texts in a scenario: names of files and options of providers, known before any file is read. */
import { constantValue } from "../tensor/evaluate.ts";
import { at, type Context } from "./context.ts";
import { fail } from "./diagnostics/make.ts";
import { misplaced } from "./diagnostics/names.ts";
import { type Early, earlyValue } from "./early.ts";
import type { Expression } from "./syntax.ts";
import { partsOf } from "./walk.ts";

/** What an expression of literals and params stands for; undefined for any other. */
export function earlyIn(context: Context, expression: Expression): Early | undefined {
  return earlyValue(expression, (name) => {
    const meaning = context.scope.find(name);
    if (meaning?.kind === "text") return meaning.text;
    return meaning?.kind === "param" ? constantValue(meaning.value.node)?.[0] : undefined;
  });
}

/**
 * The same where there must be a value.
 * @param what is wanted, e.g. "csv(..) needs the file's name as a text"
 */
export function knownEarly(context: Context, expression: Expression, what: string, remedy: string): Early {
  const value = earlyIn(context, expression);
  if (value !== undefined) return value;
  // A name that nobody declared is the nearer mistake.
  const pending = [expression];
  for (let part = pending.pop(); part !== undefined; part = pending.pop()) {
    if (part.kind === "name") context.scope.resolve(part);
    pending.push(...partsOf(part));
  }
  return fail(misplaced(at(context, expression), what, remedy));
}

/** The same where it must be a text, such as the name of a file. */
export function knownText(context: Context, expression: Expression, what: string, remedy: string): string {
  const value = knownEarly(context, expression, what, remedy);
  return typeof value === "string" ? value : fail(misplaced(at(context, expression), what, remedy));
}
