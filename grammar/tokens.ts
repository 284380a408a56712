/** The words and signs of the language: token types, the reserved words, and other languages' spellings. */
import { TokenType } from "./token.ts";

/** Every token: what recovery skips. */
export const Any = new TokenType("any");
/** Anything spelled like a name, reserved or not: legal after `.`, as a label and as an argument's name. */
export const Word = new TokenType("word", [Any]);
/** Stands between two operands. */
export const Infix = new TokenType("infix", [Any]);
/** Begins an expression. */
export const Value = new TokenType("value", [Any]);
/** Begins an operand of an expression; only `..` may stand before one. */
export const Operand = new TokenType("operand", [Value]);
/** Stands before an operand; `-` is infix too. */
export const Prefix = new TokenType("prefix", [Operand]);
/** Begins a statement that the parser knows. */
export const StatementWord = new TokenType("statement", [Word]);

export const Name = new TokenType("name", [Word, Operand]);

function word(text: string, ...categories: readonly TokenType[]): TokenType {
  return new TokenType(text, [Word, ...categories], text);
}

function sign(text: string, ...categories: readonly TokenType[]): TokenType {
  return new TokenType(text, [Any, ...categories], text);
}

function statement(text: string): TokenType {
  return new TokenType(text, [StatementWord], text);
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
export const statementWords: readonly string[] = statements.map((type) => type.name);

export const If = word("if", Operand);
export const Then = word("then");
export const Else = word("else");
export const In = word("in");
export const And = word("and", Infix);
export const Or = word("or", Infix);
export const Not = word("not", Prefix);
export const True = word("true", Operand);
export const False = word("false", Operand);
const otherReserved = [If, Then, Else, In, And, Or, Not, True, False];

/** May not be declared names. */
export const reservedWords: readonly string[] = [...statementWords, ...otherReserved.map((type) => type.name)];

export const NumberToken = new TokenType("number", [Operand]);
export const StringToken = new TokenType("string", [Operand]);
/** A string without its closing quote ends with its line. */
export const OpenString = new TokenType("open string", [StringToken]);

export const LeftParen = sign("(", Operand);
export const RightParen = sign(")");
export const LeftBracket = sign("[", Operand);
export const RightBracket = sign("]");
export const LeftBrace = sign("{", Operand);
export const RightBrace = sign("}");
export const Comma = sign(",");
export const Colon = sign(":");
export const Dot = sign(".");
export const DotDot = sign("..", Value);
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

/** In single quotes, as other languages write them. */
export const QuotedString = new TokenType("single quotes", [StringToken]);

/** Other languages' spellings: understood, reported, and parsed as ours, so that one slip is one message. */
export const foreign: ReadonlyMap<TokenType, string> = new Map([
  [sign("**", Power), "`^` is the power"],
  [sign("&&", And), "write `and`"],
  [sign("||", Or), "write `or`"],
  [sign("!", Not), "write `not`"],
  [sign("===", Equal), "write `==`"],
  [sign("!==", NotEqual), "write `!=`"],
  [sign("<>", NotEqual), "write `!=`"],
  [sign(":=", Equals), "write `=`"],
  [QuotedString, 'strings stand in double quotes: "..."'],
]);

export const Semicolon = new TokenType(";", [], ";");
/** A comment as other languages write it. */
export const Hash = new TokenType("#");

/** Read, reported and left out. */
export const foreignDropped: ReadonlyMap<TokenType, string> = new Map([
  [Semicolon, "nothing ends a statement: leave it out, the next one begins with its keyword"],
  [Hash, "comments begin with `//`"],
]);

export const Documentation = new TokenType("documentation");
export const Comment = new TokenType("comment");
/** A comment that is never closed hides the rest of the file. */
export const OpenComment = new TokenType("open comment");

/** Longer signs before their own beginnings: `!==`, `!=`, `!`. */
const signs = [
  ...foreign.keys(),
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
]
  .filter(({ text }) => text !== undefined)
  .sort((a, b) => b.name.length - a.name.length);

/** What the parser may be given, categories left out. */
export const allTokens: readonly TokenType[] = [
  ...statements,
  ...otherReserved,
  Name,
  NumberToken,
  StringToken,
  OpenString,
  QuotedString,
  ...signs,
];
