/** The grammar of statements, one rule each. */
import { type IToken, type TokenType, tokenMatcher } from "chevrotain";
import * as syntax from "../src/language/diagnostics/syntax.ts";
import { cover } from "../src/language/source.ts";
import type * as tree from "../src/language/syntax.ts";
import { ExpressionParser, stringLiteral } from "./expressions.ts";
import { identifier, spanOf } from "./spans.ts";
import * as t from "./tokens.ts";

const distribution = "a distribution, as in `Normal(0, 1)`";
const provider = 'a provider, as in `tfjs("model.json")`';
const algorithm = "an algorithm, as in `nuts()`";

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

type Clauses = Pick<tree.ModelStatement, "access" | "budget">;

export abstract class StatementParser extends ExpressionParser {
  /** Whether the next token is a name recognised in place, as `access` is behind a model. */
  private nextIs(...words: readonly string[]): boolean {
    return this.LA(1).tokenType === t.Name && words.includes(this.LA(1).image);
  }

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

  /** `x[dims] = e` */
  private definition = this.RULE("definition", (): { head: tree.Head; value: tree.Expression } => {
    const head = this.SUBRULE(this.head);
    this.CONSUME(t.Equals, { ERR_MSG: "`=`" });
    const value = this.SUBRULE(this.expression, { ARGS: ["value"] });
    return { head, value };
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

  /** `real[feature]` */
  private boxType = this.RULE("boxType", (): tree.BoxType => {
    const element = this.CONSUME(t.Name, { ERR_MSG: "a type, as in `real[feature]`" });
    const dims = this.OPTION(() => this.SUBRULE(this.dims)) ?? [];
    return { element: identifier(element), dims, span: this.spanFrom(element) };
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

  private fn = this.RULE("fn", (): tree.Statement => {
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

  private distribution = this.RULE("distribution", (): tree.Statement => {
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

  private for = this.RULE("for", (): tree.Statement => {
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

  private declared = this.RULE(
    "declared",
    (): tree.Identifier => identifier(this.CONSUME(t.Name, { ERR_MSG: "a name" })),
  );

  /** `x` or `x[record, feature]` */
  private head = this.RULE("head", (): tree.Head => {
    const name = this.CONSUME(t.Name, { ERR_MSG: "a name" });
    const dims = this.OPTION(() => this.SUBRULE(this.dims));
    return { name: identifier(name), dims, span: this.spanFrom(name) };
  });

  private dims = this.RULE("dims", (): readonly tree.Identifier[] => {
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

  private dimName = this.RULE(
    "dimName",
    (): tree.Identifier => identifier(this.CONSUME(t.Name, { ERR_MSG: "the name of a dim" })),
  );
}
