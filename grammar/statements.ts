/** The grammar of statements, one rule each; those that hold others are in blocks.ts. */
import * as syntax from "../src/language/diagnostics/syntax.ts";
import { cover } from "../src/language/source.ts";
import type * as tree from "../src/language/syntax.ts";
import { BlockParser } from "./blocks.ts";
import type { Alternatives } from "./engine.ts";
import { stringLiteral } from "./expressions.ts";
import { distribution } from "./parts.ts";
import { identifier, spanOf } from "./spans.ts";
import type { Token } from "./token.ts";
import * as t from "./tokens.ts";

const provider = 'a provider, as in `tfjs("model.json")`';
const algorithm = "an algorithm, as in `nuts()`";

type Clauses = Pick<tree.ModelStatement, "access" | "budget">;

export abstract class StatementParser extends BlockParser {
  private readonly statements: Alternatives<tree.Statement> = [
    [t.Scenario, () => this.scenario()],
    [t.Dim, () => this.dim()],
    [t.Param, () => this.param()],
    [t.Data, () => this.data()],
    [t.Model, () => this.model()],
    [t.Let, () => this.let()],
    [t.Prior, () => this.prior()],
    [t.Observe, () => this.observe()],
    [t.Factor, () => this.factor()],
    [t.Target, () => this.target()],
    [t.Truth, () => this.truth()],
    [t.Control, () => this.control()],
    [t.Infer, () => this.infer()],
    [t.Use, () => this.use()],
    [t.Network, () => this.network()],
    [t.Fn, () => this.fn()],
    [t.DistributionWord, () => this.distribution()],
    [t.For, () => this.for()],
  ];
  protected statement = this.rule("statement", (): tree.Statement => this.choose("a statement", this.statements));

  private scenario = this.rule("scenario", (): tree.Statement => {
    const first = this.take(t.Scenario);
    const name = this.declared();
    return { kind: "scenario", name, span: this.spanFrom(first) };
  });

  private dim = this.rule("dim", (): tree.Statement => {
    const first = this.take(t.Dim);
    const name = this.declared();
    const extent = this.optional(t.Equals, () => {
      this.take(t.Equals);
      return this.choose<Pick<tree.DimStatement, "size" | "labels">>("a size or labels", [
        [t.LeftBrace, () => ({ labels: this.labels() })],
        // Of what begins an expression `{` is left out: a record is never a size.
        [() => this.at(t.Value), () => ({ size: this.expression() })],
      ]);
    });
    return { kind: "dim", name, ...extent, span: this.spanFrom(first) };
  });

  private labels = this.rule("labels", (): readonly tree.Identifier[] => {
    this.take(t.LeftBrace);
    const list = [this.word("a label")];
    this.more(t.RightBrace, () => list.push(this.word("a label")));
    this.take(t.RightBrace, "`,` or `}`");
    return list;
  });

  private param = this.rule("param", (): tree.Statement => {
    const first = this.take(t.Param);
    const name = this.declared();
    this.take(t.Equals, "`=`");
    const value = this.expression();
    return { kind: "param", name, value, span: this.spanFrom(first) };
  });

  private data = this.rule("data", (): tree.Statement => {
    const first = this.take(t.Data);
    const { head, value } = this.definition();
    return { kind: "data", head, value, span: this.spanFrom(first) };
  });

  private let = this.rule("let", (): tree.Statement => {
    const first = this.take(t.Let);
    const { head, value } = this.definition();
    return { kind: "let", head, value, span: this.spanFrom(first) };
  });

  private truth = this.rule("truth", (): tree.Statement => {
    const first = this.take(t.Truth);
    const { head, value } = this.definition();
    const matched = this.optional("matched", () => {
      this.take("matched");
      return identifier(this.take(t.Name, "a metric, as in `matched ncc`"));
    });
    const sampled = this.optional("sampled", () => {
      const word = this.take("sampled");
      const by = this.optional("by", () => {
        this.take("by");
        return this.expression();
      });
      return { by, span: this.spanFrom(word) };
    });
    return { kind: "truth", head, value, matched, sampled, span: this.spanFrom(first) };
  });

  private control = this.rule("control", (): tree.Statement => {
    const first = this.take(t.Control);
    const { head, value } = this.definition();
    const as = this.optional("as", () => {
      this.take("as");
      return this.declared();
    });
    return { kind: "control", head, value, as, span: this.spanFrom(first) };
  });

  /** `f(real[x]) -> simplex[y] =`, behind which stands what is `made` of it. */
  private boxHead(made: string) {
    const name = this.declared();
    this.take(t.LeftParen, "`(` and the type of the input");
    const input = this.boxType();
    this.take(t.RightParen, "`)`");
    this.take(t.Arrow, "`->` and the type of the output");
    const output = this.boxType();
    this.take(t.Equals, `\`=\` and ${made}`);
    return { name, input, output };
  }

