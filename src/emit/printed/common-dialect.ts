/** The rules of printed numbers that systems have in common. */
import type { UnaryName } from "../../tensor/node.ts";
import type { Arithmetic, Dialect, NumericUnary } from "./dialect.ts";
import { call, type Expression, infix, level, minus, negative, plus, times } from "./expression.ts";
import type { Position } from "./position.ts";

type Shared = "add" | "sub" | "mul" | "div" | "mod";
/** Operations of two numbers that each system has its own way for. */
export type OwnBinary = Exclude<Arithmetic, Shared>;

/** What a system calls its functions of one number. */
export interface FunctionNames {
  /** Functions it has. */
  readonly known: Readonly<Partial<Record<UnaryName, string>>>;
  /** Helpers that are written into the program. */
  readonly written: Readonly<Partial<Record<UnaryName, string>>>;
}

export abstract class CommonDialect implements Dialect {
  abstract readonly base: 0 | 1;
  abstract readonly equals: "==" | "===";
  abstract readonly differs: "!=" | "!==";

  constructor(
    private readonly system: string,
    protected readonly helpers: { use(name: string): string },
    private readonly functions: FunctionNames,
  ) {}

  abstract number(x: number): Expression;
  abstract branch(x: Expression): Expression;
  abstract pick(variable: string, positions: readonly Position[]): Expression;
  abstract quotient(position: string, by: number): string;

  /** A function of one number that is neither known nor written; undefined where there is no rule. */
  protected abstract ownUnary(name: NumericUnary, x: Expression): Expression | undefined;
  protected abstract ownBinary(name: OwnBinary, a: Expression, b: Expression): Expression;
  protected abstract ownPolygamma(name: "digamma" | "trigamma", x: Expression): Expression;

  unary(name: NumericUnary, x: Expression): Expression {
    if (name === "neg") return negative(x);
    const known = this.functions.known[name];
    if (known !== undefined) return call(known, x);
    const helper = this.functions.written[name];
    if (helper !== undefined) return call(this.helpers.use(helper), x);
    const own = this.ownUnary(name, x);
    if (own === undefined) throw new Error(`${this.system}: no rule for ${name}`);
    return own;
  }

  polygamma(order: number, x: Expression): Expression {
    if (order > 1) throw new Error(`${this.system}: no polygamma of order ${order}`);
    return this.ownPolygamma(order === 0 ? "digamma" : "trigamma", x);
  }

  binary(name: Arithmetic, a: Expression, b: Expression): Expression {
    switch (name) {
      case "add":
        return plus(a, b);
      case "sub":
        return minus(a, b);
      case "mul":
        return times(a, b);
      case "div":
        return infix(a, "/", b, level.product);
      case "mod":
        return call(this.helpers.use("modulo"), a, b);
      default:
        return this.ownBinary(name, a, b);
    }
  }

  remainder(position: string, by: number): string {
    return `${position} % ${by}`;
  }
}
