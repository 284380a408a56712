/** From tokens to places in the text. */
import type { IToken } from "chevrotain";
import type { Span } from "../src/language/source.ts";
import type { Identifier } from "../src/language/syntax.ts";

/** The offset just behind a token. */
export function endOf(token: IToken): number {
  return token.startOffset + token.image.length;
}

export function spanOf(token: IToken): Span {
  return { start: token.startOffset, end: endOf(token) };
}

/** A name as a node of the tree. */
export function identifier(token: IToken): Identifier {
  return { name: token.image, span: spanOf(token) };
}
