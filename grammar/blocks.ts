/** The grammar of statements that hold others: `fn`, `distribution`, `for`. */
import type * as tree from "../src/language/syntax.ts";
import { distribution, PartParser } from "./parts.ts";
import type { TokenType } from "./token.ts";
import * as t from "./tokens.ts";

/** Which statements a block may hold; `place` completes "may not stand ..". */
export interface BlockWords {
  readonly legal: readonly TokenType[];
  readonly place: string;
  readonly remedy: string;
  /** Whether `value ..` ends the block before its closing brace. */
  readonly endsWithValue: boolean;
}

const loopWords: BlockWords = {
  legal: [t.Let, t.Prior, t.Observe, t.Factor, t.For],
  place: "inside `for`",
  remedy: "a loop holds `let`, `prior`, `observe`, `factor` and `for`: write it before or behind the loop",
  endsWithValue: false,
};
const definingWords: BlockWords = {
  legal: [t.Let, t.Prior],
  place: "inside `distribution`",
  remedy: "a distribution is defined by `prior`, `let` and at the end `value = ..` or `value ~ ..`",
  endsWithValue: true,
};

const functionWords: BlockWords = {
  legal: [t.Let],
  place: "inside `fn`",
  remedy: "a function holds `let` and at the end `value = ..`",
  endsWithValue: true,
};

export abstract class BlockParser extends PartParser {
  protected fn = this.rule("fn", (): tree.Statement => {
    const first = this.take(t.Fn);
    const name = this.declared();
    const parameters = this.parameters();
    const { lets, body } = this.choose<Pick<tree.FnStatement, "lets" | "body">>("`=` and the value, or `{`", [
      [
        t.Equals,
        () => {
          this.take(t.Equals);
          return { lets: [], body: this.expression() };
        },
      ],
      [
        t.LeftBrace,
        () => {
          this.take(t.LeftBrace);
          const list = this.block(functionWords);
          this.take("value", "`value = ..`");
          this.take(t.Equals, "`=`");
          const value = this.expression();
          this.take(t.RightBrace, "`}`");
          return { lets: list.filter((each) => each.kind === "let"), body: value };
        },
      ],
    ]);
    return { kind: "fn", name, parameters, lets, body, span: this.spanFrom(first) };
  });

  protected distribution = this.rule("distribution", (): tree.Statement => {
    const first = this.take(t.DistributionWord);
    const name = this.declared();
    const parameters = this.parameters();
    const { body, value } = this.choose<Pick<tree.DistributionStatement, "body" | "value">>("`{` or `=`", [
      [
        t.Equals,
        () => {
          this.take(t.Equals);
          return { body: [], value: { kind: "drawn", distribution: this.call(distribution) } };
        },
      ],
      [
        t.LeftBrace,
        () => {
          this.take(t.LeftBrace);
          const list = this.block(definingWords);
          this.take("value", "`value = ..` or `value ~ ..`");
          const ending = this.distributionValue();
          this.take(t.RightBrace, "`}`");
          return { body: list, value: ending };
        },
      ],
    ]);
    return { kind: "distribution", name, parameters, body, value, span: this.spanFrom(first) };
  });

  private distributionValue = this.rule("distributionValue", (): tree.DistributionStatement["value"] =>
    this.choose<tree.DistributionStatement["value"]>("`=` or `~`", [
      [
        t.Equals,
        () => {
          this.take(t.Equals);
          return { kind: "computed", expression: this.expression() };
        },
      ],
      [
        t.Tilde,
        () => {
          this.take(t.Tilde);
          return { kind: "drawn", distribution: this.call(distribution) };
        },
      ],
    ]),
  );

  protected for = this.rule("for", (): tree.Statement => {
    const first = this.take(t.For);
    const variable = this.declared();
    this.take(t.In, "`in` and a dim");
    const dim = this.dimName();
    this.take(t.LeftBrace, "`{`");
    const body = this.block(loopWords);
    this.take(t.RightBrace, "`}`");
    return { kind: "for", variable, dim, body, span: this.spanFrom(first) };
  });

  /**
   * Statements inside braces, up to the closing one; behind a mistake in one of them the block goes on with the next.
   * @param words that may begin a statement inside
   */
  private block = this.rule("block", (words: BlockWords): readonly tree.Statement[] => {
    const list: tree.Statement[] = [];
    const isClosed = this.enterBlock();
    this.repeat(
      () => {
        if (!this.at(t.Any) || this.at(t.RightBrace) || (words.endsWithValue && this.at("value"))) return false;
        return isClosed || !this.at(t.StatementWord) || words.legal.includes(this.LA(1).type);
      },
      () => this.choose("a statement", [[t.StatementWord, () => this.inside(list, words)]], () => this.strayInside()),
    );
    this.leaveBlock();
    return list;
  });

  /** Counts how deep blocks nest; whether the brace before the next token is closed anywhere. */
  protected abstract enterBlock(): boolean;
  protected abstract leaveBlock(): void;
  /** A statement in a block; one that may not stand there is reported and left out. */
  protected abstract inside(list: tree.Statement[], words: BlockWords): void;
  protected abstract strayInside(): void;
}
