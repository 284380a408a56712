/** The grammar of statements, one rule each; those that hold others are in blocks.ts. */
import { type IToken, tokenMatcher } from "chevrotain";
import * as syntax from "../src/language/diagnostics/syntax.ts";
import { cover } from "../src/language/source.ts";
import type * as tree from "../src/language/syntax.ts";
import { BlockParser } from "./blocks.ts";
import { stringLiteral } from "./expressions.ts";
import { distribution } from "./parts.ts";
import { identifier, spanOf } from "./spans.ts";
import * as t from "./tokens.ts";

const provider = 'a provider, as in `tfjs("model.json")`';
const algorithm = "an algorithm, as in `nuts()`";

type Clauses = Pick<tree.ModelStatement, "access" | "budget">;

export abstract class StatementParser extends BlockParser {
  statement = this.RULE(
    "statement",
    (): tree.Statement =>
      this.OR<tree.Statement>({
        ERR_MSG: "a statement",
        DEF: [
          { ALT: () => this.SUBRULE(this.scenario) },
          { ALT: () => this.SUBRULE(this.dim) },
          { ALT: () => this.SUBRULE(this.param) },
          { ALT: () => this.SUBRULE(this.data) },
          { ALT: () => this.SUBRULE(this.model) },
          { ALT: () => this.SUBRULE(this.let) },
          { ALT: () => this.SUBRULE(this.prior) },
          { ALT: () => this.SUBRULE(this.observe) },
          { ALT: () => this.SUBRULE(this.factor) },
          { ALT: () => this.SUBRULE(this.target) },
          { ALT: () => this.SUBRULE(this.truth) },
          { ALT: () => this.SUBRULE(this.control) },
          { ALT: () => this.SUBRULE(this.infer) },
          { ALT: () => this.SUBRULE(this.use) },
          { ALT: () => this.SUBRULE(this.network) },
          { ALT: () => this.SUBRULE(this.fn) },
          { ALT: () => this.SUBRULE(this.distribution) },
          { ALT: () => this.SUBRULE(this.for) },
        ],
      }),
  );

  private scenario = this.RULE("scenario", (): tree.Statement => {
    const first = this.CONSUME(t.Scenario);
    const name = this.SUBRULE(this.declared);
    return { kind: "scenario", name, span: this.spanFrom(first) };
  });

  private dim = this.RULE("dim", (): tree.Statement => {
    const first = this.CONSUME(t.Dim);
    const name = this.SUBRULE(this.declared);
    let size: tree.Expression | undefined;
    let labels: readonly tree.Identifier[] | undefined;
    this.OPTION(() => {
      this.CONSUME(t.Equals);
      this.OR({
        // `{` also begins a record, which is never a size.
        IGNORE_AMBIGUITIES: true,
        ERR_MSG: "a size or labels",
        DEF: [
          {
            ALT: () => {
              labels = this.SUBRULE(this.labels);
            },
          },
          {
            ALT: () => {
              size = this.SUBRULE(this.expression, { ARGS: ["value"] });
            },
          },
        ],
      });
    });
    return { kind: "dim", name, size, labels, span: this.spanFrom(first) };
  });

  private labels = this.RULE("labels", (): readonly tree.Identifier[] => {
    this.CONSUME(t.LeftBrace);
    const list = [this.SUBRULE(this.word, { ARGS: ["a label"] })];
    this.MANY({
      GATE: () => !tokenMatcher(this.LA(2), t.RightBrace),
      DEF: () => {
        this.CONSUME(t.Comma);
        list.push(this.SUBRULE2(this.word, { ARGS: ["a label"] }));
      },
    });
    this.OPTION(() => this.CONSUME2(t.Comma));
    this.CONSUME(t.RightBrace, { ERR_MSG: "`,` or `}`" });
    return list;
  });

  private param = this.RULE("param", (): tree.Statement => {
    const first = this.CONSUME(t.Param);
    const name = this.SUBRULE(this.declared);
    this.CONSUME(t.Equals, { ERR_MSG: "`=`" });
    const value = this.SUBRULE(this.expression, { ARGS: ["value"] });
    return { kind: "param", name, value, span: this.spanFrom(first) };
  });

  private data = this.RULE("data", (): tree.Statement => {
    const first = this.CONSUME(t.Data);
    const { head, value } = this.SUBRULE(this.definition);
    return { kind: "data", head, value, span: this.spanFrom(first) };
  });

