/** A distribution applied to a left-hand side: its arguments broadcast to it by name. */

import { splitArguments } from "../distributions/combinators/combinator.ts";
import { givenBounds } from "../distributions/combinators/cut.ts";
import type { Bounds } from "../distributions/combinators/hull.ts";
import { combinators } from "../distributions/combinators/registry.ts";
import type { Distribution, Parameter } from "../distributions/distribution.ts";
import { distributions } from "../distributions/registry.ts";
import { broadcast } from "../tensor/build.ts";
import { constantValue, isConstant } from "../tensor/evaluate.ts";
import type { Node } from "../tensor/node.ts";
import { dependsOn } from "../tensor/passes/dependencies.ts";
import { alignTo, anonymous, shapeOf, showAxes, spread } from "./axes.ts";
import type { Applied, Axis, Latent, Value } from "./checked.ts";
import { readCombined } from "./combined.ts";
import { all, at, type Context } from "./context.ts";
import { fail } from "./diagnostics/make.ts";
import { unknownName, wrongKind } from "./diagnostics/names.ts";
import { notConstant, shapesDoNotFit, wrongRank } from "./diagnostics/shapes.ts";
import { argumentOutsideDomain, emptySupport } from "./diagnostics/supports.ts";
import { checkDomain, orderArguments, written } from "./distribution-arguments.ts";
import { elaborate } from "./elaborate.ts";
import { showNumber } from "./elements.ts";
import { functions } from "./functions/registry.ts";
import { whatIsUnknown } from "./known.ts";
import { checkMissing } from "./missing.ts";
import { exported } from "./modules.ts";
import { AlreadyReported, kindNames } from "./scope.ts";
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
  /** One for each parameter. */
  readonly args: readonly DrawnArgument[];
}

export interface DrawnArgument {
  readonly expression: Expression;
  readonly value: Value;
  /** The distribution in whose call it stands: inside a combinator, a part. */
  readonly owner: Distribution;
}

/** Reads what stands behind `~`: the distribution and its arguments, each in the domain of its parameter. */
export function readDistribution(context: Context, call: CallExpression): Drawn {
  const combinator = call.module === undefined ? combinators.get(call.callee.name) : undefined;
  if (combinator !== undefined) return readCombined(context, call, combinator);
  const distribution = findDistribution(context, call);
  const expressions = orderArguments(context, call, distribution);
  const latents = latentsOf(context);
  const args = all(
    expressions.map((expression, i) => () => {
      const value = elaborate(context, expression);
      checkMissing(context, expression, value);
      checkDomain(context, distribution, distribution.parameters[i], expression, value, latents);
      return { expression, value, owner: distribution };
    }),
  );
  return { distribution, call, args };
}

/** The latents of the scope by name. */
export function latentsOf(context: Context): (name: string) => Latent | undefined {
  return (name) => {
    const meaning = context.scope.isDeclared(name) ? context.scope.find(name) : undefined;
    if (meaning?.kind === "open") return meaning.array.latent;
    return meaning?.kind === "latent" ? meaning.latent : undefined;
  };
}

function findDistribution(context: Context, call: CallExpression): Distribution {
  const { name } = call.callee;
  if (call.module !== undefined) {
    const { kind } = exported(context, call.module, call.callee, "distribution");
    const remedy = "distributions are declared with `distribution`";
    fail(wrongKind(at(context, call.callee), name, kindNames[kind], "a distribution", remedy));
  }
  const distribution = distributions.get(name);
  if (distribution !== undefined) return distribution;
  if (context.scope.isLost(name) || !context.scope.sayOnce(`unknown distribution ${name}`))
    throw new AlreadyReported(name);
  const isFunction = functions.has(name) || context.scope.names("box").includes(name);
  const hint = isFunction
    ? `\`${name}\` is a function: a distribution of its values is written as in \`Normal(${name}(..), 1)\``
    : undefined;
  const known = [...distributions.keys(), ...combinators.keys(), ...context.scope.names("distribution")];
  return fail(unknownName(at(context, call.callee), "distribution", name, known, hint));
}

/**
 * A distribution that is written in another file, in the definition of the one that a statement names: what is said of it later
 * points at the statement.
 */
export function shownAt(
  context: Context,
  inside: Context,
  statement: { readonly span: Span },
  applied: Applied,
): Applied {
  if (inside.source === context.source) return applied;
  return { ...applied, span: statement.span, argSpans: applied.argSpans.map(() => statement.span) };
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
    drawn.args.map((argument, i) => () => {
      const parameter = distribution.parameters[i];
      return spreadArgument(context, parameter, argument, left, batch, event);
    }),
  );
  if (eventRank === 2 && !isSameAxis(event[0], event[1])) {
    fail(wrongRank(at(context, left), distribution.name, "a square matrix on the left", event));
  }
  const argSpans = drawn.args.map(({ expression }) => expression.span);
  const applied = { distribution, args, batch, event, span: call.span, argSpans };
  checkBounds(context, applied);
  checkTogether(context, applied, drawn);
  return applied;
}

/** The checks of known arguments again, once a loop is over and its arguments are known for every index. */
export function checkApplied(context: Context, drawn: Drawn, applied: Applied): void {
  const { distribution, args, batch } = applied;
  all(
    drawn.args.map(({ expression, value, owner }, i) => () => {
      if (isConstant(value.node) || !isConstant(args[i])) return;
      const own = anonymous(args[i].shape.slice(batch.length));
      const whole = { node: args[i], axes: [...batch, ...own] };
      checkDomain(context, owner, distribution.parameters[i], expression, whole, () => undefined);
    }),
  );
  checkBounds(context, applied);
  checkTogether(context, applied, drawn);
}

