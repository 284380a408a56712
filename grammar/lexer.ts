/** From text to tokens: runs the lexer and says what it could not read, leaving tokens the parser can go on with. */
import { type ILexingError, type IToken, Lexer, tokenMatcher } from "chevrotain";
import type { Diagnostic } from "../src/language/diagnostic.ts";
import * as syntax from "../src/language/diagnostics/syntax.ts";
import type { Source, Span } from "../src/language/source.ts";
import { endOf, spanOf } from "./spans.ts";
import { allTokens, Dot, foreign, foreignDropped, NumberToken, OpenString, StringToken, Word } from "./tokens.ts";

export interface Tokens {
  readonly tokens: IToken[];
  /** The `///` comments, in the order of the text. */
  readonly documentation: readonly IToken[];
  /** The other comments, in the order of the text. */
  readonly comments: readonly IToken[];
  /** Sorted by place. */
  readonly diagnostics: readonly Diagnostic[];
  /** Where text was left out or swallowed, so that what follows may look wrong; offsets, ascending. */
  readonly unreadable: readonly number[];
}

const lexer = new Lexer(allTokens, {
  ensureOptimizations: true,
  // A test validates the tokens; doing it at every start would take a third of the start-up.
  skipValidations: true,
  // A message is written here, from the place and length of what was skipped.
  errorMessageProvider: {
    buildUnableToPopLexerModeMessage: () => "",
    buildUnexpectedCharactersMessage: () => "",
  },
});

/** What pasted or habitual characters should have been. */
const characterRemedies: ReadonlyMap<string, string> = new Map([
  ["'", 'strings stand in double quotes: "..."'],
  ["`", 'strings stand in double quotes: "..."'],
  ["\u201c", 'write the straight quote `"`'],
  ["\u201d", 'write the straight quote `"`'],
  ["\u2212", "write `-`"],
  ["\u2013", "write `-`"],
  ["\u00d7", "write `*`"],
  ["\u00b7", "write `*`"],
  ["\u00f7", "write `/`"],
  ["\u2264", "write `<=`"],
  ["\u2265", "write `>=`"],
  ["\u2260", "write `!=`"],
  ["\u223c", "write `~`"],
  ["\u2192", "write `->`"],
  ["&", "write `and`"],
  ["|", "write `or`"],
  ["?", "a choice is written `if c then a else b`"],
  ["\\", "a statement may go on in the next line as it is"],
]);

function characterProblem(source: Source, problem: ILexingError): Diagnostic {
  const span = { start: problem.offset, end: problem.offset + problem.length };
  const characters = source.text.slice(span.start, span.end);
  const first = String.fromCodePoint(characters.codePointAt(0) ?? 0);
  const letter = /\p{L}/u.test(first) ? "names are made of the letters a-z and A-Z, digits and `_`" : undefined;
  return syntax.unknownCharacter({ source, span }, characters, characterRemedies.get(first) ?? letter);
}

/** The backslash pairs of a string that mean nothing. */
function escapeProblems(source: Source, token: IToken): Diagnostic[] {
  return [...token.image.matchAll(/\\(.)/gsu)]
    .filter((match) => !'"\\nt'.includes(match[1]))
    .map((match) => {
      const start = token.startOffset + match.index;
      return syntax.unknownEscape({ source, span: { start, end: start + match[0].length } }, match[0]);
    });
}

function tokenProblems(source: Source, token: IToken): Diagnostic[] {
  const place = { source, span: spanOf(token) };
  const remedy = foreign.get(token.tokenType);
  if (remedy !== undefined) return [syntax.foreignSpelling(place, token.image, remedy)];
  if (token.tokenType === OpenString) return [syntax.unterminatedString(place)];
  return token.tokenType === StringToken ? escapeProblems(source, token) : [];
}

/** Of signs that are left out the first of a kind is reported, for all of them: habits repeat on every line. */
function droppedProblems(source: Source, tokens: readonly IToken[]): Diagnostic[] {
  return [...foreignDropped].flatMap(([type, remedy]) => {
    const [first, ...more] = tokens.filter((token) => token.tokenType === type);
    if (first === undefined) return [];
    return [syntax.foreignSpelling({ source, span: spanOf(first) }, type.name, remedy, more.length)];
  });
}

/** Whether a word or a point touches a number: `3abc`, `1e`, `1__0`, `1.` */
function touches(token: IToken | undefined, next: IToken | undefined): next is IToken {
  if (token?.tokenType !== NumberToken || next === undefined || next.startOffset !== endOf(token)) return false;
  return tokenMatcher(next, Word) || next.tokenType === Dot;
}

/** A number that runs into something, or beyond what a number can hold (`1e999`). */
function numberProblem(source: Source, token: IToken, next: IToken | undefined): Diagnostic | undefined {
  if (touches(token, next)) {
    const span: Span = { start: token.startOffset, end: endOf(next) };
    const written = source.text.slice(span.start, span.end);
    const remedy = /^[_\d]+$/.test(written)
      ? "`_` stands between two digits: `5_000`"
      : next.tokenType === Dot
        ? "a digit stands behind the point, if there is one: `1.0`"
        : /^[eE]/.test(next.image)
          ? "an exponent is a whole number: `1e-3`"
          : "put a blank or an operator between number and name; a name begins with a letter";
    return syntax.malformedNumber({ source, span }, written, remedy);
  }
  if (Number(token.image.replaceAll("_", "")) === Number.POSITIVE_INFINITY)
    return syntax.malformedNumber({ source, span: spanOf(token) }, token.image, "the largest number is about 1.8e308");
  return undefined;
}

/** Drops what numbers run into, with a message each. */
function withoutBrokenNumbers(source: Source, tokens: readonly IToken[], diagnostics: Diagnostic[]): IToken[] {
  return tokens.filter((token, index) => {
    if (token.tokenType === NumberToken) {
      const problem = numberProblem(source, token, tokens[index + 1]);
      if (problem !== undefined) diagnostics.push(problem);
    }
    return !touches(tokens[index - 1], token);
  });
}

/** Never throws; what is wrong is reported and left out, or read as what was meant. */
export function tokenize(source: Source): Tokens {
  const { tokens, groups, errors } = lexer.tokenize(source.text);
  const diagnostics = errors.map((problem) => characterProblem(source, problem));
  for (const token of groups.openComment)
    diagnostics.push(
      syntax.unterminatedComment({ source, span: { start: token.startOffset, end: token.startOffset + 2 } }),
    );
  diagnostics.push(...droppedProblems(source, groups.foreign));
  for (const token of tokens) diagnostics.push(...tokenProblems(source, token));
  const kept = withoutBrokenNumbers(source, tokens, diagnostics);
  diagnostics.sort((a, b) => a.labels[0].span.start - b.labels[0].span.start);
  const holes = [...groups.openComment, ...tokens.filter((token) => token.tokenType === OpenString)];
  const unreadable = [...errors.map(({ offset }) => offset), ...holes.map(({ startOffset }) => startOffset)];
  unreadable.sort((a, b) => a - b);
  return { tokens: kept, documentation: groups.documentation, comments: groups.comments, diagnostics, unreadable };
}