  private let = this.RULE("let", (): tree.Statement => {
    const first = this.CONSUME(t.Let);
    const { head, value } = this.SUBRULE(this.definition);
    return { kind: "let", head, value, span: this.spanFrom(first) };
  });

  private truth = this.RULE("truth", (): tree.Statement => {
    const first = this.CONSUME(t.Truth);
    const { head, value } = this.SUBRULE(this.definition);
    const matched = this.OPTION<tree.Identifier>({
      GATE: () => this.nextIs("matched"),
      DEF: () => {
        this.CONSUME(t.Name);
        return identifier(this.CONSUME2(t.Name, { ERR_MSG: "a metric, as in `matched ncc`" }));
      },
    });
    const sampled = this.OPTION2<tree.Sampled>({
      GATE: () => this.nextIs("sampled"),
      DEF: () => {
        const word = this.CONSUME3(t.Name);
        const by = this.OPTION3<tree.Expression>({
          GATE: () => this.nextIs("by"),
          DEF: () => {
            this.CONSUME4(t.Name);
            return this.SUBRULE(this.expression, { ARGS: ["value"] });
          },
        });
        return { by, span: this.spanFrom(word) };
      },
    });
    return { kind: "truth", head, value, matched, sampled, span: this.spanFrom(first) };
  });

  private control = this.RULE("control", (): tree.Statement => {
    const first = this.CONSUME(t.Control);
    const { head, value } = this.SUBRULE(this.definition);
    const as = this.OPTION<tree.Identifier>({
      GATE: () => this.nextIs("as"),
      DEF: () => {
        this.CONSUME(t.Name);
        return this.SUBRULE(this.declared);
      },
    });
    return { kind: "control", head, value, as, span: this.spanFrom(first) };
  });

  private model = this.RULE("model", (): tree.Statement => {
    const first = this.CONSUME(t.Model);
    const name = this.SUBRULE(this.declared);
    this.CONSUME(t.LeftParen, { ERR_MSG: "`(` and the type of the input" });
    const input = this.SUBRULE(this.boxType);
    this.CONSUME(t.RightParen, { ERR_MSG: "`)`" });
    this.CONSUME(t.Arrow, { ERR_MSG: "`->` and the type of the output" });
    const output = this.SUBRULE2(this.boxType);
    this.CONSUME(t.Equals, { ERR_MSG: "`=` and a provider" });
    const provided = this.SUBRULE(this.call, { ARGS: [provider] });
    const clauses: { -readonly [Key in keyof Clauses]: Clauses[Key] } = {};
    this.MANY({
      GATE: () => this.nextIs("access", "budget"),
      DEF: () => {
        const clause = this.LA(1);
        this.ACTION(() => this.checkClause(clause, clauses));
        this.OR({
          // Both begin with a name: the gates tell them apart.
          IGNORE_AMBIGUITIES: true,
          DEF: [
            {
              GATE: () => this.nextIs("access"),
              ALT: () => {
                clauses.access = this.SUBRULE(this.access);
              },
            },
            {
              ALT: () => {
                this.CONSUME(t.Name);
                clauses.budget = this.SUBRULE(this.expression, { ARGS: ["value"] });
              },
            },
          ],
        });
      },
    });
    return { kind: "model", name, input, output, provider: provided, ...clauses, span: this.spanFrom(first) };
  });

  private checkClause(clause: IToken, before: Clauses): void {
    const twice = clause.image === "access" ? before.access !== undefined : before.budget !== undefined;
    if (twice) this.report(syntax.clauseTwice({ source: this.source, span: spanOf(clause) }, clause.image));
  }

  /** `access scores, explanations` */
  private access = this.RULE("access", (): readonly tree.Identifier[] => {
    this.CONSUME(t.Name);
    const list: tree.Identifier[] = [];
    this.AT_LEAST_ONE_SEP({
      SEP: t.Comma,
      DEF: () => list.push(identifier(this.CONSUME2(t.Name, { ERR_MSG: "an access" }))),
      ERR_MSG: "`labels`, `scores`, `explanations` or `parameters`",
    });
    return list;
  });