  private model = this.rule("model", (): tree.Statement => {
    const first = this.take(t.Model);
    const { name, input, output } = this.boxHead("a provider");
    const provided = this.call(provider);
    const clauses: { -readonly [Key in keyof Clauses]: Clauses[Key] } = {};
    this.repeat(["access", "budget"], () => {
      this.checkClause(this.LA(1), clauses);
      this.choose("a clause", [
        [
          "access",
          () => {
            clauses.access = this.access();
          },
        ],
        [
          "budget",
          () => {
            this.take("budget");
            clauses.budget = this.expression();
          },
        ],
      ]);
    });
    return { kind: "model", name, input, output, provider: provided, ...clauses, span: this.spanFrom(first) };
  });

  private checkClause(clause: Token, before: Clauses): void {
    const twice = clause.image === "access" ? before.access !== undefined : before.budget !== undefined;
    if (twice) this.report(syntax.clauseTwice({ source: this.source, span: spanOf(clause) }, clause.image));
  }

  /** `access scores, explanations` */
  private access = this.rule("access", (): readonly tree.Identifier[] => {
    this.take("access");
    const list: tree.Identifier[] = [];
    this.separated(t.Comma, () => {
      const expected = list.length === 0 ? "`labels`, `scores`, `explanations` or `parameters`" : "an access";
      list.push(identifier(this.take(t.Name, expected)));
    });
    return list;
  });

  private prior = this.rule("prior", (): tree.Statement => {
    const first = this.take(t.Prior);
    const declares = this.choose<Pick<tree.PriorStatement, "head" | "parametersOf">>(
      "a name",
      [[() => this.at("parameters") && this.at(t.LeftParen, 2), () => this.weights()]],
      () => ({ head: this.head() }),
    );
    this.take(t.Tilde, "`~`");
    const drawn = this.call(distribution);
    return { kind: "prior", ...declares, distribution: drawn, span: this.spanFrom(first) };
  });

  /** `parameters(N)`, all the parameters of a network. */
  private weights(): Pick<tree.PriorStatement, "head" | "parametersOf"> {
    const word = this.take("parameters");
    this.take(t.LeftParen);
    const name = this.declared();
    this.take(t.RightParen, "`)`");
    return { head: { name, span: cover(spanOf(word), name.span) }, parametersOf: true };
  }

  private observe = this.rule("observe", (): tree.Statement => {
    const first = this.take(t.Observe);
    const value = this.expression("observed");
    this.take(t.Tilde, "`~`");
    const drawn = this.call(distribution);
    return { kind: "observe", value, distribution: drawn, span: this.spanFrom(first) };
  });

  private factor = this.rule("factor", (): tree.Statement => {
    const first = this.take(t.Factor);
    const value = this.expression();
    return { kind: "factor", value, span: this.spanFrom(first) };
  });

  private target = this.rule("target", (): tree.Statement => {
    const first = this.take(t.Target);
    const names: tree.Identifier[] = [];
    this.separated(t.Comma, () => names.push(this.declared()));
    return { kind: "target", names, span: this.spanFrom(first) };
  });

  private infer = this.rule("infer", (): tree.Statement => {
    const first = this.take(t.Infer);
    const name = this.optional(
      () => this.at(t.Name) && this.at(t.Equals, 2),
      () => {
        const declared = this.declared();
        this.take(t.Equals);
        return declared;
      },
    );
    const steps = [this.call(algorithm)];
    this.repeat(t.Then, () => {
      this.take(t.Then);
      steps.push(this.call(algorithm));
    });
    return { kind: "infer", name, steps, span: this.spanFrom(first) };
  });

  private use = this.rule("use", (): tree.Statement => {
    const first = this.take(t.Use);
    const plugin = this.optional("plugin", () => this.take("plugin"));
    const token = this.take(t.StringToken, 'a module in quotes, as in `use "std/priors"`');
    const as = this.optional("as", () => {
      this.take("as");
      return this.declared();
    });
    const path = stringLiteral(token);
    return { kind: "use", what: plugin === undefined ? "module" : "plugin", path, as, span: this.spanFrom(first) };
  });

  private network = this.rule("network", (): tree.Statement => {
    const first = this.take(t.Network);
    const { name, input, output } = this.boxHead("an architecture");
    const built = this.call("an architecture, as in `dense([32], relu)`");
    return { kind: "network", name, input, output, architecture: built, span: this.spanFrom(first) };
  });
}
