/** A distribution applied to a left-hand side: arguments counted, broadcast to it by name, checked against their domains. */
import type { Distribution, Domain, Parameter } from "../distributions/distribution.ts";
import { distributions } from "../distributions/registry.ts";
import { broadcast } from "../tensor/build.ts";
import { constantValue } from "../tensor/evaluate.ts";
import type { Node } from "../tensor/node.ts";
import { violation } from "../distributions/domain.ts";
import { alignTo, shapeOf, showAxes, spread } from "./axes.ts";
import type { Applied, Axis, Value } from "./checked.ts";
import { all, at, type Context } from "./context.ts";
import { fail } from "./diagnostics/make.ts";
import { unexpectedArgumentName, unknownName, wrongArgumentCount } from "./diagnostics/names.ts";
import { shapesDoNotFit, wrongRank } from "./diagnostics/shapes.ts";
import { argumentOutsideDomain, latentMayLeaveDomain, notANumber } from "./diagnostics/supports.ts";
import { elaborate } from "./elaborate.ts";
import { elementName, showNumber } from "./elements.ts";
import type { Span } from "./source.ts";
import type { CallExpression, Expression } from "./syntax.ts";

/** The left-hand side of a `~`. */
export interface LeftSide {
  readonly axes: readonly Axis[];
  readonly span: Span;
}

export function applyDistribution(context: Context, call: CallExpression, left: LeftSide): Applied {
  const distribution = distributions.get(call.callee.name);
  if (distribution === undefined) return fail(unknownName(at(context, call.callee), "distribution", call.callee.name, distributions.keys()));
  const expressions = orderArguments(context, call, distribution);
  const { eventRank } = distribution;
  if (left.axes.length < eventRank) {
    fail(wrongRank(at(context, left), distribution.name, `a ${eventRank === 1 ? "vector" : "matrix"} on the left`, left.axes));
  }
  const batch = left.axes.slice(0, left.axes.length - eventRank);
  const event = left.axes.slice(left.axes.length - eventRank);
  const args = all(
    expressions.map((expression, i) => () => {
      const parameter = distribution.parameters[i];
      const value = elaborate(context, expression);
      checkDomain(context, distribution, parameter, expression, value);
      return spreadArgument(context, distribution, parameter, expression, value, left, batch, event);
    }),
  );
  return { distribution, args, batch, span: call.span, argSpans: expressions.map((expression) => expression.span) };
}

/** Arguments in the order of the parameters; they may be named. */
function orderArguments(context: Context, call: CallExpression, distribution: Distribution): Expression[] {
  const names = distribution.parameters.map((parameter) => parameter.name);
  const slots = new Array<Expression | undefined>(names.length).fill(undefined);
  let position = 0;
  for (const argument of call.arguments) {
    let index = position;
    if (argument.name === undefined) position++;
    else {
      index = names.indexOf(argument.name.name);
      if (index < 0) fail(unexpectedArgumentName(at(context, argument.name), distribution.name, argument.name.name, names));
    }
    if (index < slots.length && slots[index] === undefined) slots[index] = argument.value;
    else if (index < slots.length) position = slots.length + 1;
  }
  const ordered = slots.filter((slot) => slot !== undefined);
  if (ordered.length !== names.length || call.arguments.length !== names.length) {
    fail(wrongArgumentCount(at(context, call), distribution.name, `${distribution.name}(${names.join(", ")})`, call.arguments.length));
  }
  return ordered;
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
  const whole = rank === 1 && value.axes.length === 0 && event.length === 1 ? repeatScalar(value, event) : moveEventLast(value, rank, event);
  const own = whole.axes.slice(whole.axes.length - rank);
  const misfit = (reason: string): never =>
    fail(
      shapesDoNotFit(at(context, left), [
        { span: left.span, axes: left.axes },
        { span: expression.span, axes: value.axes },
      ], { reason }),
    );
  if (whole.axes.length < rank) misfit(`${parameter.name} of ${distribution.name} is a ${rank === 1 ? "vector" : "matrix"}`);
  if (event.length > 0) {
    for (const axis of own) {
      if (axis.size !== event[event.length - 1].size) {
        misfit(`${parameter.name} of ${distribution.name} goes over ${showAxes(event)}, this one over ${showAxes(own)}`);
      }
    }
  }
  const rest = whole.axes.slice(0, whole.axes.length - rank);
  const map = alignTo(batch, rest);
  if ("reason" in map) return misfit(map.reason);
  const axes = [...batch, ...own];
  return spread(whole, axes, [...map, ...own.map((_, i) => batch.length + i)]).node;
}

