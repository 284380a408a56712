/** Where the parser finds its feet again: at words that begin a statement and a line. */
import { type IToken, tokenMatcher } from "chevrotain";
import { didYouMean } from "../src/language/diagnostics/suggest.ts";
import * as t from "./tokens.ts";

/** Names that may follow an expression, so that they are no mistyped keyword. */
const clauseWords: ReadonlySet<string> = new Set(["access", "budget", "matched", "sampled", "by", "as"]);

/** Behind these a keyword is a label, an argument's name or a key, even at the beginning of a line. */
const behindWords = [t.Comma, t.RightBrace, t.RightParen, t.RightBracket, t.Equals, t.Colon];

/** Whether a token is the first of its line; `before` is the one before it, if any. */
export function beginsLine(before: IToken, token: IToken): boolean {
  return !tokenMatcher(before, t.Any) || (before.endLine ?? 0) < (token.startLine ?? 0);
}

/** Whether a mistyped keyword stands at the beginning of a line: two names in a row, the first close to a keyword. */
function mistyped(token: IToken, after: IToken): boolean {
  return (
    token.tokenType === t.Name &&
    tokenMatcher(after, t.Word) &&
    after.startLine === token.startLine &&
    !clauseWords.has(token.image) &&
    didYouMean(token.image, t.statementWords) !== undefined
  );
}

/** Whether a line goes like `y ~ ..` or `y = ..`, as other languages write statements. */
function foreignStatement(token: IToken, after: IToken): boolean {
  return token.tokenType === t.Name && (after.tokenType === t.Tilde || tokenMatcher(after, t.Equals));
}

/**
 * Whether a statement, good or bad, begins at `token`, as far as can be told from the tokens beside it.
 * @param inBrackets whether a bracket before it may still be open: then `prior = 3` may be an argument
 */
export function beginsStatement(before: IToken, token: IToken, after: IToken, inBrackets = true): boolean {
  if (!beginsLine(before, token)) return false;
  if (tokenMatcher(token, t.StatementWord))
    return !inBrackets || !behindWords.some((type) => tokenMatcher(after, type));
  return mistyped(token, after) || (!inBrackets && foreignStatement(token, after));
}
