/** From text to tokens: says what could not be read, leaving tokens the parser can go on with. */
import type { Diagnostic } from "../src/language/diagnostic.ts";
import * as syntax from "../src/language/diagnostics/syntax.ts";
import type { Source, Span } from "../src/language/source.ts";
import { scan } from "./scan.ts";
import { endOf, spanOf } from "./spans.ts";
import { matches, type Token } from "./token.ts";
import { Dot, foreign, foreignDropped, NumberToken, OpenString, StringToken, Word } from "./tokens.ts";

export interface Tokens {
  readonly tokens: readonly Token[];
  /** The `///` comments, in the order of the text. */
  readonly documentation: readonly Token[];
  /** The other comments, in the order of the text. */
  readonly comments: readonly Token[];
  /** Sorted by place. */
  readonly diagnostics: readonly Diagnostic[];
  /** Where text was left out or swallowed, so that what follows may look wrong; offsets, ascending. */
  readonly unreadable: readonly number[];
}

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

function characterProblem(source: Source, span: Span): Diagnostic {
  const characters = source.text.slice(span.start, span.end);
  const first = String.fromCodePoint(characters.codePointAt(0) ?? 0);
  const letter = /\p{L}/u.test(first) ? "names are made of the letters a-z and A-Z, digits and `_`" : undefined;
  return syntax.unknownCharacter({ source, span }, characters, characterRemedies.get(first) ?? letter);
}

/** The backslash pairs of a string that mean nothing. */
function escapeProblems(source: Source, token: Token): Diagnostic[] {
  return [...token.image.matchAll(/\\(.)/gsu)]
    .filter((match) => !'"\\nt'.includes(match[1]))
    .map((match) => {
      const start = token.start + match.index;
      return syntax.unknownEscape({ source, span: { start, end: start + match[0].length } }, match[0]);
    });
}

function tokenProblems(source: Source, token: Token): Diagnostic[] {
  const place = { source, span: spanOf(token) };
  const remedy = foreign.get(token.type);
  if (remedy !== undefined) return [syntax.foreignSpelling(place, token.image, remedy)];
  if (token.type === OpenString) return [syntax.unterminatedString(place)];
  return token.type === StringToken ? escapeProblems(source, token) : [];
}

/** Of signs that are left out the first of a kind is reported, for all of them: habits repeat on every line. */
function droppedProblems(source: Source, tokens: readonly Token[]): Diagnostic[] {
  return [...foreignDropped].flatMap(([type, remedy]) => {
    const [first, ...more] = tokens.filter((token) => token.type === type);
    if (first === undefined) return [];
    return [syntax.foreignSpelling({ source, span: spanOf(first) }, type.name, remedy, more.length)];
  });
}

/** Whether a word or a point touches a number: `3abc`, `1e`, `1__0`, `1.` */
function touches(token: Token | undefined, next: Token | undefined): next is Token {
  if (token?.type !== NumberToken || next === undefined || next.start !== endOf(token)) return false;
  return matches(next, Word) || next.type === Dot;
}

/** A number that runs into something, or beyond what a number can hold (`1e999`). */
function numberProblem(source: Source, token: Token, next: Token | undefined): Diagnostic | undefined {
  if (touches(token, next)) {
    const span: Span = { start: token.start, end: endOf(next) };
    const written = source.text.slice(span.start, span.end);
    const remedy = /^[_\d]+$/.test(written)
      ? "`_` stands between two digits: `5_000`"
      : next.type === Dot
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
function withoutBrokenNumbers(source: Source, tokens: readonly Token[], diagnostics: Diagnostic[]): Token[] {
  return tokens.filter((token, index) => {
    if (token.type === NumberToken) {
      const problem = numberProblem(source, token, tokens[index + 1]);
      if (problem !== undefined) diagnostics.push(problem);
    }
    return !touches(tokens[index - 1], token);
  });
}

/** Never throws; what is wrong is reported and left out, or read as what was meant. */
export function tokenize(source: Source): Tokens {
  const { tokens, documentation, comments, dropped, openComments, unknown } = scan(source.text);
  const diagnostics = unknown.map((span) => characterProblem(source, span));
  for (const { start } of openComments)
    diagnostics.push(syntax.unterminatedComment({ source, span: { start, end: start + 2 } }));
  diagnostics.push(...droppedProblems(source, dropped));
  for (const token of tokens) diagnostics.push(...tokenProblems(source, token));
  const kept = withoutBrokenNumbers(source, tokens, diagnostics);
  diagnostics.sort((a, b) => a.labels[0].span.start - b.labels[0].span.start);
  const holes = [...openComments, ...tokens.filter((token) => token.type === OpenString), ...unknown];
  const unreadable = holes.map(({ start }) => start).sort((a, b) => a - b);
  return { tokens: kept, documentation, comments, diagnostics, unreadable };
}
