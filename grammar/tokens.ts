/** The words and signs of the language: token types, the reserved words, and the lexer made of them. */
import { createToken, Lexer, type TokenType } from "chevrotain";

/** Every token: what recovery skips. */
export const Any = createToken({ name: "Any", pattern: Lexer.NA });
/** Anything spelled like a name, reserved or not: legal after `.`, as a label and as an argument's name. */
export const Word = createToken({ name: "Word", pattern: Lexer.NA, categories: [Any] });
/** Stands between two operands. */
export const Infix = createToken({ name: "Infix", pattern: Lexer.NA, categories: [Any] });
/** Stands before an operand; `-` is both. */
export const Prefix = createToken({ name: "Prefix", pattern: Lexer.NA, categories: [Any] });
/** Begins a statement that the parser knows. */
export const StatementWord = createToken({ name: "StatementWord", pattern: Lexer.NA, categories: [Word] });

export const Name = createToken({ name: "Name", pattern: /[A-Za-z_][A-Za-z0-9_]*/, categories: [Word] });

function word(text: string, ...categories: TokenType[]): TokenType {
  return createToken({ name: `word ${text}`, pattern: text, longer_alt: Name, categories: [Word, ...categories] });
}

function sign(text: string, ...categories: TokenType[]): TokenType {
  return createToken({ name: text, pattern: text, categories: categories.length === 0 ? [Any] : categories });
}

function statement(text: string): TokenType {
  return createToken({ name: `word ${text}`, pattern: text, longer_alt: Name, categories: [StatementWord] });
}

export const Scenario = statement("scenario");
export const Dim = statement("dim");
export const Param = statement("param");
export const Data = statement("data");
export const Model = statement("model");
export const Let = statement("let");
export const Prior = statement("prior");
export const Observe = statement("observe");
export const Factor = statement("factor");
export const Target = statement("target");
export const Truth = statement("truth");
export const Control = statement("control");
export const Infer = statement("infer");
export const Use = statement("use");
export const Network = statement("network");
export const Fn = statement("fn");
export const DistributionWord = statement("distribution");
export const For = statement("for");

const statements = [
  Scenario,
  Use,
  Dim,
  Param,
  Data,
  Model,
  Network,
  Fn,
  DistributionWord,
  Let,
  Prior,
  For,
  Observe,
  Factor,
  Target,
  Truth,
  Control,
  Infer,
];
/** The words that begin a statement, in the order a scenario usually has them. */
export const statementWords: readonly string[] = statements.map((type) => String(type.PATTERN));

export const If = word("if");
export const Then = word("then");
export const Else = word("else");
export const In = word("in");
export const And = word("and", Infix);
export const Or = word("or", Infix);
export const Not = word("not", Prefix);
export const True = word("true");
export const False = word("false");
const otherReserved = [If, Then, Else, In, And, Or, Not, True, False];

/** May not be declared names. */
export const reservedWords: readonly string[] = [
  ...statementWords,
  ...otherReserved.map((type) => String(type.PATTERN)),
];

export const NumberToken = createToken({
  name: "number",
  pattern: /\d+(?:_\d+)*(?:\.\d+(?:_\d+)*)?(?:[eE][+-]?\d+)?/,
  categories: [Any],
});
export const StringToken = createToken({ name: "string", pattern: /"(?:[^"\\\r\n]|\\[^\r\n])*"/, categories: [Any] });
/** A string without its closing quote ends with its line. */
export const OpenString = createToken({
  name: "open string",
  pattern: /"(?:[^"\\\r\n]|\\[^\r\n])*\\?/,
  categories: [StringToken],
});

