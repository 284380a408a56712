/** Reads the rules of a grammar off its parser: runs each without a text, and notes what it would read. */
import type { Alternatives, Engine, Terminal, When } from "../engine.ts";
import { nowhere, type Token, type TokenType } from "../token.ts";

/** A part of a rule; a list of them is read one after another. */
export type Part =
  | { readonly kind: "token"; readonly what: Terminal }
  | { readonly kind: "rule"; readonly name: string }
  | { readonly kind: "optional" | "repeat"; readonly when: When; readonly of: readonly Part[] }
  | { readonly kind: "separated"; readonly separator: TokenType; readonly of: readonly Part[] }
  | { readonly kind: "choice"; readonly alternatives: readonly Alternative[] };

/** Without a condition it is what stands in place of all others. */
export interface Alternative {
  readonly when?: When;
  readonly of: readonly Part[];
}

export type Rules = ReadonlyMap<string, readonly Part[]>;

/** What reading gives while nothing is read: all that is asked of it is itself. */
const nothing: unknown = new Proxy(() => {}, {
  get: (_, key) => (key === Symbol.toPrimitive ? () => 0 : nothing),
  apply: () => nothing,
});

/** The rules of a grammar, in the order they are written. */
export function record(Grammar: new () => Engine): Rules {
  /** Made by the constructor, before fields of its own. */
  const bodies = new Map<string, () => unknown>();
  let parts: Part[] = [];

  /** What a part of a rule reads. */
  function within(body: () => unknown): Part[] {
    const outside = parts;
    parts = [];
    body();
    const inside = parts;
    parts = outside;
    return inside;
  }

  class Recording extends Grammar {
    protected override rule<A extends unknown[], R>(name: string, body: (...args: A) => R): (...args: A) => R {
      if (bodies.has(name)) throw new Error(`two rules are called \`${name}\``);
      bodies.set(name, () => body(...([] as unknown as A)));
      return () => {
        parts.push({ kind: "rule", name });
        return nothing as R;
      };
    }

    protected override take(what: Terminal): Token {
      parts.push({ kind: "token", what });
      return nowhere;
    }

    protected override optional<T>(when: When, body: () => T): T | undefined {
      parts.push({ kind: "optional", when, of: within(body) });
      return nothing as T;
    }

    protected override repeat(when: When, body: () => unknown): void {
      parts.push({ kind: "repeat", when, of: within(body) });
    }

    protected override separated(separator: TokenType, body: () => unknown): void {
      parts.push({ kind: "separated", separator, of: within(body) });
    }

    protected override choose<T>(_expected: string, alternatives: Alternatives<T>, otherwise?: () => T): T {
      const found: Alternative[] = alternatives.map(([when, body]) => ({ when, of: within(body) }));
      if (otherwise !== undefined) found.push({ of: within(otherwise) });
      parts.push({ kind: "choice", alternatives: found });
      return nothing as T;
    }
  }

  new Recording();
  return new Map([...bodies].map(([name, body]) => [name, within(body)]));
}
