/** What grammars are written with: recursive descent with one token of lookahead, whose rules export/record.ts can read off. */
import { matches, nowhere, type Token, type TokenType } from "./token.ts";
import * as t from "./tokens.ts";

/** A token of a type, or a name that is a word in place, as `access` is behind a model. */
export type Terminal = TokenType | string;

/**
 * When an optional part is there: the tokens it may begin with, all of them and no others, or a condition of its own.
 * A test compares the tokens with what the part reads.
 */
export type When = Terminal | readonly Terminal[] | (() => boolean);

/** Tried in their order. */
export type Alternatives<T> = readonly (readonly [when: When, body: () => T])[];

/** Thrown where the text does not go on as the grammar says; `expected` is put as a message needs it. */
export class Mismatch extends Error {
  constructor(readonly expected: string) {
    super(`expected ${expected}`);
  }
}

export abstract class Engine {
  protected tokens: readonly Token[] = [];
  /** Of the next token. */
  protected position = 0;

  /** The token so many ahead: 1 is the next one, 0 the one read last. */
  protected LA(ahead: number): Token {
    return this.tokens[this.position + ahead - 1] ?? nowhere;
  }

  /** Whether the next token, or one further on, is such a one. */
  protected at(what: Terminal, ahead = 1): boolean {
    const token = this.LA(ahead);
    return typeof what === "string" ? token.type === t.Name && token.image === what : matches(token, what);
  }

  /**
   * A part of the grammar with a name. Of what it does beside reading, nothing may depend on values read: recording runs
   * it without any.
   */
  protected rule<A extends unknown[], R>(_name: string, body: (...args: A) => R): (...args: A) => R {
    return body;
  }

  /**
   * Reads a token.
   * @throws Mismatch
   */
  protected take(what: Terminal, expected?: string): Token {
    const token = this.LA(1);
    if (!this.at(what)) throw new Mismatch(expected ?? `\`${typeof what === "string" ? what : what.name}\``);
    this.position += 1;
    return token;
  }

  /** Reads a part that may be left out. */
  protected optional<T>(when: When, body: () => T): T | undefined {
    return this.holds(when) ? body() : undefined;
  }

  /** Reads a part again and again, as often as it comes. */
  protected repeat(when: When, body: () => unknown): void {
    while (this.holds(when)) body();
  }

  /** Reads parts with a sign between them, one at least. */
  protected separated(separator: TokenType, body: () => unknown): void {
    body();
    while (this.at(separator)) {
      this.take(separator);
      body();
    }
  }

  /** Behind the first of a list: `, part` again and again, and before the closing bracket a `,` that means nothing. */
  protected more(closing: TokenType, body: () => unknown): void {
    this.repeat(
      () => this.at(t.Comma) && !this.at(closing, 2),
      () => {
        this.take(t.Comma);
        body();
      },
    );
    this.optional(t.Comma, () => this.take(t.Comma));
  }

  /**
   * Reads the first alternative that is there, or else what may stand in place of all.
   * @throws Mismatch
   */
  protected choose<T>(expected: string, alternatives: Alternatives<T>, otherwise?: () => T): T {
    for (const [when, body] of alternatives) if (this.holds(when)) return body();
    if (otherwise === undefined) throw new Mismatch(expected);
    return otherwise();
  }

  private holds(when: When): boolean {
    if (typeof when === "function") return when();
    if (typeof when === "string" || !isList(when)) return this.at(when);
    return when.some((what) => this.at(what));
  }
}

function isList(when: TokenType | readonly Terminal[]): when is readonly Terminal[] {
  return Array.isArray(when);
}
