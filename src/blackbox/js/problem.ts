/** What can be wrong with a model that is a module of the user's, as plain data; diagnostics/js-models.ts turns it into a message. */

/**
 * load: the module cannot be imported, or its `open` fails; exports: something is missing from it or of the wrong kind; threw: a
 * function of it failed when it was asked; answer: it answered something else than a row of numbers for each row; simplex: a row
 * of declared probabilities is none.
 */
export type JsProblemKind = "load" | "exports" | "threw" | "answer" | "simplex";

export interface JsProblem {
  readonly kind: JsProblemKind;
  readonly message: string;
  readonly hint?: string;
}

/** Thrown wherever a module is found wrong; caught where the place in the scenario is known. */
export class JsModelError extends Error {
  constructor(readonly problem: JsProblem) {
    super(problem.message);
    this.name = "JsModelError";
  }
}

/** What a caught value says, in one line. */
export function reasonOf(problem: unknown): string {
  const text =
    problem instanceof Error
      ? `${problem.name}: ${problem.message}`
      : typeof problem === "object" && problem !== null
        ? "an object that is no Error"
        : String(problem);
  return text.split("\n")[0].slice(0, 300);
}
