/** What the log densities are made of: constants, guards for data outside the support, and stable forms of common terms. */
import {
  add,
  and,
  broadcast,
  div,
  eq,
  expm1,
  floor,
  gt,
  le,
  lgamma,
  log,
  log1p,
  lt,
  mul,
  neg,
  type Operand,
  select,
  sub,
  uniformValue,
} from "../tensor/build.ts";
import { constantValue, isConstant } from "../tensor/evaluate.ts";
import type { Node } from "../tensor/node.ts";
import { range } from "../tensor/shape.ts";

export const LOG_TWO = Math.LN2;
export const LOG_PI = Math.log(Math.PI);
export const LOG_TWO_PI = Math.log(2 * Math.PI);
export const HALF_LOG_TWO_PI = 0.5 * LOG_TWO_PI;
/** Below it an exponential is 0. */
export const LOG_SMALLEST = -745;

/**
 * f of nodes of one shape, computed once where they all repeat: over the axes that at least one of them really has, then
 * broadcast. So the logarithm of a scale that a whole batch shares is one logarithm.
 */
export function shared(nodes: readonly Node[], f: (...nodes: Node[]) => Node): Node {
  const { shape } = nodes[0];
  const axes = range(shape.length).filter((axis) =>
    nodes.some((x) => x.op.name !== "broadcast" || x.op.axes.includes(axis)),
  );
  if (axes.length === shape.length) return f(...nodes);
  const small = axes.map((axis) => shape[axis]);
  const shrunk = nodes.map((x) => {
    if (x.op.name !== "broadcast") throw new Error("shared: a node without repeats has every axis");
    return broadcast(
      x.inputs[0],
      small,
      x.op.axes.map((axis) => axes.indexOf(axis)),
    );
  });
  return broadcast(f(...shrunk), shape, axes);
}

/**
 * The density of x, -Infinity where data lie outside. Latents are inside by construction, so only constants are guarded, and
 * those that all lie inside are not. `inside` has the batch shape of the density; outside, `safe` stands for x, so that no
 * derivative becomes NaN.
 */
export function guarded(x: Node, inside: (x: Node) => Node, safe: Operand, density: (x: Node) => Node): Node {
  if (!isConstant(x)) return density(x);
  const condition = inside(x);
  if (constantValue(condition)?.every((c) => c !== 0)) return density(x);
  return select(condition, density(select(condition, x, safe)), Number.NEGATIVE_INFINITY);
}

/** As `guarded`, for vector events: `inside` has the batch shape, and one element outside takes its whole event along. */
export function guardedEvent(x: Node, inside: (x: Node) => Node, safe: number, density: (x: Node) => Node): Node {
  if (!isConstant(x)) return density(x);
  const condition = inside(x);
  if (constantValue(condition)?.every((c) => c !== 0)) return density(x);
  const whole = broadcast(condition, x.shape, range(condition.shape.length));
  return select(condition, density(select(whole, x, safe)), Number.NEGATIVE_INFINITY);
}

/** 1 where x is whole and within the bounds, both included. */
export function wholeWithin(x: Node, lower: Operand, upper?: Operand): Node {
  const above = and(eq(floor(x), x), le(lower, x));
  return upper === undefined ? above : and(above, le(x, upper));
}

/** log p, where -Infinity at p = 0 has derivative 0. */
export function safeLog(p: Node): Node {
  const positive = gt(p, 0);
  return select(positive, log(select(positive, p, 1)), Number.NEGATIVE_INFINITY);
}

/** log(1 - p), where -Infinity at p = 1 has derivative 0. */
export function safeLogComplement(p: Node): Node {
  const below = lt(p, 1);
  return select(below, log1p(neg(select(below, p, 0))), Number.NEGATIVE_INFINITY);
}

/** A count times a logarithm (of `p`, by `logarithm`): 0 where the count is 0, also when the logarithm is -Infinity. */
export function timesLog(count: Node, p: Node, logarithm: (p: Node) => Node = safeLog): Node {
  const product = mul(count, shared([p], logarithm));
  const known = constantValue(count);
  return known !== undefined && !known.includes(0) ? product : select(eq(count, 0), 0, product);
}

/** a times the logarithm of x (or of something proportional to it) for real a; at a datum x = 0 that is 0 for a = 0. */
export function logPower(x: Node, a: Node, logarithm: Node = log(x)): Node {
  const product = mul(a, logarithm);
  return constantValue(x)?.includes(0) ? select(and(eq(x, 0), eq(a, 0)), 0, product) : product;
}

/** Where Stirling's series to 1/x replaces the difference of lgammas: both are then exact to about 1e-12. */
const STIRLING = 2000;

/**
 * lgamma(x + y) - lgamma(x) for y >= 0, without the cancellation of large x: the difference of two Stirling series
 * (x - 1/2) log x - x + 1/(12 x) (DLMF 5.11.1).
 */
export function logRising(x: Node, y: Operand): Node {
  const known = uniformValue(x);
  const direct = () => sub(lgamma(add(x, y)), lgamma(x));
  const stirling = (x: Node) => {
    const end = add(x, y);
    const main = add(mul(sub(x, 0.5), log1p(div(y, x))), mul(y, sub(log(end), 1)));
    return sub(main, div(y, mul(12, mul(x, end))));
  };
  if (known !== undefined) return known < STIRLING ? direct() : stirling(x);
  const large = le(STIRLING, x);
  return select(large, stirling(select(large, x, STIRLING)), direct());
}

/** log B(a, b) = lgamma(a) + lgamma(b) - lgamma(a + b). */
export function logBeta(a: Node, b: Node): Node {
  return add(sub(lgamma(a), lgamma(add(a, b))), lgamma(b));
}

/** log of the binomial coefficient n over k. */
export function logChoose(n: Node, k: Node): Node {
  return sub(sub(lgamma(add(n, 1)), lgamma(add(k, 1))), lgamma(add(sub(n, k), 1)));
}

/** log(1 - exp(t)) for t < 0. */
export function logOneMinusExp(t: Node): Node {
  return log(neg(expm1(t)));
}

/** -z^2 / 2 - log sqrt(2 pi): the standard normal log density; `z2` is z squared. */
export function standardNormal(z2: Node): Node {
  return sub(mul(-0.5, z2), HALF_LOG_TWO_PI);
}
