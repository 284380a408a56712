/** The grammar of expressions: operands, calls, indices, literals; operators are folded by precedence.ts. */
import type { Diagnostic } from "../src/language/diagnostic.ts";
import { cover, type Source, type Span } from "../src/language/source.ts";
import type {
  Argument,
  CallExpression,
  Expression,
  Generator,
  Identifier,
  RecordLiteral,
  StringLiteral,
} from "../src/language/syntax.ts";
import { beginsStatement } from "./boundaries.ts";
import { nestingLimit, TooDeep, treeLimit } from "./depth.ts";
import { type Alternatives, Engine } from "./engine.ts";
import { type Chain, fold, lengthOf, type Operand } from "./precedence.ts";
import { endOf, identifier, spanOf } from "./spans.ts";
import type { Token } from "./token.ts";
import * as t from "./tokens.ts";

/** Where an expression stands: inside an index ranges may be open, in `observe e ~` a `=` ends it. */
export type Context = "value" | "index" | "observed";

type Entry = RecordLiteral["entries"][number];

/** The number written; 1 for what no number can hold, which the lexer reports, so that nothing else is said about it. */
function number(image: string): number {
  const value = Number(image.replaceAll("_", ""));
  return Number.isFinite(value) ? value : 1;
}

const escapes: ReadonlyMap<string, string> = new Map([
  ["n", "\n"],
  ["t", "\t"],
]);

/** What a string token says, without its quotes (the closing one may be missing). */
function text(image: string): string {
  const closed = image.length > 1 && image.endsWith(image[0]);
  return image.slice(1, closed ? -1 : undefined).replaceAll(/\\(.)/gsu, (_, letter) => escapes.get(letter) ?? letter);
}

/** `true` and `false` are names of values. */
function constant(token: Token): Expression {
  return { kind: "name", name: token.image, span: spanOf(token) };
}

export function stringLiteral(token: Token): StringLiteral {
  return { kind: "string", value: text(token.image), span: spanOf(token) };
}

export abstract class ExpressionParser extends Engine {
  /** Of the text being parsed. */
  protected source: Source = { name: "", text: "" };
  protected nesting = 0;

  protected abstract report(diagnostic: Diagnostic): void;

  /** From the first character of a token to the last one read. */
  protected spanFrom(first: Token): Span {
    return { start: first.start, end: endOf(this.LA(0)) };
  }

  private enter(token: Token): void {
    this.nesting += 1;
    if (this.nesting > nestingLimit) throw new TooDeep(spanOf(token), nestingLimit);
  }

  protected expression = this.rule("expression", (context: Context = "value"): Expression => {
    const first = this.LA(1);
    this.enter(first);
    const operators: Token[] = [];
    const operands: (Operand | undefined)[] = [];
    const openRange = () => {
      operators.push(this.take(t.DotDot));
      operands.push(this.optional(t.Operand, () => this.operand()));
    };
    this.choose<unknown>("a value", [
      [
        t.DotDot,
        () => {
          operands.push(undefined);
          openRange();
        },
      ],
      [t.Operand, () => operands.push(this.operand())],
    ]);
    this.repeat(
      () => (this.at(t.Infix) || this.at(t.DotDot)) && (context !== "observed" || !this.at(t.Equals)),
      () =>
        this.choose<unknown>("an operator", [
          [t.DotDot, openRange],
          [
            t.Infix,
            () => {
              operators.push(this.take(t.Infix));
              operands.push(this.operand());
            },
          ],
        ]),
    );
    this.nesting -= 1;
    const [alone] = operands;
    if (operators.length === 0 && alone?.prefixes.length === 0) return alone.value;
    if (lengthOf(operands) > treeLimit) throw new TooDeep(this.spanFrom(first), treeLimit);
    return this.folded({ operands, operators }, context === "index");
  });

  /** The tree of operands and operators. */
  protected folded(chain: Chain, inIndex: boolean): Expression {
    return fold(chain, inIndex, this.source, (diagnostic) => this.report(diagnostic));
  }

