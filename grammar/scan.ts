/** From text to tokens, one after another: where each begins and ends. What is wrong with them is for lexer.ts. */
import type { Span } from "../src/language/source.ts";
import type { Token, TokenType } from "./token.ts";
import * as t from "./tokens.ts";

/** Each in the order of the text. */
export interface Scanned {
  readonly tokens: Token[];
  /** The `///` comments. */
  readonly documentation: Token[];
  /** The other comments. */
  readonly comments: Token[];
  /** Other languages' signs that mean nothing here. */
  readonly dropped: Token[];
  /** The comment that is never closed, if there is one. */
  readonly openComments: Token[];
  /** Where no token begins. */
  readonly unknown: Span[];
}

const name = /[A-Za-z_][A-Za-z0-9_]*/y;
const blanks = /[ \t\r\n\f\v\u00a0\ufeff]+/y;
const number = /\d+(?:_\d+)*(?:\.\d+(?:_\d+)*)?(?:[eE][+-]?\d+)?/y;
const string = /"(?:[^"\\\r\n]|\\[^\r\n])*"/y;
const openString = /"(?:[^"\\\r\n]|\\[^\r\n])*\\?/y;
const quotedString = /'[^'\r\n]*'/y;
const restOfLine = /[^\r\n]*/y;

const words = new Map<string, TokenType>();
/** By their first character, longer ones first. */
const signs = new Map<string, TokenType[]>();
for (const type of [...t.allTokens, t.Semicolon]) {
  if (type.text === undefined) continue;
  const others = signs.get(type.text[0]);
  if (/^[a-z]/.test(type.text)) words.set(type.text, type);
  else if (others === undefined) signs.set(type.text[0], [type]);
  else others.push(type);
}

const codeOf = (character: string): number => character.charCodeAt(0);
const [zero, nine, a, z, underscore] = [..."09az_"].map(codeOf);
const [quote, apostrophe, hash, slash, star, lineFeed, carriageReturn] = [..."\"'#/*\n\r"].map(codeOf);

function isLetter(code: number): boolean {
  // Capitals differ from small letters in this bit.
  const small = code | 0x20;
  return (small >= a && small <= z) || code === underscore;
}

/** The end of what a pattern finds at an offset; the offset itself where it finds nothing. */
function endOf(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : at;
}

/** How many lines end between two offsets, at `\n`, `\r` or both. */
function lineEnds(text: string, from: number, to: number): number {
  let count = 0;
  for (let i = from; i < to; i += 1) {
    const code = text.charCodeAt(i);
    if (code === lineFeed || (code === carriageReturn && text.charCodeAt(i + 1) !== lineFeed)) count += 1;
  }
  return count;
}

/** Never throws; takes all of the text. */
export function scan(text: string): Scanned {
  const found: Scanned = { tokens: [], documentation: [], comments: [], dropped: [], openComments: [], unknown: [] };
  let at = 0;
  let line = 1;

  /** What ends at an offset is a token; of one that ends where it begins there is none. */
  function add(list: Token[], type: TokenType, end: number): void {
    if (end === at) return;
    list.push({ type, image: text.slice(at, end), start: at, line });
    at = end;
  }

  function word(): void {
    const image = text.slice(at, endOf(name, text, at));
    found.tokens.push({ type: words.get(image) ?? t.Name, image, start: at, line });
    at += image.length;
  }

  function lineComment(): void {
    const isDocumentation = text.charCodeAt(at + 2) === slash && text.charCodeAt(at + 3) !== slash;
    const end = endOf(restOfLine, text, at);
    if (isDocumentation) add(found.documentation, t.Documentation, end);
    else add(found.comments, t.Comment, end);
  }

  function blockComment(): void {
    const from = at;
    const closing = text.indexOf("*/", at + 2);
    if (closing < 0) add(found.openComments, t.OpenComment, text.length);
    else add(found.comments, t.Comment, closing + 2);
    line += lineEnds(text, from, at);
  }

  function sign(): void {
    for (const type of signs.get(text[at]) ?? [])
      if (text.startsWith(type.name, at)) {
        add(type === t.Semicolon ? found.dropped : found.tokens, type, at + type.name.length);
        return;
      }
  }

  /** A string without its second quote ends with its line. */
  function doubleQuoted(): void {
    const closed = endOf(string, text, at);
    if (closed > at) add(found.tokens, t.StringToken, closed);
    else add(found.tokens, t.OpenString, endOf(openString, text, at));
  }

  function piece(): void {
    const code = text.charCodeAt(at);
    const next = text.charCodeAt(at + 1);
    if (isLetter(code)) word();
    else if (code >= zero && code <= nine) add(found.tokens, t.NumberToken, endOf(number, text, at));
    else if (code === quote) doubleQuoted();
    else if (code === apostrophe) add(found.tokens, t.QuotedString, endOf(quotedString, text, at));
    else if (code === hash) add(found.dropped, t.Hash, endOf(restOfLine, text, at));
    else if (code === slash && next === slash) lineComment();
    else if (code === slash && next === star) blockComment();
    else sign();
  }

  function unknown(): void {
    const last = found.unknown.at(-1);
    if (last?.end === at) found.unknown.pop();
    found.unknown.push({ start: last?.end === at ? last.start : at, end: at + 1 });
    at += 1;
  }

  while (at < text.length) {
    const from = at;
    at = endOf(blanks, text, at);
    line += lineEnds(text, from, at);
    if (at === from) piece();
    if (at === from) unknown();
  }
  return found;
}
