/** The grammar of what statements of several kinds share: names, heads with dims, definitions, types. */
import type * as tree from "../src/language/syntax.ts";
import { ExpressionParser } from "./expressions.ts";
import { identifier } from "./spans.ts";
import * as t from "./tokens.ts";

/** What is expected behind `~`. */
export const distribution = "a distribution, as in `Normal(0, 1)`";

export abstract class PartParser extends ExpressionParser {
  /** `x[dims] = e` */
  protected definition = this.rule("definition", (): { head: tree.Head; value: tree.Expression } => {
    const head = this.head();
    this.take(t.Equals, "`=`");
    const value = this.expression();
    return { head, value };
  });

  /** `real[feature]` */
  protected boxType = this.rule("boxType", (): tree.BoxType => {
    const element = this.take(t.Name, "a type, as in `real[feature]`");
    const dims = this.optional(t.LeftBracket, () => this.dims()) ?? [];
    return { element: identifier(element), dims, span: this.spanFrom(element) };
  });

  /** A name that the statement declares. */
  protected declared(): tree.Identifier {
    return identifier(this.take(t.Name, "a name"));
  }

  /** `x` or `x[record, feature]` */
  protected head = this.rule("head", (): tree.Head => {
    const name = this.take(t.Name, "a name");
    const dims = this.optional(t.LeftBracket, () => this.dims());
    return { name: identifier(name), dims, span: this.spanFrom(name) };
  });

  protected dims = this.rule("dims", (): readonly tree.Identifier[] => {
    this.take(t.LeftBracket);
    const list = [this.dimName()];
    this.more(t.RightBracket, () => list.push(this.dimName()));
    this.take(t.RightBracket, "`,` or `]`");
    return list;
  });

  protected dimName(): tree.Identifier {
    return identifier(this.take(t.Name, "the name of a dim"));
  }
}
