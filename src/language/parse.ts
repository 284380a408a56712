/** Text to syntax tree: all syntax errors of a file in one pass, and the statements around them. */
import { tokenize } from "../../grammar/lexer.ts";
import { FileParser } from "../../grammar/parser.ts";
import type { Diagnostic } from "./diagnostic.ts";
import type { Source } from "./source.ts";
import type { SyntaxTree } from "./syntax.ts";

const parser = new FileParser();

/**
 * Never throws. The tree holds every statement that could be read; the diagnostics are in the order of the text, each
 * with a label inside the text or at its end.
 */
export function parse(source: Source): { tree: SyntaxTree; diagnostics: Diagnostic[] } {
  return parser.parse(source, tokenize(source));
}
