/** Element-wise operations on values: what each becomes in the text. */

import { binaryFunctions, isBinary, isUnary, unaryFunctions } from "../../tensor/evaluate-elementwise.ts";
import type { BinaryName, Op, UnaryName } from "../../tensor/node.ts";
import { polygamma } from "../../tensor/special/index.ts";
import { mathFunctions } from "../math-functions.ts";
import type { Algebra } from "./algebra.ts";
import { type Literal, literal, one, type Value, zero } from "./code.ts";
import { exponentialLimit } from "./exponential.ts";
import { isNonPositive } from "./signs.ts";

/** Functions of the language, and of the object `special` that the text is given. */
const named: Partial<Readonly<Record<UnaryName, string>>> = {
  ...mathFunctions,
  log1p: "Math.log1p",
  expm1: "Math.expm1",
  sign: "Math.sign",
  round: "Math.round",
  lgamma: "special.lgamma",
  erf: "special.erf",
  erfc: "special.erfc",
  log_normal_cdf: "special.logNormalCdf",
  log_i0: "special.logI0",
  i1_i0: "special.i1I0",
};

/** Powers up to this one are products. */
const largestProduct = 16;

const isKnown = (x: Value): x is Literal => x.kind === "literal";

export function elementwise(algebra: Algebra, op: Op, args: readonly Value[]): Value {
  const { name } = op;
  if (name === "select") return select(algebra, args[0], args[1], args[2]);
  if (name === "polygamma") {
    const [x] = args;
    if (isKnown(x)) return literal(polygamma(op.order, x.value));
    if (op.order === 0) return algebra.code.define("call", [x], "special.digamma");
    if (op.order === 1) return algebra.code.define("call", [x], "special.trigamma");
    return algebra.code.define("call", [literal(op.order), x], "special.polygamma");
  }
  if (isUnary(name)) return unary(algebra, name, args[0]);
  if (isBinary(name)) return binary(algebra, name, args[0], args[1]);
  throw new Error(`emit: no text for ${name}`);
}

function unary(algebra: Algebra, name: UnaryName, x: Value): Value {
  const { code } = algebra;
  if (isKnown(x) && !x.absent) return literal(unaryFunctions[name](x.value));
  switch (name) {
    case "neg":
      return algebra.neg(x);
    case "square":
      return algebra.mul(x, x);
    case "reciprocal":
      return algebra.div(one, x);
    case "relu":
      return algebra.max(x, zero);
    case "step":
      return asNumber(algebra, code.define("less", [zero, x]));
    case "not":
      return asNumber(algebra, code.define("equal", [x, zero]));
    case "abs":
      return isKnown(x) ? literal(Math.abs(x.value)) : algebra.abs(x);
    case "sigmoid": {
      const e = fallingExponential(algebra, x);
      const positive = code.define("lessEqual", [zero, x]);
      return algebra.div(code.define("select", [positive, one, e]), algebra.add(one, e));
    }
    case "softplus":
      return algebra.add(algebra.max(x, zero), code.define("call", [fallingExponential(algebra, x)], "Math.log1p"));
    case "exp":
      return isKnown(x) ? literal(Math.exp(x.value)) : exponential(algebra, x);
    case "tanh":
      return isKnown(x) ? literal(Math.tanh(x.value)) : code.define(name, [x], algebra.exponentialArrays());
    default: {
      if (isKnown(x)) return literal(unaryFunctions[name](x.value));
      return code.define("call", [x], named[name]);
    }
  }
}

/** exp(-|x|), which the logistic function and its integral share. */
function fallingExponential(algebra: Algebra, x: Value): Value {
  return exponential(algebra, algebra.neg(algebra.abs(x)));
}

/** The bounds between which its text computes it itself stand in `numbers`: one is enough where the sign is known. */
function exponential(algebra: Algebra, x: Value): Value {
  const bounds = isNonPositive(x) ? [-exponentialLimit] : [-exponentialLimit, exponentialLimit];
  return algebra.code.define("exp", [x], algebra.exponentialArrays(), bounds);
}

function binary(algebra: Algebra, name: BinaryName, a: Value, b: Value): Value {
  const { code } = algebra;
  switch (name) {
    case "add":
    case "sub":
    case "mul":
    case "div":
    case "min":
    case "max":
      return algebra[name](a, b);
    default:
      break;
  }
  if (isKnown(a) && isKnown(b)) return literal(binaryFunctions[name](a.value, b.value));
  switch (name) {
    case "pow":
      return power(algebra, a, b);
    case "mod":
      return algebra.sub(a, algebra.mul(b, code.define("call", [algebra.div(a, b)], "Math.floor")));
    case "log_gamma_p":
      return code.define("call", [a, b], "special.logGammaP");
    case "log_gamma_q":
      return code.define("call", [a, b], "special.logGammaQ");
    case "log_student_cdf":
      return code.define("call", [a, b], "special.logStudentCdf");
    case "lt":
      return asNumber(algebra, code.define("less", [a, b]));
    case "le":
      return asNumber(algebra, code.define("lessEqual", [a, b]));
    case "eq":
      return asNumber(algebra, code.define("equal", [a, b]));
    case "ne":
      return asNumber(algebra, code.define("differ", [a, b]));
    case "and":
      return asNumber(algebra, code.define("both", [asTruth(algebra, a), asTruth(algebra, b)]));
    case "or":
      return asNumber(algebra, code.define("either", [asTruth(algebra, a), asTruth(algebra, b)]));
    default:
      throw new Error(`emit: no text for ${name}`);
  }
}

/** Small whole and half exponents without Math.pow, which is slow. */
function power(algebra: Algebra, x: Value, exponent: Value): Value {
  if (isKnown(exponent)) {
    const e = exponent.value;
    if (Number.isInteger(e) && Math.abs(e) <= largestProduct) return algebra.power(x, e);
    if (e === 0.5) return algebra.code.define("call", [x], "Math.sqrt");
    if (e === -0.5) return algebra.div(one, algebra.code.define("call", [x], "Math.sqrt"));
  }
  return algebra.code.define("call", [x, exponent], "Math.pow");
}

function asNumber(algebra: Algebra, truth: Value): Value {
  return algebra.code.define("number", [truth]);
}

function asTruth(algebra: Algebra, x: Value): Value {
  if (x.kind === "variable" && x.definition?.op === "number") return x.definition.args[0];
  return algebra.code.define("differ", [x, zero]);
}

export function select(algebra: Algebra, condition: Value, ifTrue: Value, ifFalse: Value): Value {
  if (isKnown(condition)) return condition.value !== 0 ? ifTrue : ifFalse;
  if (ifTrue === ifFalse) return ifTrue;
  return algebra.code.define("select", [asTruth(algebra, condition), ifTrue, ifFalse]);
}
