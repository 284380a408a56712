/** A distribution applied to a left-hand side: its arguments broadcast to it by name. */
import type { Distribution, Parameter } from "../distributions/distribution.ts";
import { distributions } from "../distributions/registry.ts";
import { broadcast } from "../tensor/build.ts";
import { constantValue, isConstant } from "../tensor/evaluate.ts";
import type { Node } from "../tensor/node.ts";
import { alignTo, anonymous, shapeOf, showAxes, spread } from "./axes.ts";
import type { Applied, Axis, Latent, Value } from "./checked.ts";
import { all, at, type Context } from "./context.ts";
import { fail } from "./diagnostics/make.ts";
import { unknownName } from "./diagnostics/names.ts";
import { shapesDoNotFit, wrongRank } from "./diagnostics/shapes.ts";
import { argumentOutsideDomain, emptySupport } from "./diagnostics/supports.ts";
import { checkDomain, orderArguments, written } from "./distribution-arguments.ts";
import { elaborate } from "./elaborate.ts";
import { showNumber } from "./elements.ts";
import { functions } from "./functions/registry.ts";
import { checkMissing } from "./missing.ts";
import { exported } from "./modules.ts";
import { AlreadyReported } from "./scope.ts";
import type { Span } from "./source.ts";
import type { CallExpression, Expression } from "./syntax.ts";

/** The left-hand side of a `~`. */
export interface LeftSide {
  readonly axes: readonly Axis[];
  readonly span: Span;
}

/** A distribution with its arguments, before the left-hand side is known to fit. */
export interface Drawn {
  readonly distribution: Distribution;
  readonly call: CallExpression;
  readonly args: readonly { readonly expression: Expression; readonly value: Value }[];
}

/** Reads what stands behind `~`: the distribution and its arguments, each in the domain of its parameter. */
export function readDistribution(context: Context, call: CallExpression): Drawn {
  const distribution = findDistribution(context, call);
  const expressions = orderArguments(context, call, distribution);
  const latents = (name: string): Latent | undefined => {
    const meaning = context.scope.isDeclared(name) ? context.scope.find(name) : undefined;
    if (meaning?.kind === "open") return meaning.array.latent;
    return meaning?.kind === "latent" ? meaning.latent : undefined;
  };
  const args = all(
    expressions.map((expression, i) => () => {
      const value = elaborate(context, expression);
      checkMissing(context, expression, value);
      checkDomain(context, distribution, distribution.parameters[i], expression, value, latents);
      return { expression, value };
    }),
  );
  return { distribution, call, args };
}

function findDistribution(context: Context, call: CallExpression): Distribution {
  const { name } = call.callee;
  const distribution = distributions.get(name);
  if (distribution !== undefined) return distribution;
  if (context.scope.isLost(name) || !context.scope.sayOnce(`unknown distribution ${name}`))
    throw new AlreadyReported(name);
  const isFunction = functions.has(name) || context.scope.names("box").includes(name);
  if (call.module !== undefined) exported(context, call.module, call.callee, "distribution");
  const hint = isFunction
    ? `\`${name}\` is a function: a distribution of its values is written as in \`Normal(${name}(..), 1)\``
    : undefined;
  const known = [...distributions.keys(), ...context.scope.names("distribution")];
  return fail(unknownName(at(context, call.callee), "distribution", name, known, hint));
}

/** The distribution over a left-hand side, every argument spread over its axes. */
export function applyDistribution(context: Context, drawn: Drawn, left: LeftSide): Applied {
  const { distribution, call } = drawn;
  const { eventRank } = distribution;
  if (left.axes.length < eventRank) {
    const need = `a ${eventRank === 1 ? "vector" : "matrix"} on the left`;
    fail(wrongRank(at(context, left), distribution.name, need, left.axes));
  }
  const batch = left.axes.slice(0, left.axes.length - eventRank);
  const event = left.axes.slice(left.axes.length - eventRank);
  const args = all(
    drawn.args.map(({ expression, value }, i) => () => {
      const parameter = distribution.parameters[i];
      return spreadArgument(context, distribution, parameter, expression, value, left, batch, event);
    }),
  );
  if (eventRank === 2 && !isSameAxis(event[0], event[1])) {
    fail(wrongRank(at(context, left), distribution.name, "a square matrix on the left", event));
  }
  const argSpans = drawn.args.map(({ expression }) => expression.span);
  const applied = { distribution, args, batch, span: call.span, argSpans };
  checkBounds(context, applied);
  checkTogether(context, applied, event);
  return applied;
}

