/** The short way to write a diagnostic constructor. */
import { type Diagnostic, DiagnosticError, type Label } from "../diagnostic.ts";
import type { Source, Span } from "../source.ts";

/** A place in a source: every constructor takes one first. */
export interface Place {
  readonly source: Source;
  readonly span: Span;
}

export function error(
  code: string,
  message: string,
  place: Place,
  label = "",
  notes: readonly (string | undefined)[] = [],
  more: readonly Label[] = [],
): Diagnostic {
  return {
    code,
    severity: "error",
    message,
    source: place.source,
    labels: [{ span: place.span, text: label }, ...more],
    notes: notes.filter((note) => note !== undefined),
  };
}

export function warning(
  code: string,
  message: string,
  place: Place,
  label = "",
  notes: readonly string[] = [],
): Diagnostic {
  return { ...error(code, message, place, label, notes), severity: "warning" };
}

/** A mistake that has no place in a source: on the command line, or in a file that is no scenario. */
export function mistake(code: string, message: string, notes: readonly (string | undefined)[]): Diagnostic {
  return { code, severity: "error", message, labels: [], notes: notes.filter((note) => note !== undefined) };
}

export function fail(...diagnostics: readonly Diagnostic[]): never {
  throw new DiagnosticError(diagnostics);
}

/** `a, b and c` */
export function list(words: readonly string[], conjunction: "and" | "or" = "and"): string {
  if (words.length < 2) return words.join("");
  return `${words.slice(0, -1).join(", ")} ${conjunction} ${words[words.length - 1]}`;
}

/** `1 argument`, `2 arguments` */
export function count(n: number, noun: string, plural = `${noun}s`): string {
  return `${n} ${n === 1 ? noun : plural}`;
}