function repeatScalar(value: Value, event: readonly Axis[]): Value {
  return { node: broadcast(value.node, shapeOf(event), []), axes: event };
}

/** Brings the axis named like the event to the end, where vector parameters have it. */
function moveEventLast(value: Value, rank: number, event: readonly Axis[]): Value {
  if (rank !== 1 || event.length !== 1 || event[0].name === undefined) return value;
  const found = value.axes.findIndex((axis) => axis.name === event[0].name);
  if (found < 0 || found === value.axes.length - 1) return value;
  const axes = [...value.axes.filter((_, i) => i !== found), value.axes[found]];
  return spread(value, axes, value.axes.map((_, i) => (i === found ? axes.length - 1 : i < found ? i : i - 1)));
}

function checkDomain(context: Context, distribution: Distribution, parameter: Parameter, expression: Expression, value: Value): void {
  const known = constantValue(value.node);
  const place = at(context, expression);
  if (known !== undefined) {
    const text = context.source.text.slice(expression.span.start, expression.span.end);
    const shape = shapeOf(value.axes);
    const bad = known.findIndex(Number.isNaN);
    if (bad >= 0) fail(notANumber(place, elementName(text, shape, bad)));
    const found = value.axes.length < parameter.rank ? undefined : violation(parameter.domain, parameter.rank, known, shape);
    if (found === undefined) return;
    const element = found.index.length === 0 ? showNumber(found.value) : `${text}[${found.index.join(", ")}] = ${showNumber(found.value)}`;
    fail(argumentOutsideDomain(place, distribution.name, parameter.name, found.need, element));
  }
  checkLatentDomain(context, distribution, parameter, expression);
}

const remedies: Partial<Record<Domain, readonly [need: string, remedy: string]>> = {
  positive: ["positive", "give it a positive prior (HalfNormal, LogNormal, Gamma, ..), or write exp(..) of it"],
  nonnegative: ["positive or 0", "give it a positive prior (HalfNormal, LogNormal, Gamma, ..), or write exp(..) of it"],
  unit: ["between 0 and 1", "give it a Beta or Uniform(0, 1) prior, or write sigmoid(..) of it"],
};

/** A latent used directly as a scale or a probability must be kept there by its prior. */
function checkLatentDomain(context: Context, distribution: Distribution, parameter: Parameter, expression: Expression): void {
  const remedy = remedies[parameter.domain];
  if (remedy === undefined || expression.kind !== "name") return;
  const meaning = context.scope.resolve(expression);
  if (meaning.kind !== "latent") return;
  const { prior } = meaning.latent;
  const support = prior.distribution.support(prior.args);
  const isPositive = support.kind === "positive" || support.kind === "nonnegative";
  if (support.kind === "unit" || support.kind === "simplex" || (isPositive && parameter.domain !== "unit")) return;
  if ("lower" in support && support.lower !== undefined) {
    const lower = constantValue(support.lower);
    const upper = "upper" in support && support.upper !== undefined ? constantValue(support.upper) : undefined;
    const aboveZero = lower === undefined || lower.every((x) => x >= 0);
    const belowOne = parameter.domain !== "unit" || (support.kind === "interval" && (upper === undefined || upper.every((x) => x <= 1)));
    if (aboveZero && belowOne) return;
  }
  fail(latentMayLeaveDomain(at(context, expression), distribution.name, parameter.name, remedy[0], expression.name, remedy[1]));
}