  private prior = this.RULE("prior", (): tree.Statement => {
    const first = this.CONSUME(t.Prior);
    const head = this.SUBRULE(this.head);
    const network = this.OPTION<tree.Identifier>({
      GATE: () => head.name.name === "parameters" && head.dims === undefined,
      DEF: () => {
        this.CONSUME(t.LeftParen);
        const name = this.SUBRULE(this.declared);
        this.CONSUME(t.RightParen, { ERR_MSG: "`)`" });
        return name;
      },
    });
    this.CONSUME(t.Tilde, { ERR_MSG: "`~`" });
    const drawn = this.SUBRULE(this.call, { ARGS: [distribution] });
    const span = this.spanFrom(first);
    if (network === undefined) return { kind: "prior", head, distribution: drawn, span };
    const weights = { name: network, span: this.ACTION(() => cover(head.span, network.span)) };
    return { kind: "prior", head: weights, parametersOf: true, distribution: drawn, span };
  });

  private observe = this.RULE("observe", (): tree.Statement => {
    const first = this.CONSUME(t.Observe);
    const value = this.SUBRULE(this.expression, { ARGS: ["observed"] });
    this.CONSUME(t.Tilde, { ERR_MSG: "`~`" });
    const drawn = this.SUBRULE(this.call, { ARGS: [distribution] });
    return { kind: "observe", value, distribution: drawn, span: this.spanFrom(first) };
  });

  private factor = this.RULE("factor", (): tree.Statement => {
    const first = this.CONSUME(t.Factor);
    const value = this.SUBRULE(this.expression, { ARGS: ["value"] });
    return { kind: "factor", value, span: this.spanFrom(first) };
  });

  private target = this.RULE("target", (): tree.Statement => {
    const first = this.CONSUME(t.Target);
    const names: tree.Identifier[] = [];
    this.AT_LEAST_ONE_SEP({
      SEP: t.Comma,
      DEF: () => names.push(this.SUBRULE(this.declared)),
      ERR_MSG: "a name",
    });
    return { kind: "target", names, span: this.spanFrom(first) };
  });

  private infer = this.RULE("infer", (): tree.Statement => {
    const first = this.CONSUME(t.Infer);
    const name = this.OPTION<tree.Identifier>({
      GATE: () => tokenMatcher(this.LA(2), t.Equals),
      DEF: () => {
        const declared = this.SUBRULE(this.declared);
        this.CONSUME(t.Equals);
        return declared;
      },
    });
    const steps = [this.SUBRULE(this.call, { ARGS: [algorithm] })];
    this.MANY(() => {
      this.CONSUME(t.Then);
      steps.push(this.SUBRULE2(this.call, { ARGS: [algorithm] }));
    });
    return { kind: "infer", name, steps, span: this.spanFrom(first) };
  });

  private use = this.RULE("use", (): tree.Statement => {
    const first = this.CONSUME(t.Use);
    const plugin = this.OPTION({ GATE: () => this.nextIs("plugin"), DEF: () => this.CONSUME(t.Name) });
    const token = this.CONSUME(t.StringToken, { ERR_MSG: 'a module in quotes, as in `use "std/priors"`' });
    const as = this.OPTION2<tree.Identifier>({
      GATE: () => this.nextIs("as"),
      DEF: () => {
        this.CONSUME2(t.Name);
        return this.SUBRULE(this.declared);
      },
    });
    const path = this.ACTION(() => stringLiteral(token));
    return { kind: "use", what: plugin === undefined ? "module" : "plugin", path, as, span: this.spanFrom(first) };
  });

  private network = this.RULE("network", (): tree.Statement => {
    const first = this.CONSUME(t.Network);
    const name = this.SUBRULE(this.declared);
    this.CONSUME(t.LeftParen, { ERR_MSG: "`(` and the type of the input" });
    const input = this.SUBRULE(this.boxType);
    this.CONSUME(t.RightParen, { ERR_MSG: "`)`" });
    this.CONSUME(t.Arrow, { ERR_MSG: "`->` and the type of the output" });
    const output = this.SUBRULE2(this.boxType);
    this.CONSUME(t.Equals, { ERR_MSG: "`=` and an architecture" });
    const built = this.SUBRULE(this.call, { ARGS: ["an architecture, as in `dense([32], relu)`"] });
    return { kind: "network", name, input, output, architecture: built, span: this.spanFrom(first) };
  });
}
