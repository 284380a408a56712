/** Numbers and functions as WebPPL writes them: JavaScript whose operators and `Math` it differentiates. */
import type { UnaryName } from "../../tensor/node.ts";
import { mathFunctions } from "../math-functions.ts";
import { CommonDialect, type OwnBinary } from "../printed/common-dialect.ts";
import type { NumericUnary } from "../printed/dialect.ts";
import { atom, call, type Expression, infix, level } from "../printed/expression.ts";
import { type Position, positionText } from "../printed/position.ts";
import type { Helpers } from "./helpers.ts";

/** Functions of `Math` that WebPPL differentiates; `Math.sigmoid` is its own. */
const functions: Partial<Record<UnaryName, string>> = {
  ...mathFunctions,
  exp: "Math.exp",
  tanh: "Math.tanh",
  sigmoid: "Math.sigmoid",
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

export class WebpplDialect extends CommonDialect {
  readonly base = 0;
  readonly equals = "===";
  readonly differs = "!==";

  constructor(helpers: Helpers) {
    super("webppl", helpers, { known: functions, written });
  }

  number(x: number): Expression {
    return webpplNumber(x);
  }

  branch(x: Expression): Expression {
    return x;
  }

  protected ownUnary(name: NumericUnary, x: Expression): Expression | undefined {
    switch (name) {
      case "reciprocal":
        return infix(atom("1"), "/", x, level.product);
      case "relu":
        return call("Math.max", x, atom("0"));
      default:
        return undefined;
    }
  }

  protected ownPolygamma(name: "digamma" | "trigamma", x: Expression): Expression {
    return call(this.helpers.use(name), x);
  }

  protected ownBinary(name: OwnBinary, a: Expression, b: Expression): Expression {
    switch (name) {
      case "pow":
        return call("Math.pow", a, b);
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

  pick(variable: string, positions: readonly Position[]): Expression {
    return atom(variable + positions.map((position) => `[${positionText(position, 0)}]`).join(""));
  }

  quotient(position: string, by: number): string {
    return `Math.floor(${position} / ${by})`;
  }
}

/** The shortest text that reads back as the same double. */
function webpplNumber(x: number): Expression {
  return x < 0 || Object.is(x, -0) ? { text: `-${-x}`, level: level.sign } : atom(String(x));
}