  private operand = this.rule("operand", (): Operand => {
    const prefixes: Token[] = [];
    this.repeat(t.Prefix, () => prefixes.push(this.take(t.Prefix)));
    let value = this.primary();
    this.repeat([t.LeftBracket, t.Dot], () => {
      value = this.choose<Expression>("`[` or `.`", [
        [
          t.LeftBracket,
          () => {
            const indices = this.indices();
            return { kind: "index", object: value, indices, span: this.reaching(value.span) };
          },
        ],
        [
          t.Dot,
          () => {
            this.take(t.Dot);
            const field = this.word("a name after `.`");
            const callable = () => value.kind === "name" && this.at(t.LeftParen);
            const args = this.optional(callable, () => this.arguments());
            return this.fieldOrCall(value, field, args);
          },
        ],
      ]);
    });
    return { prefixes, value };
  });

  /** `x.field`, or `module.f(..)`. */
  private fieldOrCall(object: Expression, field: Identifier, args: readonly Argument[] | undefined): Expression {
    const span = this.reaching(object.span);
    if (args === undefined || object.kind !== "name") return { kind: "field", object, field, span };
    const module = { name: object.name, span: object.span };
    return { kind: "call", module, callee: field, arguments: args, span };
  }

  /** From a span to the last token read. */
  private reaching(start: Span): Span {
    return cover(start, spanOf(this.LA(0)));
  }

  private readonly primaries: Alternatives<Expression> = [
    // A function without a name begins like a name or a group.
    [() => this.beginsLambda(), () => this.lambda()],
    [[t.NumberToken, t.StringToken, t.True, t.False], () => this.literal()],
    [t.Name, () => this.nameOrCall()],
    [t.LeftParen, () => this.group()],
    [t.LeftBracket, () => this.array()],
    [t.LeftBrace, () => this.record()],
    [t.If, () => this.conditional()],
  ];
  private primary = this.rule("primary", (): Expression => this.choose("a value", this.primaries));

  /** Whether `x =>` or `(a, b) =>` stands here. */
  private beginsLambda(): boolean {
    if (this.LA(1).type === t.Name) return this.LA(2).type === t.FatArrow;
    if (this.LA(1).type !== t.LeftParen) return false;
    for (let i = 2; this.LA(i).type === t.Name || this.LA(i).type === t.Comma; i += 1)
      if (this.LA(i + 1).type === t.RightParen) return this.LA(i + 2).type === t.FatArrow;
    return false;
  }

  private lambda = this.rule("lambda", (): Expression => {
    const first = this.LA(1);
    const parameters = this.choose<readonly Identifier[]>("a parameter", [
      [t.Name, () => [identifier(this.take(t.Name))]],
      [t.LeftParen, () => this.parameters()],
    ]);
    this.take(t.FatArrow);
    const body = this.expression();
    return { kind: "lambda", parameters, body, span: this.spanFrom(first) };
  });

  /** `(a, b)`, the parameters of a function or distribution. */
  protected parameters = this.rule("parameters", (): readonly Identifier[] => {
    const list: Identifier[] = [];
    this.take(t.LeftParen, "`(` and the parameters");
    this.optional(t.Name, () => {
      list.push(identifier(this.take(t.Name, "a name")));
      this.more(t.RightParen, () => list.push(identifier(this.take(t.Name, "a name"))));
    });
    this.take(t.RightParen, list.length === 0 ? "a name or `)`" : "`,` or `)`");
    return list;
  });

  private readonly literals: Alternatives<Expression> = [
    [
      t.NumberToken,
      () => {
        const token = this.take(t.NumberToken);
        return { kind: "number", value: number(token.image), span: spanOf(token) };
      },
    ],
    [t.StringToken, () => stringLiteral(this.take(t.StringToken))],
    [t.True, () => constant(this.take(t.True))],
    [t.False, () => constant(this.take(t.False))],
  ];
  private literal = this.rule("literal", (): Expression => this.choose("a literal", this.literals));

  private nameOrCall = this.rule("nameOrCall", (): Expression => {
    const name = this.take(t.Name);
    const args = this.optional(t.LeftParen, () => this.arguments());
    const span = this.spanFrom(name);
    if (args === undefined) return { kind: "name", name: name.image, span };
    return { kind: "call", callee: identifier(name), arguments: args, span };
  });