/** Refuses known arguments that do not go together, or not with the shape of an event. */
function checkTogether(context: Context, applied: Applied, drawn: Drawn): void {
  const { distribution, args, argSpans, event } = applied;
  // In a loop it is done when the loop is over.
  if (args.some(isOpen)) return;
  checkKnownBounds(context, applied, drawn);
  const unmet = distribution.requires?.(args, shapeOf(event));
  if (unmet === undefined) return;
  const place = { source: context.source, span: argSpans[unmet.parameter] };
  const parameter = distribution.parameters[unmet.parameter].name;
  const found = unmet.value === undefined ? undefined : showNumber(unmet.value);
  const { owner } = drawn.args[unmet.parameter];
  fail(argumentOutsideDomain(place, owner.name, parameter, unmet.need, found, written(owner)));
}

/** Whether a node depends on the index of a loop, or on what the loop defines. */
function isOpen(node: Node): boolean {
  return dependsOn(node, ({ op }) => op.name === "input" && !op.buffer.startsWith("latent:"));
}

/** Bounds of counts and of what is censored are known. */
function checkKnownBounds(context: Context, { args }: Applied, drawn: Drawn): void {
  drawn.args.forEach(({ expression, owner }, i) => {
    const { made, discrete, atoms } = owner;
    const isBound = made !== undefined && ["lower", "upper"].includes(drawn.distribution.parameters[i].name);
    if (!isBound || !(discrete || atoms === true) || isConstant(args[i])) return;
    const remedy = discrete
      ? "probabilities of counts are summed from bound to bound: numbers, params, data and what is computed from them are known"
      : "which data are censored must be known: numbers, params, data and what is computed from them are known";
    fail(notConstant(at(context, expression), `the bound of ${owner.name}`, whatIsUnknown(context, args[i]), remedy));
  });
}

/** The argument over [...batch, ...own axes]; a scalar stands for a whole vector. */
function spreadArgument(
  context: Context,
  parameter: Parameter,
  { expression, value, owner }: DrawnArgument,
  left: LeftSide,
  batch: readonly Axis[],
  event: readonly Axis[],
): Node {
  const { rank } = parameter;
  const isFree = parameter.alongEvent === true || parameter.size !== undefined;
  const isRepeated = !isFree && rank === 1 && value.axes.length === 0 && event.length === 1;
  const whole = isRepeated ? repeatScalar(value, event) : isFree ? value : moveEventLast(value, rank, event);
  const own = whole.axes.slice(whole.axes.length - rank);
  const misfit = (reason: string): never => {
    const parts = [
      { span: left.span, axes: left.axes },
      { span: expression.span, axes: value.axes },
    ];
    return fail(shapesDoNotFit(at(context, left), parts, { reason }));
  };
  if (whole.axes.length < rank) {
    misfit(`${parameter.name} of ${owner.name} is a ${rank === 1 ? "vector" : "matrix"}: ${written(owner)}`);
  }
  if (parameter.size !== undefined && own[0].size !== parameter.size) {
    misfit(`${parameter.name} of ${owner.name} has ${parameter.size} elements, this one goes over ${showAxes(own)}`);
  }
  const last = event.at(-1);
  for (const axis of isFree ? [] : own) {
    if (last !== undefined && !isSameAxis(axis, last)) {
      misfit(`${parameter.name} of ${owner.name} goes over ${showAxes([last])}, this one over ${showAxes(own)}`);
    }
  }
  const outer = parameter.alongEvent === true ? [...batch, ...event] : batch;
  const map = alignTo(outer, whole.axes.slice(0, whole.axes.length - rank));
  if ("reason" in map) return misfit(map.reason);
  const axes = [...outer, ...own];
  return spread(whole, axes, [...map, ...own.map((_, i) => outer.length + i)]).node;
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

/** A distribution, or a part of one, with its arguments and where they stand. */
type Bounded = Pick<Applied, "distribution" | "args" | "argSpans">;

/** Bounds that are known must leave something between them: Uniform(3, 1) has no values. */
function checkBounds(context: Context, { distribution, args, argSpans }: Bounded): void {
  const { made } = distribution;
  if (made !== undefined) {
    const parts = splitArguments(made, args).parts;
    const spans = splitArguments(made, argSpans).parts;
    all(
      made.parts.map(
        (part, i) => () => checkBounds(context, { distribution: part, args: parts[i], argSpans: spans[i] }),
      ),
    );
  }
  const whole = distribution.support(args);
  const support = whole.kind === "ordered" ? whole.of : whole;
  const own = made && givenBounds(made, args);
  for (const { lower, upper } of [own ?? {}, "lower" in support || "upper" in support ? (support as Bounds) : {}]) {
    const low = lower && constantValue(lower);
    const high = upper && constantValue(upper);
    if (low === undefined || high === undefined) continue;
    const isEmpty = (a: number, b: number) => (support.kind === "whole" ? a > b : a >= b);
    const bad = low.findIndex((bound, i) => isEmpty(bound, high[i]));
    if (bad < 0) continue;
    const place = { source: context.source, span: argSpans[0] };
    const isBound = distribution.parameters[1]?.name === "upper";
    const more = isBound ? [{ span: argSpans[1], text: "" }] : [];
    fail(emptySupport(place, distribution.name, showNumber(low[bad]), showNumber(high[bad]), more));
  }
}
