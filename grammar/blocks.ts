/** The grammar of statements that hold others: `fn`, `distribution`, `for`. */
import { type TokenType, tokenMatcher } from "chevrotain";
import type * as tree from "../src/language/syntax.ts";
import { distribution, PartParser } from "./parts.ts";
import * as t from "./tokens.ts";

/** Which statements a block may hold; `place` completes "may not stand ..". */
export interface BlockWords {
  readonly legal: readonly TokenType[];
  readonly place: string;
  readonly remedy: string;
}

const loopWords: BlockWords = {
  legal: [t.Let, t.Prior, t.Observe, t.Factor, t.For],
  place: "inside `for`",
  remedy: "a loop holds `let`, `prior`, `observe`, `factor` and `for`: write it before or behind the loop",
};
const definingWords: BlockWords = {
  legal: [t.Let, t.Prior],
  place: "inside `distribution`",
  remedy: "a distribution is defined by `prior`, `let` and at the end `value = ..` or `value ~ ..`",
};

const functionWords: BlockWords = {
  legal: [t.Let],
  place: "inside `fn`",
  remedy: "a function holds `let` and at the end `value = ..`",
};

export abstract class BlockParser extends PartParser {
  protected fn = this.RULE("fn", (): tree.Statement => {
    const first = this.CONSUME(t.Fn);
    const name = this.SUBRULE(this.declared);
    const parameters = this.SUBRULE(this.parameters);
    const { lets, body } = this.OR<Pick<tree.FnStatement, "lets" | "body">>({
      ERR_MSG: "`=` and the value, or `{`",
      DEF: [
        {
          ALT: () => {
            this.CONSUME(t.Equals);
            return { lets: [], body: this.SUBRULE(this.expression, { ARGS: ["value"] }) };
          },
        },
        {
          ALT: () => {
            this.CONSUME(t.LeftBrace);
            const list = this.SUBRULE(this.block, { ARGS: [functionWords, () => this.nextIs("value")] });
            this.CONSUME(t.Name, { ERR_MSG: "`value = ..`" });
            this.CONSUME2(t.Equals, { ERR_MSG: "`=`" });
            const value = this.SUBRULE2(this.expression, { ARGS: ["value"] });
            this.CONSUME(t.RightBrace, { ERR_MSG: "`}`" });
            return { lets: this.ACTION(() => list.filter((each) => each.kind === "let")), body: value };
          },
        },
      ],
    });
    return { kind: "fn", name, parameters, lets, body, span: this.spanFrom(first) };
  });

  protected distribution = this.RULE("distribution", (): tree.Statement => {
    const first = this.CONSUME(t.DistributionWord);
    const name = this.SUBRULE(this.declared);
    const parameters = this.SUBRULE(this.parameters);
    let body: readonly tree.Statement[] = [];
    let value: tree.DistributionStatement["value"] | undefined;
    this.OR({
      ERR_MSG: "`{` or `=`",
      DEF: [
        {
          ALT: () => {
            this.CONSUME(t.Equals);
            value = { kind: "drawn", distribution: this.SUBRULE(this.call, { ARGS: [distribution] }) };
          },
        },
        {
          ALT: () => {
            this.CONSUME(t.LeftBrace);
            body = this.SUBRULE(this.block, { ARGS: [definingWords, () => this.nextIs("value")] });
            this.CONSUME(t.Name, { ERR_MSG: "`value = ..` or `value ~ ..`" });
            value = this.SUBRULE(this.distributionValue);
            this.CONSUME(t.RightBrace, { ERR_MSG: "`}`" });
          },
        },
      ],
    });
    const span = this.spanFrom(first);
    return this.ACTION(() => {
      if (value === undefined) throw new Error("a distribution without a value was not refused");
      return { kind: "distribution", name, parameters, body, value, span };
    });
  });

  private distributionValue = this.RULE("distributionValue", (): tree.DistributionStatement["value"] =>
    this.OR<tree.DistributionStatement["value"]>({
      ERR_MSG: "`=` or `~`",
      DEF: [
        {
          ALT: () => {
            this.CONSUME(t.Equals);
            return { kind: "computed", expression: this.SUBRULE(this.expression, { ARGS: ["value"] }) };
          },
        },
        {
          ALT: () => {
            this.CONSUME(t.Tilde);
            return { kind: "drawn", distribution: this.SUBRULE(this.call, { ARGS: [distribution] }) };
          },
        },
      ],
    }),
  );

  protected for = this.RULE("for", (): tree.Statement => {
    const first = this.CONSUME(t.For);
    const variable = this.SUBRULE(this.declared);
    this.CONSUME(t.In, { ERR_MSG: "`in` and a dim" });
    const dim = this.SUBRULE(this.dimName);
    this.CONSUME(t.LeftBrace, { ERR_MSG: "`{`" });
    const body = this.SUBRULE(this.block, { ARGS: [loopWords, () => false] });
    this.CONSUME(t.RightBrace, { ERR_MSG: "`}`" });
    return { kind: "for", variable, dim, body, span: this.spanFrom(first) };
  });

  /**
   * Statements inside braces, up to the closing one; behind a mistake in one of them the block goes on with the next.
   * @param words that may begin a statement inside
   * @param ends whether the block is over before its closing brace
   */
  private block = this.RULE("block", (words: BlockWords, ends: () => boolean): readonly tree.Statement[] => {
    const list: tree.Statement[] = [];
    const isClosed = this.ACTION(() => this.enterBlock());
    this.MANY({
      GATE: () => {
        const next = this.LA(1);
        if (tokenMatcher(next, t.RightBrace) || ends()) return false;
        return isClosed || !tokenMatcher(next, t.StatementWord) || words.legal.includes(next.tokenType);
      },
      DEF: () =>
        this.OR({
          // A statement's keyword is a token like any other: the first alternative wins.
          IGNORE_AMBIGUITIES: true,
          DEF: [{ ALT: () => this.inside(list, words) }, { ALT: () => this.strayInside() }],
        }),
    });
    this.ACTION(() => this.leaveBlock());
    return list;
  });

  /** Counts how deep blocks nest; whether the brace before the next token is closed anywhere. */
  protected abstract enterBlock(): boolean;
  protected abstract leaveBlock(): void;
  /** A statement in a block; one that may not stand there is reported and left out. */
  protected abstract inside(list: tree.Statement[], words: BlockWords): void;
  protected abstract strayInside(): void;
}