export const LeftParen = sign("(");
export const RightParen = sign(")");
export const LeftBracket = sign("[");
export const RightBracket = sign("]");
export const LeftBrace = sign("{");
export const RightBrace = sign("}");
export const Comma = sign(",");
export const Colon = sign(":");
export const Dot = sign(".");
export const DotDot = sign("..");
export const Tilde = sign("~");
export const Arrow = sign("->");
export const FatArrow = sign("=>");
/** An infix only by mistake: it declares, `==` compares. */
export const Equals = sign("=", Infix);
export const Equal = sign("==", Infix);
export const NotEqual = sign("!=", Infix);
export const Less = sign("<", Infix);
export const LessEqual = sign("<=", Infix);
export const Greater = sign(">", Infix);
export const GreaterEqual = sign(">=", Infix);
export const Plus = sign("+", Infix);
export const Minus = sign("-", Infix, Prefix);
export const Times = sign("*", Infix);
export const Divide = sign("/", Infix);
export const Remainder = sign("%", Infix);
export const Contract = sign("@", Infix);
export const Power = sign("^", Infix);

/** Other languages' spellings: understood, reported, and parsed as ours, so that one slip is one message. */
export const foreign: ReadonlyMap<TokenType, string> = new Map([
  [createToken({ name: "**", pattern: "**", categories: [Power] }), "`^` is the power"],
  [createToken({ name: "&&", pattern: "&&", categories: [And] }), "write `and`"],
  [createToken({ name: "||", pattern: "||", categories: [Or] }), "write `or`"],
  [createToken({ name: "!", pattern: "!", categories: [Not] }), "write `not`"],
  [createToken({ name: "===", pattern: "===", categories: [Equal] }), "write `==`"],
  [createToken({ name: "!==", pattern: "!==", categories: [NotEqual] }), "write `!=`"],
  [createToken({ name: "<>", pattern: "<>", categories: [NotEqual] }), "write `!=`"],
  [createToken({ name: ":=", pattern: ":=", categories: [Equals] }), "write `=`"],
  [
    createToken({ name: "single quotes", pattern: /'[^'\r\n]*'/, categories: [StringToken] }),
    'strings stand in double quotes: "..."',
  ],
]);

/** Lexed, reported and left out. */
export const foreignDropped: ReadonlyMap<TokenType, string> = new Map([
  [
    createToken({ name: ";", pattern: ";", group: "foreign" }),
    "nothing ends a statement: leave it out, the next one begins with its keyword",
  ],
  [createToken({ name: "#", pattern: /#[^\r\n]*/, group: "foreign" }), "comments begin with `//`"],
]);

const whitespace = createToken({
  name: "whitespace",
  pattern: /[ \t\r\n\f\v\u00a0\ufeff]+/,
  group: Lexer.SKIPPED,
  line_breaks: true,
});
const documentation = createToken({ name: "documentation", pattern: /\/\/\/(?!\/)[^\r\n]*/, group: "documentation" });
const lineComment = createToken({ name: "line comment", pattern: /\/\/[^\r\n]*/, group: "comments" });
const blockComment = createToken({
  name: "block comment",
  pattern: /\/\*[^*]*\*+(?:[^/*][^*]*\*+)*\//,
  group: "comments",
  line_breaks: true,
});
/** A block comment that is never closed hides the rest of the file. */
const openComment = createToken({
  name: "open comment",
  pattern: /\/\*[\s\S]*/,
  group: "openComment",
  line_breaks: true,
});

const signs = [
  ...foreign.keys(),
  ...foreignDropped.keys(),
  DotDot,
  Dot,
  FatArrow,
  Arrow,
  Equal,
  NotEqual,
  LessEqual,
  GreaterEqual,
  Less,
  Greater,
  Equals,
  Plus,
  Minus,
  Times,
  Divide,
  Remainder,
  Contract,
  Power,
  Tilde,
  LeftParen,
  RightParen,
  LeftBracket,
  RightBracket,
  LeftBrace,
  RightBrace,
  Comma,
  Colon,
];

/** Longer signs are tried before their own beginnings: `!==`, `!=`, `!`. */
function lengthOf(type: TokenType): number {
  return typeof type.PATTERN === "string" ? type.PATTERN.length : 1;
}

/** In the order they are tried: reserved words before names. */
export const allTokens: TokenType[] = [
  whitespace,
  documentation,
  lineComment,
  blockComment,
  openComment,
  Any,
  Word,
  Infix,
  Prefix,
  StatementWord,
  ...statements,
  ...otherReserved,
  Name,
  NumberToken,
  StringToken,
  OpenString,
  ...signs.sort((a, b) => lengthOf(b) - lengthOf(a)),
];