  /** Where only a call will do; `expected` says which, for the message. */
  call = this.rule("call", (expected: string): CallExpression => {
    const name = this.take(t.Name, expected);
    const field = this.optional(t.Dot, () => {
      this.take(t.Dot);
      return this.word("a name after `.`");
    });
    const args = this.arguments();
    const callee = field ?? identifier(name);
    const module = field && identifier(name);
    return { kind: "call", ...(module && { module }), callee, arguments: args, span: this.spanFrom(name) };
  });

  private arguments = this.rule("arguments", (): readonly Argument[] => {
    const list: Argument[] = [];
    this.take(t.LeftParen, "`(`");
    this.optional([t.Word, t.Value], () => {
      list.push(this.argument());
      this.more(t.RightParen, () => list.push(this.argument()));
    });
    this.take(t.RightParen, list.length === 0 ? "an argument or `)`" : "`,` or `)`");
    return list;
  });

  private argument = this.rule("argument", (): Argument => {
    const first = this.LA(1);
    const name = this.optional(
      () => this.at(t.Word) && this.at(t.Equals, 2),
      () => {
        const word = this.take(t.Word);
        this.take(t.Equals);
        return identifier(word);
      },
    );
    const value = this.expression();
    return { name, value, span: this.spanFrom(first) };
  });

  /** Where reserved words are names too, unless one begins a line and reads like the next statement. */
  protected word = this.rule("word", (expected: string): Identifier => {
    const next = beginsStatement(this.LA(0), this.LA(1), this.LA(2));
    return identifier(this.take(next ? t.Name : t.Word, expected));
  });

  private indices = this.rule("indices", (): readonly Expression[] => {
    const list: Expression[] = [];
    this.take(t.LeftBracket);
    list.push(this.expression("index"));
    this.more(t.RightBracket, () => list.push(this.expression("index")));
    this.take(t.RightBracket, "`,` or `]`");
    return list;
  });

  /** Brackets leave no node; the span of what they hold includes them, so that it is the text as written. */
  private group = this.rule("group", (): Expression => {
    const left = this.take(t.LeftParen);
    const inner = this.expression();
    this.take(t.RightParen, "`)`");
    return { ...inner, span: this.spanFrom(left) };
  });

  private array = this.rule("array", (): Expression => {
    const elements: Expression[] = [];
    const generators: Generator[] = [];
    const left = this.take(t.LeftBracket);
    this.optional(t.Value, () => {
      elements.push(this.expression());
      this.choose(
        "`for`",
        [
          [
            t.For,
            () => {
              this.take(t.For);
              this.separated(t.Comma, () => generators.push(this.generator()));
            },
          ],
        ],
        () => this.more(t.RightBracket, () => elements.push(this.expression())),
      );
    });
    this.take(t.RightBracket, elements.length === 0 ? "a value or `]`" : "`,` or `]`");
    const span = this.spanFrom(left);
    if (generators.length > 0) return { kind: "comprehension", element: elements[0], generators, span };
    return { kind: "array", elements, span };
  });

  /** `i in A` */
  private generator = this.rule("generator", (): Generator => {
    const name = this.take(t.Name, "a name for the index, as in `for i in record`");
    this.take(t.In, "`in`");
    const over = this.expression();
    return { variable: identifier(name), over, span: this.spanFrom(name) };
  });

  private record = this.rule("record", (): Expression => {
    const entries: Entry[] = [];
    const left = this.take(t.LeftBrace);
    this.optional(t.Word, () => {
      entries.push(this.entry());
      this.more(t.RightBrace, () => entries.push(this.entry()));
    });
    this.take(t.RightBrace, entries.length === 0 ? "an entry or `}`" : "`,` or `}`");
    return { kind: "record", entries, span: this.spanFrom(left) };
  });

  private entry = this.rule("entry", (): Entry => {
    const key = this.word("an entry");
    this.take(t.Colon, "`:`");
    const value = this.expression();
    return { key, value };
  });

  private conditional = this.rule("conditional", (): Expression => {
    const first = this.take(t.If);
    const condition = this.expression();
    this.take(t.Then, "`then`");
    const consequent = this.expression();
    this.take(t.Else, "`else`");
    const alternative = this.expression();
    return { kind: "if", condition, consequent, alternative, span: this.spanFrom(first) };
  });
}
