/** The operator table: folds a flat chain of operands and operators into a tree (precedence climbing). */

import type { Diagnostic } from "../src/language/diagnostic.ts";
import * as syntax from "../src/language/diagnostics/syntax.ts";
import { cover, type Source, type Span } from "../src/language/source.ts";
import type { BinaryOperator, Expression } from "../src/language/syntax.ts";
import { spanOf } from "./spans.ts";
import { matches, type Token } from "./token.ts";
import * as t from "./tokens.ts";

export interface Operand {
  /** `-` and `not` before it, as written. */
  readonly prefixes: readonly Token[];
  readonly value: Expression;
}

/** `operands[i] operators[i] operands[i + 1]`; an operand is missing only beside `..`. */
export interface Chain {
  readonly operands: readonly (Operand | undefined)[];
  readonly operators: readonly Token[];
}

/** How many levels of the tree a chain may make: its operands and their prefixes. */
export function lengthOf(operands: Chain["operands"]): number {
  return operands.reduce((sum, operand) => sum + 1 + (operand?.prefixes.length ?? 0), 0);
}

const level = { or: 1, and: 2, not: 3, comparison: 4, range: 5, sum: 6, product: 7, minus: 8, power: 9 } as const;

/** By token type, because other languages' spellings are tokens of ours. */
const infix: readonly (readonly [typeof t.Plus, BinaryOperator | "..", number])[] = [
  [t.Or, "or", level.or],
  [t.And, "and", level.and],
  [t.Equal, "==", level.comparison],
  [t.Equals, "==", level.comparison],
  [t.NotEqual, "!=", level.comparison],
  [t.Less, "<", level.comparison],
  [t.LessEqual, "<=", level.comparison],
  [t.Greater, ">", level.comparison],
  [t.GreaterEqual, ">=", level.comparison],
  [t.DotDot, "..", level.range],
  [t.Plus, "+", level.sum],
  [t.Minus, "-", level.sum],
  [t.Times, "*", level.product],
  [t.Divide, "/", level.product],
  [t.Remainder, "%", level.product],
  [t.Contract, "@", level.product],
  [t.Power, "^", level.power],
];

function operatorOf(token: Token): { operator: BinaryOperator | ".."; level: number } {
  const row = infix.find(([type]) => matches(token, type));
  if (row === undefined) throw new RangeError(`no infix operator: ${token.image}`);
  return { operator: row[1], level: row[2] };
}

/**
 * The tree of a chain. Mistakes of meaning (`a < b < c`, `a = b`, a range without an end outside an index) are reported
 * and read as the nearest legal thing.
 */
export function fold(
  chain: Chain,
  inIndex: boolean,
  source: Source,
  report: (diagnostic: Diagnostic) => void,
): Expression {
  const { operands, operators } = chain;
  let position = 0;
  let prefix = 0;

  /** The operand at `position` with the prefixes that are left; undefined where none was written. */
  function operand(minimum: number): Expression | undefined {
    const current = operands[position];
    if (current === undefined) return undefined;
    if (prefix === current.prefixes.length) return current.value;
    const token = current.prefixes[prefix];
    prefix += 1;
    const isNot = matches(token, t.Not);
    if (isNot && minimum > level.not) report(syntax.looseNot({ source, span: spanOf(token) }));
    const inner = climb(isNot ? level.not : level.minus) ?? current.value;
    return { kind: "unary", operator: isNot ? "not" : "-", operand: inner, span: cover(spanOf(token), inner.span) };
  }

  function climb(minimum: number): Expression | undefined {
    let left = operand(minimum);
    let previous: { readonly token: Token; readonly level: number } | undefined;
    while (position < operators.length) {
      const token = operators[position];
      const { operator, level: own } = operatorOf(token);
      if (own < minimum) break;
      position += 1;
      prefix = 0;
      // Only `^` takes another of its own on its right: 2^3^2 is 2^(3^2).
      const right = climb(own === level.power ? own : own + 1);
      checkOperator(token, own, previous?.level === own ? previous.token : undefined);
      left = operator === ".." ? range(left, token, right) : binary(operator, left, token, right);
      previous = { token, level: own };
    }
    return left;
  }

  /** @param previous the operator of the same level before it, when both stand in one chain */
  function checkOperator(token: Token, own: number, previous: Token | undefined): void {
    const place = { source, span: spanOf(token) };
    if (token.type === t.Equals) report(syntax.assignmentInExpression(place));
    if (previous === undefined) return;
    if (own === level.comparison)
      report(syntax.chainedComparison(place, { span: spanOf(previous), text: "the first" }));
    if (own === level.range) report(syntax.chainedRange(place));
  }

  function range(from: Expression | undefined, token: Token, to: Expression | undefined): Expression {
    let span: Span = spanOf(token);
    if (from !== undefined) span = cover(from.span, span);
    if (to !== undefined) span = cover(span, to.span);
    const missing =
      from === undefined ? (to === undefined ? "start and no end" : "start") : to === undefined ? "end" : undefined;
    if (missing !== undefined && !inIndex) report(syntax.openRange({ source, span }, missing));
    return { kind: "range", from, to, span };
  }

  function binary(
    operator: BinaryOperator,
    left: Expression | undefined,
    token: Token,
    right: Expression | undefined,
  ): Expression {
    const operatorSpan = spanOf(token);
    if (left === undefined || right === undefined) {
      report(syntax.openRange({ source, span: operatorSpan }, "end"));
      return { kind: "range", from: left, to: right, span: operatorSpan };
    }
    return { kind: "binary", operator, left, right, operatorSpan, span: cover(left.span, right.span) };
  }

  return climb(level.or) ?? { kind: "range", span: spanOf(operators[0]) };
}
