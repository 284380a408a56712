/** Functions that work element by element. */
import * as t from "../../tensor/build.ts";
import type { Node } from "../../tensor/node.ts";
import { meetOperands } from "../combining.ts";
import type { BuiltinFunction } from "./function.ts";

function unary(name: string, documentation: string, build: (x: Node) => Node): BuiltinFunction {
  return {
    name,
    signature: `${name}(x)`,
    documentation,
    arity: [1, 1],
    options: [],
    apply: ({ args: [x] }) => ({ node: build(x.node), axes: x.axes }),
  };
}

/** Element-wise functions of two values that broadcast by name. */
export function pairwise(name: string, documentation: string, build: (a: Node, b: Node) => Node): BuiltinFunction {
  return {
    name,
    signature: `${name}(a, b)`,
    documentation,
    arity: [2, 2],
    options: [],
    apply({ context, expression, args, argExpressions }) {
      const [a, b] = meetOperands(context, expression, args[0], argExpressions[0], args[1], argExpressions[1]);
      return { node: build(a.node, b.node), axes: a.axes };
    },
  };
}

export const elementwise: readonly BuiltinFunction[] = [
  unary("exp", "e to the x", t.exp),
  unary("log", "natural logarithm", t.log),
  unary("log1p", "log(1 + x), accurate near 0", t.log1p),
  unary("expm1", "exp(x) - 1, accurate near 0", t.expm1),
  unary("sqrt", "square root", t.sqrt),
  unary("square", "x * x", t.square),
  unary("abs", "absolute value; derivative 0 at 0", t.abs),
  unary("sign", "-1, 0 or 1", t.sign),
  unary("floor", "largest whole number not above x", t.floor),
  unary("ceil", "smallest whole number not below x", t.ceil),
  unary("round", "nearest whole number", t.round),
  unary("sin", "sine of radians", t.sin),
  unary("cos", "cosine of radians", t.cos),
  unary("tan", "tangent of radians", t.tan),
  unary("asin", "inverse sine", t.asin),
  unary("acos", "inverse cosine", t.acos),
  unary("atan", "inverse tangent", t.atan),
  unary("sinh", "hyperbolic sine", t.sinh),
  unary("cosh", "hyperbolic cosine", t.cosh),
  unary("tanh", "hyperbolic tangent", t.tanh),
  unary("sigmoid", "1 / (1 + exp(-x))", t.sigmoid),
  unary("logit", "log(p / (1 - p)), the inverse of sigmoid", (p) => t.sub(t.log(p), t.log1p(t.neg(p)))),
  unary("softplus", "log(1 + exp(x))", t.softplus),
  unary("relu", "max(x, 0); derivative 0 at 0", t.relu),
  unary("lgamma", "log of the gamma function", t.lgamma),
  unary("digamma", "derivative of lgamma", t.digamma),
  unary("erf", "error function", t.erf),
  unary("erfc", "1 - erf(x), accurate in the tail", t.erfc),
  unary("normal_cdf", "distribution function of the standard normal", (x) =>
    t.mul(t.erfc(t.mul(x, -Math.SQRT1_2)), 0.5),
  ),
  unary("log_normal_cdf", "its logarithm, accurate in the tail", t.logNormalCdf),
  pairwise("pow", "a to the b", t.pow),
  pairwise("log_beta", "log of the beta function", (a, b) =>
    t.sub(t.add(t.lgamma(a), t.lgamma(b)), t.lgamma(t.add(a, b))),
  ),
];
