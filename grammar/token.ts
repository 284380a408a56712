/** Tokens and their types: what the lexer makes and the parser reads. */

/** A kind of token, or a category of kinds. */
export class TokenType {
  /** Itself and every category it belongs to. */
  readonly kinds: ReadonlySet<TokenType>;

  /** @param text of a word or sign that is always written the same */
  constructor(
    readonly name: string,
    categories: readonly TokenType[] = [],
    readonly text?: string,
  ) {
    this.kinds = new Set([this, ...categories.flatMap((category) => [...category.kinds])]);
  }
}

export interface Token {
  readonly type: TokenType;
  /** As written. */
  readonly image: string;
  /** Offset of its first character. */
  readonly start: number;
  /** No token but a comment goes over the end of a line. */
  readonly line: number;
}

/** Stands before the first token and behind the last one. */
export const nowhere: Token = {
  type: new TokenType("nowhere"),
  image: "",
  start: Number.NaN,
  line: Number.NaN,
};

/** Whether a token is of a type or belongs to a category. */
export function matches(token: Token, type: TokenType): boolean {
  return token.type === type || token.type.kinds.has(type);
}
