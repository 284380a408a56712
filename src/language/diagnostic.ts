/** What the user is told: a code that never changes, a place, a reason and what to do. */
import type { Source, Span } from "./source.ts";

export interface Label {
  readonly span: Span;
  /** Stands behind the caret; may be empty. */
  readonly text: string;
}

export interface Diagnostic {
  /** `PAL` and four digits: 1 syntax, 2 names, shapes, access, 3 data and files, 4 models, 5 inference, 6 command line. */
  readonly code: string;
  readonly severity: "error" | "warning";
  readonly message: string;
  /** Absent only for mistakes on the command line itself. */
  readonly source?: Source;
  /** The first label is the place; further ones are shown with their own lines. */
  readonly labels: readonly Label[];
  /** One a line, after `=`: did you mean, legal choices, remedies. */
  readonly notes: readonly string[];
}

/** Thrown where a computation cannot go on; carries one or more diagnostics and never reaches the user as a stack trace. */
export class DiagnosticError extends Error {
  constructor(readonly diagnostics: readonly Diagnostic[]) {
    super(diagnostics.map((d) => `${d.code}: ${d.message}`).join("\n"));
    this.name = "DiagnosticError";
  }
}
