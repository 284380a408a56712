/** The grammar of what statements of several kinds share: names, heads with dims, definitions, types. */
import { tokenMatcher } from "chevrotain";
import type * as tree from "../src/language/syntax.ts";
import { ExpressionParser } from "./expressions.ts";
import { identifier } from "./spans.ts";
import * as t from "./tokens.ts";

/** What is expected behind `~`. */
export const distribution = "a distribution, as in `Normal(0, 1)`";

export abstract class PartParser extends ExpressionParser {
  /** Whether the next token is a name recognised in place, as `access` is behind a model. */
  protected nextIs(...words: readonly string[]): boolean {
    return this.LA(1).tokenType === t.Name && words.includes(this.LA(1).image);
  }

  /** `x[dims] = e` */
  protected definition = this.RULE("definition", (): { head: tree.Head; value: tree.Expression } => {
    const head = this.SUBRULE(this.head);
    this.CONSUME(t.Equals, { ERR_MSG: "`=`" });
    const value = this.SUBRULE(this.expression, { ARGS: ["value"] });
    return { head, value };
  });

  /** `real[feature]` */
  protected boxType = this.RULE("boxType", (): tree.BoxType => {
    const element = this.CONSUME(t.Name, { ERR_MSG: "a type, as in `real[feature]`" });
    const dims = this.OPTION(() => this.SUBRULE(this.dims)) ?? [];
    return { element: identifier(element), dims, span: this.spanFrom(element) };
  });

  protected declared = this.RULE(
    "declared",
    (): tree.Identifier => identifier(this.CONSUME(t.Name, { ERR_MSG: "a name" })),
  );

  /** `x` or `x[record, feature]` */
  protected head = this.RULE("head", (): tree.Head => {
    const name = this.CONSUME(t.Name, { ERR_MSG: "a name" });
    const dims = this.OPTION(() => this.SUBRULE(this.dims));
    return { name: identifier(name), dims, span: this.spanFrom(name) };
  });

  protected dims = this.RULE("dims", (): readonly tree.Identifier[] => {
    this.CONSUME(t.LeftBracket);
    const list = [this.SUBRULE(this.dimName)];
    this.MANY({
      GATE: () => !tokenMatcher(this.LA(2), t.RightBracket),
      DEF: () => {
        this.CONSUME(t.Comma);
        list.push(this.SUBRULE2(this.dimName));
      },
    });
    this.OPTION(() => this.CONSUME2(t.Comma));
    this.CONSUME(t.RightBracket, { ERR_MSG: "`,` or `]`" });
    return list;
  });

  protected dimName = this.RULE(
    "dimName",
    (): tree.Identifier => identifier(this.CONSUME(t.Name, { ERR_MSG: "the name of a dim" })),
  );
}
