/** The one way to lay out a scenario: comments and meaning stay, blanks and line ends are put in order. */
import type { Diagnostic } from "../diagnostic.ts";
import { parse } from "../parse.ts";
import type { Source } from "../source.ts";
import { aligned } from "./align.ts";
import { linesOf } from "./lines.ts";
import { piecesOf } from "./pieces.ts";

/**
 * The text laid out, or the syntax errors that keep it from being read. Formatting twice changes nothing more. Line ends inside
 * a statement are its author's, as are single empty lines between statements.
 */
export function format(source: Source): { readonly text: string } | { readonly diagnostics: readonly Diagnostic[] } {
  const { tree, diagnostics } = parse(source);
  if (diagnostics.length > 0) return { diagnostics };
  const lines = linesOf(piecesOf(source), tree);
  const texts = aligned(lines);
  const text = lines.map(({ isApart }, i) => `${isApart && i > 0 ? "\n" : ""}${texts[i]}\n`).join("");
  return { text };
}
