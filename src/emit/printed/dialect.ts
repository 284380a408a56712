/** What differs between target systems when the number at one position of an array is written as an expression. */
import type { BinaryName, UnaryName } from "../../tensor/node.ts";
import type { Expression } from "./expression.ts";
import type { Position } from "./position.ts";

/** Operators whose result is true or false; the others compute numbers. */
export type Comparison = "lt" | "le" | "eq" | "ne" | "and" | "or";
export type Arithmetic = Exclude<BinaryName, Comparison>;
export type NumericUnary = Exclude<UnaryName, "step" | "not">;

export interface Dialect {
  /** What positions count from. */
  readonly base: 0 | 1;
  readonly equals: "==" | "===";
  readonly differs: "!=" | "!==";
  number(x: number): Expression;
  /** What stands on one side of a choice, as a real number also where the system has whole ones. */
  branch(x: Expression): Expression;
  unary(name: NumericUnary, x: Expression): Expression;
  /** Throws where the system has no polygamma of that order. */
  polygamma(order: number, x: Expression): Expression;
  binary(name: Arithmetic, a: Expression, b: Expression): Expression;
  /** One element of a variable: `x[i, 3]`, `x[i][3]`; without positions the variable itself. */
  pick(variable: string, positions: readonly Position[]): Expression;
  /** Whole quotient and remainder of a position counted from 0, which is an atom or in parentheses. */
  quotient(position: string, by: number): string;
  remainder(position: string, by: number): string;
}

const comparisons: readonly string[] = ["lt", "le", "eq", "ne", "and", "or"];

export function isComparison(name: string): name is Comparison {
  return comparisons.includes(name);
}
