/** From tokens to places in the text. */

import type { Span } from "../src/language/source.ts";
import type { Identifier } from "../src/language/syntax.ts";
import type { Token } from "./token.ts";

/** The offset just behind a token. */
export function endOf(token: Token): number {
  return token.start + token.image.length;
}

export function spanOf(token: Token): Span {
  return { start: token.start, end: endOf(token) };
}

/** A name as a node of the tree. */
export function identifier(token: Token): Identifier {
  return { name: token.image, span: spanOf(token) };
}
