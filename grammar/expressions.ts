/** The grammar of expressions: operands, calls, indices, literals; operators are folded by precedence.ts. */
import { EmbeddedActionsParser, type IToken, tokenMatcher } from "chevrotain";
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
import { errorMessages } from "./messages.ts";
import { fold, lengthOf, type Operand } from "./precedence.ts";
import { endOf, identifier, spanOf } from "./spans.ts";
import * as t from "./tokens.ts";

/** Where an expression stands: inside an index ranges may be open, in `observe e ~` a `=` ends it. */
export type Context = "value" | "index" | "observed";

type Entry = RecordLiteral["entries"][number];

function number(image: string): number {
  return Number(image.replaceAll("_", ""));
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

export function stringLiteral(token: IToken): StringLiteral {
  return { kind: "string", value: text(token.image), span: spanOf(token) };
}

/** `ERR_MSG` is what was expected; explain.ts writes the message. */
export abstract class ExpressionParser extends EmbeddedActionsParser {
  /** Of the text being parsed. */
  protected source: Source = { name: "", text: "" };
  protected nesting = 0;

  /** @param validate whether to look for mistakes in the grammar itself, as a test does; it takes a third of the start-up */
  constructor(validate: boolean) {
    super(t.allTokens, {
      recoveryEnabled: false,
      maxLookahead: 1,
      errorMessageProvider: errorMessages,
      skipValidations: !validate,
    });
  }

  protected abstract report(diagnostic: Diagnostic): void;

  /** From the first character of a token to the last one read. */
  protected spanFrom(first: IToken): Span {
    return { start: first.startOffset, end: endOf(this.LA(0)) };
  }

  private enter(token: IToken): void {
    this.nesting += 1;
    if (this.nesting > nestingLimit) throw new TooDeep(spanOf(token), nestingLimit);
  }

  expression = this.RULE("expression", (context: Context): Expression => {
    const first = this.LA(1);
    this.ACTION(() => this.enter(first));
    const operators: IToken[] = [];
    const operands: (Operand | undefined)[] = [];
    this.OR({
      ERR_MSG: "a value",
      DEF: [
        {
          ALT: () => {
            operands.push(undefined);
            operators.push(this.CONSUME(t.DotDot));
            operands.push(this.OPTION(() => this.SUBRULE(this.operand)));
          },
        },
        { ALT: () => operands.push(this.SUBRULE2(this.operand)) },
      ],
    });
    this.MANY({
      GATE: () => context !== "observed" || !tokenMatcher(this.LA(1), t.Equals),
      DEF: () =>
        this.OR2([
          {
            ALT: () => {
              operators.push(this.CONSUME2(t.DotDot));
              operands.push(this.OPTION2(() => this.SUBRULE3(this.operand)));
            },
          },
          {
            ALT: () => {
              operators.push(this.CONSUME(t.Infix));
              operands.push(this.SUBRULE4(this.operand));
            },
          },
        ]),
    });
    return this.ACTION(() => {
      this.nesting -= 1;
      if (lengthOf(operands) > treeLimit) throw new TooDeep(this.spanFrom(first), treeLimit);
      return fold({ operands, operators }, context === "index", this.source, (diagnostic) => this.report(diagnostic));
    });
  });

  private operand = this.RULE("operand", (): Operand => {
    const prefixes: IToken[] = [];
    this.MANY(() => prefixes.push(this.CONSUME(t.Prefix)));
    let value = this.SUBRULE(this.primary);
    this.MANY2(() => {
      this.OR([
        {
          ALT: () => {
            const indices = this.SUBRULE(this.indices);
            value = this.ACTION(() => ({ kind: "index", object: value, indices, span: this.reaching(value.span) }));
          },
        },
        {
          ALT: () => {
            this.CONSUME(t.Dot);
            const field = this.SUBRULE(this.word, { ARGS: ["a name after `.`"] });
            const args = this.OPTION({
              GATE: () => value.kind === "name",
              DEF: () => this.SUBRULE(this.arguments),
            });
            value = this.ACTION(() => this.fieldOrCall(value, field, args));
          },
        },
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

  private primary = this.RULE(
    "primary",
    (): Expression =>
      this.OR<Expression>({
        ERR_MSG: "a value",
        // A function without a name begins like a name or a group: the gate tells them apart.
        IGNORE_AMBIGUITIES: true,
        DEF: [
          { GATE: () => this.beginsLambda(), ALT: () => this.SUBRULE(this.lambda) },
          { ALT: () => this.SUBRULE(this.literal) },
          { ALT: () => this.SUBRULE(this.nameOrCall) },
          { ALT: () => this.SUBRULE(this.group) },
          { ALT: () => this.SUBRULE(this.array) },
          { ALT: () => this.SUBRULE(this.record) },
          { ALT: () => this.SUBRULE(this.conditional) },
        ],
      }),
  );

  /** Whether `x =>` or `(a, b) =>` stands here. */
  private beginsLambda(): boolean {
    if (this.LA(1).tokenType === t.Name) return this.LA(2).tokenType === t.FatArrow;
    if (this.LA(1).tokenType !== t.LeftParen) return false;
    for (let i = 2; this.LA(i).tokenType === t.Name || this.LA(i).tokenType === t.Comma; i += 1)
      if (this.LA(i + 1).tokenType === t.RightParen) return this.LA(i + 2).tokenType === t.FatArrow;
    return false;
  }

  private lambda = this.RULE("lambda", (): Expression => {
    const first = this.LA(1);
    const parameters = this.OR<readonly Identifier[]>([
      { ALT: () => [identifier(this.CONSUME(t.Name))] },
      { ALT: () => this.SUBRULE(this.parameters) },
    ]);
    this.CONSUME(t.FatArrow);
    const body = this.SUBRULE(this.expression, { ARGS: ["value"] });
    return { kind: "lambda", parameters, body, span: this.spanFrom(first) };
  });

  /** `(a, b)`, the parameters of a function or distribution. */
  protected parameters = this.RULE("parameters", (): readonly Identifier[] => {
    const list: Identifier[] = [];
    this.CONSUME(t.LeftParen, { ERR_MSG: "`(` and the parameters" });
    this.OPTION(() => {
      list.push(identifier(this.CONSUME(t.Name, { ERR_MSG: "a name" })));
      this.MANY({
        GATE: () => !tokenMatcher(this.LA(2), t.RightParen),
        DEF: () => {
          this.CONSUME(t.Comma);
          list.push(identifier(this.CONSUME2(t.Name, { ERR_MSG: "a name" })));
        },
      });
      this.OPTION2(() => this.CONSUME2(t.Comma));
    });
    this.CONSUME(t.RightParen, { ERR_MSG: list.length === 0 ? "a name or `)`" : "`,` or `)`" });
    return list;
  });

  private literal = this.RULE(
    "literal",
    (): Expression =>
      this.OR<Expression>([
        {
          ALT: () => {
            const token = this.CONSUME(t.NumberToken);
            return { kind: "number", value: number(token.image), span: spanOf(token) };
          },
        },
        {
          ALT: () => {
            const token = this.CONSUME(t.StringToken);
            return this.ACTION(() => stringLiteral(token));
          },
        },
        {
          ALT: () => {
            const token = this.CONSUME(t.True);
            return { kind: "name", name: token.image, span: spanOf(token) };
          },
        },
        {
          ALT: () => {
            const token = this.CONSUME(t.False);
            return { kind: "name", name: token.image, span: spanOf(token) };
          },
        },
      ]),
  );

  private nameOrCall = this.RULE("nameOrCall", (): Expression => {
    const name = this.CONSUME(t.Name);
    const args = this.OPTION(() => this.SUBRULE(this.arguments));
    const span = this.spanFrom(name);
    if (args === undefined) return { kind: "name", name: name.image, span };
    return { kind: "call", callee: identifier(name), arguments: args, span };
  });

  /** Where only a call will do; `expected` says which, for the message. */
  call = this.RULE("call", (expected: string): CallExpression => {
    const name = this.CONSUME(t.Name, { ERR_MSG: expected });
    const field = this.OPTION(() => {
      this.CONSUME(t.Dot);
      return this.SUBRULE(this.word, { ARGS: ["a name after `.`"] });
    });
    const args = this.SUBRULE(this.arguments);
    const callee = field ?? identifier(name);
    const module = field && identifier(name);
    return { kind: "call", ...(module && { module }), callee, arguments: args, span: this.spanFrom(name) };
  });

  private arguments = this.RULE("arguments", (): readonly Argument[] => {
    const list: Argument[] = [];
    this.CONSUME(t.LeftParen, { ERR_MSG: "`(`" });
    this.OPTION(() => {
      list.push(this.SUBRULE(this.argument));
      this.MANY({
        GATE: () => !tokenMatcher(this.LA(2), t.RightParen),
        DEF: () => {
          this.CONSUME(t.Comma);
          list.push(this.SUBRULE2(this.argument));
        },
      });
      this.OPTION2(() => this.CONSUME2(t.Comma));
    });
    this.CONSUME(t.RightParen, { ERR_MSG: list.length === 0 ? "an argument or `)`" : "`,` or `)`" });
    return list;
  });

  private argument = this.RULE("argument", (): Argument => {
    const first = this.LA(1);
    const name = this.OPTION<Identifier>({
      GATE: () => tokenMatcher(this.LA(2), t.Equals),
      DEF: () => {
        const word = this.CONSUME(t.Word);
        this.CONSUME(t.Equals);
        return identifier(word);
      },
    });
    const value = this.SUBRULE(this.expression, { ARGS: ["value"] });
    return { name, value, span: this.spanFrom(first) };
  });

  /** Where reserved words are names too, unless one begins a line and reads like the next statement. */
  protected word = this.RULE("word", (expected: string): Identifier => {
    const next = beginsStatement(this.LA(0), this.LA(1), this.LA(2));
    return identifier(this.CONSUME(next ? t.Name : t.Word, { ERR_MSG: expected }));
  });

  private indices = this.RULE("indices", (): readonly Expression[] => {
    const list: Expression[] = [];
    this.CONSUME(t.LeftBracket);
    list.push(this.SUBRULE(this.expression, { ARGS: ["index"] }));
    this.MANY({
      GATE: () => !tokenMatcher(this.LA(2), t.RightBracket),
      DEF: () => {
        this.CONSUME(t.Comma);
        list.push(this.SUBRULE2(this.expression, { ARGS: ["index"] }));
      },
    });
    this.OPTION(() => this.CONSUME2(t.Comma));
    this.CONSUME(t.RightBracket, { ERR_MSG: "`,` or `]`" });
    return list;
  });

  /** Brackets leave no node; the span of what they hold includes them, so that it is the text as written. */
  private group = this.RULE("group", (): Expression => {
    const left = this.CONSUME(t.LeftParen);
    const inner = this.SUBRULE(this.expression, { ARGS: ["value"] });
    this.CONSUME(t.RightParen, { ERR_MSG: "`)`" });
    return this.ACTION(() => ({ ...inner, span: this.spanFrom(left) }));
  });

  private array = this.RULE("array", (): Expression => {
    const elements: Expression[] = [];
    const generators: Generator[] = [];
    const left = this.CONSUME(t.LeftBracket);
    this.OPTION(() => {
      elements.push(this.SUBRULE(this.expression, { ARGS: ["value"] }));
      this.OR([
        {
          ALT: () => {
            this.CONSUME(t.For);
            generators.push(this.SUBRULE(this.generator));
            this.MANY2(() => {
              this.CONSUME3(t.Comma);
              generators.push(this.SUBRULE2(this.generator));
            });
          },
        },
        {
          ALT: () => {
            this.MANY({
              GATE: () => !tokenMatcher(this.LA(2), t.RightBracket),
              DEF: () => {
                this.CONSUME(t.Comma);
                elements.push(this.SUBRULE2(this.expression, { ARGS: ["value"] }));
              },
            });
            this.OPTION2(() => this.CONSUME2(t.Comma));
          },
        },
      ]);
    });
    this.CONSUME(t.RightBracket, { ERR_MSG: elements.length === 0 ? "a value or `]`" : "`,` or `]`" });
    const span = this.spanFrom(left);
    if (generators.length > 0) return { kind: "comprehension", element: elements[0], generators, span };
    return { kind: "array", elements, span };
  });

  /** `i in A` */
  private generator = this.RULE("generator", (): Generator => {
    const name = this.CONSUME(t.Name, { ERR_MSG: "a name for the index, as in `for i in record`" });
    this.CONSUME(t.In, { ERR_MSG: "`in`" });
    const over = this.SUBRULE(this.expression, { ARGS: ["value"] });
    return { variable: identifier(name), over, span: this.spanFrom(name) };
  });

  private record = this.RULE("record", (): Expression => {
    const entries: Entry[] = [];
    const left = this.CONSUME(t.LeftBrace);
    this.OPTION(() => {
      entries.push(this.SUBRULE(this.entry));
      this.MANY({
        GATE: () => !tokenMatcher(this.LA(2), t.RightBrace),
        DEF: () => {
          this.CONSUME(t.Comma);
          entries.push(this.SUBRULE2(this.entry));
        },
      });
      this.OPTION2(() => this.CONSUME2(t.Comma));
    });
    this.CONSUME(t.RightBrace, { ERR_MSG: entries.length === 0 ? "an entry or `}`" : "`,` or `}`" });
    return { kind: "record", entries, span: this.spanFrom(left) };
  });

  private entry = this.RULE("entry", (): Entry => {
    const key = this.SUBRULE(this.word, { ARGS: ["an entry"] });
    this.CONSUME(t.Colon, { ERR_MSG: "`:`" });
    const value = this.SUBRULE(this.expression, { ARGS: ["value"] });
    return { key, value };
  });

  private conditional = this.RULE("conditional", (): Expression => {
    const first = this.CONSUME(t.If);
    const condition = this.SUBRULE(this.expression, { ARGS: ["value"] });
    this.CONSUME(t.Then, { ERR_MSG: "`then`" });
    const consequent = this.SUBRULE2(this.expression, { ARGS: ["value"] });
    this.CONSUME(t.Else, { ERR_MSG: "`else`" });
    const alternative = this.SUBRULE3(this.expression, { ARGS: ["value"] });
    return { kind: "if", condition, consequent, alternative, span: this.spanFrom(first) };
  });
}
