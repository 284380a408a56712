/** Numbers and functions as WebPPL writes them: JavaScript whose operators and `Math` it differentiates. */
import type { UnaryName } from "../../tensor/node.ts";
import type { Arithmetic, Dialect, NumericUnary } from "../printed/dialect.ts";
import { atom, call, type Expression, infix, level, minus, negative, plus, times } from "../printed/expression.ts";
import { positionText } from "../printed/position.ts";
import type { Helpers } from "./helpers.ts";

/** Functions of `Math` that WebPPL differentiates; `Math.sigmoid` is its own. */
const functions: Partial<Record<UnaryName, string>> = {
  exp: "exp",
  log: "log",
  sqrt: "sqrt",
  abs: "abs",
  floor: "floor",
  ceil: "ceil",
  sin: "sin",
  cos: "cos",
  tan: "tan",
  asin: "asin",
  acos: "acos",
  atan: "atan",
  sinh: "sinh",
  cosh: "cosh",
  tanh: "tanh",
  sigmoid: "sigmoid",
};

const written: Partial<Record<UnaryName, string>> = {
  square: "square",
  sign: "sign",
  round: "roundUp",
  log1p: "log1p",
  expm1: "expm1",
  softplus: "logOnePlusExp",
  lgamma: "lgamma",
  erf: "erf",
  erfc: "erfc",
  log_normal_cdf: "logNormalCdf",
  log_i0: "logI0",
  i1_i0: "besselRatio",
};

export class WebpplDialect implements Dialect {
  readonly base = 0;
  readonly yes = atom("1");
  readonly no = atom("0");
  readonly equals = "===";
  readonly differs = "!==";

  constructor(private readonly helpers: Helpers) {}

  number(x: number): Expression {
    return webpplNumber(x);
  }

  unary(name: NumericUnary, x: Expression): Expression {
    const known = functions[name];
    if (known !== undefined) return call(`Math.${known}`, x);
    const helper = written[name];
    if (helper !== undefined) return call(this.helpers.use(helper), x);
    switch (name) {
      case "neg":
        return negative(x);
      case "reciprocal":
        return infix(atom("1"), "/", x, level.product);
      case "relu":
        return call("Math.max", x, atom("0"));
      default:
        throw new Error(`webppl: no rule for ${name}`);
    }
  }

  polygamma(order: number, x: Expression): Expression {
    if (order > 1) throw new Error(`webppl: no polygamma of order ${order}`);
    return call(this.helpers.use(order === 0 ? "digamma" : "trigamma"), x);
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
      case "pow":
        return call("Math.pow", a, b);
      case "mod":
        return call(this.helpers.use("modulo"), a, b);
      case "min":
      case "max":
        return call(`Math.${name}`, a, b);
      case "log_gamma_p":
        return call(this.helpers.use("logGammaP"), a, b);
      case "log_gamma_q":
        return call(this.helpers.use("logGammaQ"), a, b);
      case "log_student_cdf":
        return call(this.helpers.use("logStudentCdf"), a, b);
    }
  }

  pick(variable: string, positions: Parameters<Dialect["pick"]>[1]): Expression {
    return atom(variable + positions.map((position) => `[${positionText(position, 0)}]`).join(""));
  }

  quotient(position: string, by: number): string {
    return `Math.floor(${position} / ${by})`;
  }

  remainder(position: string, by: number): string {
    return `${position} % ${by}`;
  }
}

/** The shortest text that reads back as the same double. */
export function webpplNumber(x: number): Expression {
  return x < 0 || Object.is(x, -0) ? { text: `-${-x}`, level: level.sign } : atom(String(x));
}
