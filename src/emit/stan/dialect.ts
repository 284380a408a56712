/** Numbers and functions as Stan writes them (Stan functions reference, 2.35). */
import type { ReduceName, UnaryName } from "../../tensor/node.ts";
import { CommonDialect, type OwnBinary } from "../printed/common-dialect.ts";
import type { NumericUnary } from "../printed/dialect.ts";
import { atom, call, type Expression, level, plus, within } from "../printed/expression.ts";
import { type Position, positionText } from "../printed/position.ts";
import type { Helpers } from "./helpers.ts";

/** Functions of one number that Stan has under this name, for numbers, vectors and matrices alike. */
const functions: Partial<Record<UnaryName, string>> = {
  exp: "exp",
  log: "log",
  log1p: "log1p",
  expm1: "expm1",
  sqrt: "sqrt",
  square: "square",
  reciprocal: "inv",
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
  sigmoid: "inv_logit",
  softplus: "log1p_exp",
  lgamma: "lgamma",
  erf: "erf",
  erfc: "erfc",
};

/** Functions that make one number of a vector or matrix. */
export const reductions: Readonly<Record<ReduceName, string>> = {
  sum: "sum",
  prod: "prod",
  max: "max",
  min: "min",
  logsumexp: "log_sum_exp",
};

/** Functions of one number that are written into the program. */
const written: Partial<Record<UnaryName, string>> = {
  sign: "sign_of",
  log_normal_cdf: "log_normal_cdf",
  i1_i0: "bessel_ratio",
};

/** Names the printed program calls; a variable of that name would hide them. */
export const calledFunctions: readonly string[] = [
  ...Object.values(functions),
  ...Object.values(reductions),
  ..."fmax fmin digamma trigamma log_modified_bessel_first_kind rep_vector rep_row_vector".split(" "),
  ..."rep_matrix append_row append_col to_vector to_matrix cumulative_sum reverse dot_product".split(" "),
  ..."cholesky_decompose mdivide_left_tri_low mdivide_right_tri_low log2 negative_infinity positive_infinity not_a_number".split(
    " ",
  ),
];

/** Whether the function takes vectors and matrices element by element. */
export function isVectorised(name: UnaryName): boolean {
  return functions[name] !== undefined || ["neg", "relu", "round", "log_i0"].includes(name);
}

export class StanDialect extends CommonDialect {
  readonly base = 1;
  readonly equals = "==";
  readonly differs = "!=";

  constructor(helpers: Helpers) {
    super("stan", helpers, { known: functions, written });
  }

  number(x: number): Expression {
    return stanNumber(x);
  }

  branch(x: Expression): Expression {
    // A choice between whole numbers is whole, and Stan divides whole numbers towards zero.
    return /^-?\d+$/.test(x.text) ? { ...x, text: `${x.text}.0` } : x;
  }

  protected ownUnary(name: NumericUnary, x: Expression): Expression | undefined {
    switch (name) {
      case "relu":
        return call("fmax", x, atom("0"));
      case "round":
        return call("floor", plus(x, atom("0.5")));
      case "log_i0":
        return call("log_modified_bessel_first_kind", atom("0"), x);
      default:
        return undefined;
    }
  }

  protected ownPolygamma(name: "digamma" | "trigamma", x: Expression): Expression {
    return call(name, x);
  }

  protected ownBinary(name: OwnBinary, a: Expression, b: Expression): Expression {
    switch (name) {
      case "pow":
        return { text: `${within(a, level.atom)} ^ ${within(b, level.sign)}`, level: level.power };
      case "min":
        return call("fmin", a, b);
      case "max":
        return call("fmax", a, b);
      case "log_gamma_p":
      case "log_gamma_q":
        return call(this.helpers.use(name), a, b);
      case "log_student_cdf":
        // A name that ends in _cdf would be one of Stan's own kind.
        return call(this.helpers.use("log_student_below"), a, b);
    }
  }

  pick(variable: string, positions: readonly Position[]): Expression {
    if (positions.length === 0) return atom(variable);
    return atom(`${variable}[${positions.map((position) => positionText(position, 1)).join(", ")}]`);
  }

  quotient(position: string, by: number): string {
    return `${position} %/% ${by}`;
  }
}

const LARGEST_INTEGER = 2 ** 31 - 1;

/** The shortest text that reads back as the same double. */
function stanNumber(x: number): Expression {
  if (Number.isNaN(x)) return call("not_a_number");
  if (!Number.isFinite(x)) return call(x > 0 ? "positive_infinity" : "negative_infinity");
  const size = Math.abs(x);
  const text = String(size);
  const real = /^\d+$/.test(text) && size > LARGEST_INTEGER ? `${text}.0` : text;
  return x < 0 || Object.is(x, -0) ? { text: `-${real}`, level: level.sign } : atom(real);
}