/** The checks of known arguments again, once a loop is over and its arguments are known for every index. */
export function checkApplied(context: Context, drawn: Drawn, applied: Applied): void {
  const { distribution, args, batch } = applied;
  all(
    drawn.args.map(({ expression, value }, i) => () => {
      if (isConstant(value.node) || !isConstant(args[i])) return;
      const own = anonymous(args[i].shape.slice(batch.length));
      const whole = { node: args[i], axes: [...batch, ...own] };
      checkDomain(context, distribution, distribution.parameters[i], expression, whole, () => undefined);
    }),
  );
  checkBounds(context, applied);
}

/** Refuses known arguments that do not go together, or not with the shape of an event. */
function checkTogether(context: Context, applied: Applied, event: readonly Axis[]): void {
  const { distribution, args, argSpans } = applied;
  const unmet = distribution.requires?.(args, shapeOf(event));
  if (unmet === undefined) return;
  const place = { source: context.source, span: argSpans[unmet.parameter] };
  const parameter = distribution.parameters[unmet.parameter].name;
  const found = showNumber(unmet.value);
  fail(argumentOutsideDomain(place, distribution.name, parameter, unmet.need, found, written(distribution)));
}

/** The argument over [...batch, ...own axes]; a scalar stands for a whole vector. */
function spreadArgument(
  context: Context,
  distribution: Distribution,
  parameter: Parameter,
  expression: Expression,
  value: Value,
  left: LeftSide,
  batch: readonly Axis[],
  event: readonly Axis[],
): Node {
  const rank = parameter.rank;
  const isRepeated = rank === 1 && value.axes.length === 0 && event.length === 1;
  const whole = isRepeated ? repeatScalar(value, event) : moveEventLast(value, rank, event);
  const own = whole.axes.slice(whole.axes.length - rank);
  const misfit = (reason: string): never => {
    const parts = [
      { span: left.span, axes: left.axes },
      { span: expression.span, axes: value.axes },
    ];
    return fail(shapesDoNotFit(at(context, left), parts, { reason }));
  };
  if (whole.axes.length < rank) {
    misfit(
      `${parameter.name} of ${distribution.name} is a ${rank === 1 ? "vector" : "matrix"}: ${written(distribution)}`,
    );
  }
  const last = event.at(-1);
  for (const axis of own) {
    if (last !== undefined && !isSameAxis(axis, last)) {
      misfit(`${parameter.name} of ${distribution.name} goes over ${showAxes([last])}, this one over ${showAxes(own)}`);
    }
  }
  const map = alignTo(batch, whole.axes.slice(0, whole.axes.length - rank));
  if ("reason" in map) return misfit(map.reason);
  const axes = [...batch, ...own];
  return spread(whole, axes, [...map, ...own.map((_, i) => batch.length + i)]).node;
}

function isSameAxis(a: Axis, b: Axis): boolean {
  return a.size === b.size && (a.name === undefined || b.name === undefined || a.name === b.name);
}

function repeatScalar(value: Value, event: readonly Axis[]): Value {
  return { node: broadcast(value.node, shapeOf(event), []), axes: event };
}

/** Brings the axis named like the event to the end, where vector parameters have it. */
function moveEventLast(value: Value, rank: number, event: readonly Axis[]): Value {
  const name = event.length === 1 ? event[0].name : undefined;
  if (rank !== 1 || name === undefined) return value;
  const found = value.axes.findIndex((axis) => axis.name === name);
  if (found < 0 || found === value.axes.length - 1) return value;
  const axes = [...value.axes.filter((_, i) => i !== found), value.axes[found]];
  const map = value.axes.map((_, i) => (i === found ? axes.length - 1 : i < found ? i : i - 1));
  return spread(value, axes, map);
}

/** Bounds that are known must leave something between them: Uniform(3, 1) has no values. */
function checkBounds(context: Context, applied: Applied): void {
  const { distribution, args, argSpans } = applied;
  const support = distribution.support(args);
  if (support.kind !== "interval" && support.kind !== "whole") return;
  const lower = support.lower && constantValue(support.lower);
  const upper = support.upper && constantValue(support.upper);
  if (lower === undefined || upper === undefined) return;
  const isEmpty = (a: number, b: number) => (support.kind === "interval" ? a >= b : a > b);
  const bad = lower.findIndex((bound, i) => isEmpty(bound, upper[i]));
  if (bad < 0) return;
  const place = { source: context.source, span: argSpans[0] };
  const more = argSpans.length > 1 ? [{ span: argSpans[1], text: "" }] : [];
  fail(emptySupport(place, distribution.name, showNumber(lower[bad]), showNumber(upper[bad]), more));
}
