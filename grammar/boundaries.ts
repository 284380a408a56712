/** Where the parser finds its feet again: at words that begin a statement and a line. */

import { didYouMean } from "../src/language/diagnostics/suggest.ts";
import { matches, type Token } from "./token.ts";
import * as t from "./tokens.ts";

/** Names that may follow an expression, so that they are no mistyped keyword. */
const clauseWords: ReadonlySet<string> = new Set(["access", "budget", "matched", "sampled", "by", "as"]);

/** Behind these a keyword is a label, an argument's name or a key, even at the beginning of a line. */
const behindWords = [t.Comma, t.RightBrace, t.RightParen, t.RightBracket, t.Equals, t.Colon];

/** Whether a token is the first of its line; `before` is the one before it, if any. */
export function beginsLine(before: Token, token: Token): boolean {
  return !matches(before, t.Any) || before.line < token.line;
}

/** Whether a mistyped keyword stands at the beginning of a line: two names in a row, the first close to a keyword. */
function mistyped(token: Token, after: Token): boolean {
  return (
    token.type === t.Name &&
    matches(after, t.Word) &&
    after.line === token.line &&
    !clauseWords.has(token.image) &&
    didYouMean(token.image, t.statementWords) !== undefined
  );
}

/** Whether a line goes like `y ~ ..` or `y = ..`, as other languages write statements. */
function foreignStatement(token: Token, after: Token): boolean {
  return token.type === t.Name && (after.type === t.Tilde || matches(after, t.Equals));
}

/**
 * Whether a statement, good or bad, begins at `token`, as far as can be told from the tokens beside it.
 * @param inBrackets whether a bracket before it may still be open: then `prior = 3` may be an argument
 */
export function beginsStatement(before: Token, token: Token, after: Token, inBrackets = true): boolean {
  if (!beginsLine(before, token)) return false;
  if (matches(token, t.StatementWord)) return !inBrackets || !behindWords.some((type) => matches(after, type));
  return mistyped(token, after) || (!inBrackets && foreignStatement(token, after));
}
