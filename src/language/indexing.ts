/** `x[i, a..b, county_of]`: scalars drop an axis, ranges slice it, arrays gather along it (DESIGN 1.3). */
import {
  add,
  broadcast,
  constant,
  gather,
  max,
  min,
  mul,
  reshape,
  scalar,
  slice,
  sub,
  transpose,
} from "../tensor/build.ts";
import { isConstant } from "../tensor/evaluate.ts";
import type { Node } from "../tensor/node.ts";
import { dependsOn } from "../tensor/passes/dependencies.ts";
import { shapeOf } from "./axes.ts";
import type { Axis, Value } from "./checked.ts";
import { meetAll } from "./combining.ts";
import { all, at, type Context } from "./context.ts";
import { changingSlice } from "./diagnostics/loops.ts";
import { count, fail } from "./diagnostics/make.ts";
import { wrongKind } from "./diagnostics/names.ts";
import {
  emptyRange,
  indexMayLeave,
  indexOutOfRange,
  labelOfOtherDim,
  notConstant,
  notWhole,
  shapesDoNotFit,
  sliceOutOfRange,
  wrongRank,
} from "./diagnostics/shapes.ts";
import { valuesOf, whenStatesKnown } from "./discrete.ts";
import { elaborate } from "./elaborate.ts";
import { textOf } from "./elements.ts";
import { unsized } from "./heads.ts";
import { knownValue, knownWhole } from "./known.ts";
import { checkLimit } from "./limits.ts";
import { describeRow, loopVariableOf, valuesOver } from "./loops/loop.ts";
import { readOpenArray } from "./loops/open-array.ts";
import { located } from "./missing.ts";
import type { Expression, IndexExpression, RangeExpression } from "./syntax.ts";

interface ArrayIndex {
  readonly axis: number;
  readonly index: Value;
}

export function elaborateIndex(context: Context, expression: IndexExpression): Value {
  const { object } = expression;
  if (object.kind === "name") {
    const meaning = context.scope.find(object.name);
    if (meaning?.kind === "open") return readOpenArray(context, expression, meaning.array);
  }
  return indexValue(context, expression, elaborate(context, object), expression.indices);
}

/** A value indexed; messages about its shape point at the indexed object of `expression`. */
export function indexValue(
  context: Context,
  expression: IndexExpression,
  object: Value,
  indices: readonly Expression[],
): Value {
  if (indices.length > object.axes.length) {
    const [what, need] = [count(indices.length, "place"), count(indices.length, "axis", "axes")];
    fail(wrongRank(at(context, expression.object), `an index with ${what}`, `a value with ${need}`, object.axes));
  }
  let value = object;
  const arrays: ArrayIndex[] = [];
  const parts = all(
    indices.map((index, i) => () => {
      refuseDim(context, expression, index);
      return partOf(context, index, object.axes[i]);
    }),
  );
  parts.forEach((part, axis) => {
    if (part.kind === "array") arrays.push({ axis, index: part.index });
    if (part.kind !== "range") return;
    const axes = value.axes.map((old, k) => (k === axis ? { size: part.to - part.from } : old));
    value = { node: slice(value.node, axis, part.from, part.to), axes };
  });
  return arrays.length === 0 ? value : gatherArrays(context, expression, indices, value, arrays);
}

/** `counts[year]` where `year` is a dim: in other languages that is all of them. */
function refuseDim(context: Context, { object, indices }: IndexExpression, index: Expression): void {
  if (index.kind !== "name") return;
  const { name } = index;
  const meaning = context.scope.find(name);
  if (meaning?.kind !== "dim" || meaning.dim.size === unsized) return;
  const array = textOf(context.source, object.span);
  const whole =
    indices.length === 1
      ? `all elements are \`${array}\`, without brackets`
      : "all elements along this axis are `..` in its place";
  const remedy = `${whole}; single ones have the indices \`0..size(${name})\``;
  fail(wrongKind(at(context, index), name, "a dim", "an index", remedy));
}

type IndexPart =
  | { readonly kind: "array"; readonly index: Value }
  | { readonly kind: "range"; readonly from: number; readonly to: number }
  /** `..` leaves an axis as it is, its name too: nothing is cut off that could meet something else. */
  | { readonly kind: "whole" };

function partOf(context: Context, expression: Expression, axis: Axis): IndexPart {
  if (expression.kind === "range") {
    const moving = context.frame && movingSlice(context, expression, axis);
    return moving === undefined ? rangeOf(context, expression, axis) : { kind: "array", index: moving };
  }
  checkLabel(context, expression, axis);
  return { kind: "array", index: checkedIndex(context, expression, elaborate(context, expression), axis) };
}

/** `y[t - 3..t]` in a loop: as many elements for every t, given by their indices; undefined where the ends do not move. */
function movingSlice(context: Context, range: RangeExpression, axis: Axis): Value | undefined {
  if (context.frame === undefined) return undefined;
  const isFixed = [range.from, range.to].every((end) => end === undefined || isConstant(scalarIndex(context, end)));
  return isFixed ? undefined : sliceIndices(context, range, axis);
}

/** The elements of a slice as indices. */
export function sliceIndices(context: Context, range: RangeExpression, axis: Axis): Value {
  const end = (expression: Expression | undefined, open: number): Node =>
    expression === undefined ? scalar(open) : scalarIndex(context, expression);
  const from = end(range.from, 0);
  const length = sub(end(range.to, axis.size), from);
  const lengths = context.frame && valuesOver(context.frame, length);
  if (lengths === undefined) return fail(notConstant(at(context, range), "a slice", "its ends are not known"));
  const [size] = lengths;
  if (!lengths.every((each) => each === size)) fail(changingSlice(at(context, range)));
  if (!(size >= 1)) fail(emptyRange(at(context, range), 0, size));
  const offsets = constant(
    Float64Array.from({ length: size }, (_, i) => i),
    [size],
  );
  const index = { node: add(broadcast(from, [size], []), offsets), axes: [{ size }] };
  return checkedIndex(context, range, index, axis);
}

function scalarIndex(context: Context, expression: Expression): Node {
  const value = elaborate(context, expression);
  if (value.axes.length > 0) fail(wrongRank(at(context, expression), "the end of a slice", "a scalar", value.axes));
  return value.node;
}

/** A label of another dim would be an index without meaning. */
function checkLabel(context: Context, expression: Expression, axis: Axis): void {
  if (expression.kind !== "field" || expression.object.kind !== "name" || axis.name === undefined) return;
  const { name } = expression.object;
  if (name === axis.name || context.scope.find(name)?.kind !== "dim") return;
  const own = context.scope.dims().find((dim) => dim.name === axis.name);
  fail(labelOfOtherDim(at(context, expression), expression.field.name, name, axis.name, own?.labels ?? []));
}

function rangeOf(context: Context, range: Expression & { kind: "range" }, axis: Axis): IndexPart {
  if (range.from === undefined && range.to === undefined) return { kind: "whole" };
  const from = range.from === undefined ? 0 : knownWhole(context, range.from, "the start of a slice");
  const to = range.to === undefined ? axis.size : knownWhole(context, range.to, "the end of a slice");
  if (from < 0 || from > axis.size) fail(sliceOutOfRange(at(context, range.from ?? range), from, axis));
  if (to < 0 || to > axis.size) fail(sliceOutOfRange(at(context, range.to ?? range), to, axis));
  if (to <= from) fail(emptyRange(at(context, range), from, to));
  return { kind: "range", from, to };
}

/** An index whose values are all in range; in a branch that some indices of a loop do not take, kept in range for those. */
function checkedIndex(context: Context, expression: Expression, index: Value, axis: Axis): Value {
  const bound = boundOf(index.node);
  if (bound !== undefined && bound <= axis.size) return index;
  const remedy =
    "an index may depend on discrete latents with bounds (Categorical, Bernoulli, DiscreteUniform, ..); a choice by others is written with `if`: `if z > 0 then a[0] else a[1]`";
  const { frame } = context;
  if (
    !index.node.isConstant &&
    dependsOn(index.node, ({ op }) => op.name === "input" && loopVariableOf(op.buffer) === undefined)
  ) {
    const check = () => {
      const possible = valuesOf(index.node, frame);
      if (possible !== undefined) checkPossible(context, expression, possible, axis);
      else knownValue(context, expression, index, "an index", remedy);
    };
    // What a latent may be that reads its own earlier elements is known once its prior is.
    const open = context.scope
      .openLatents()
      .find(({ value }) => value && dependsOn(index.node, (x) => x === value.node));
    if (open === undefined) whenStatesKnown(index.node, check);
    else open.whenKnown.push(check);
    return index;
  }
  const inLoop = frame !== undefined && !isConstant(index.node) ? valuesOver(frame, index.node) : undefined;
  const known = inLoop ?? knownValue(context, expression, index, "an index", remedy);
  const looksOneBased = index.axes.length > 0 && known.includes(axis.size) && !known.includes(0);
  for (const [k, i] of known.entries()) {
    if (Number.isInteger(i) && i >= 0 && i < axis.size) continue;
    const element =
      inLoop !== undefined || index.axes.length === 0 ? undefined : elementOf(context, expression, index, k, i);
    if (!Number.isInteger(i)) fail(notWhole(at(context, expression), "an index", i, element));
    const when = inLoop && frame && describeRow(frame, Math.floor((k * frame.columns[0].length) / known.length));
    fail(indexOutOfRange(at(context, expression), i, axis, looksOneBased, { when, element }));
  }
  const isNarrowed = inLoop !== undefined && frame !== undefined && frame.columns !== frame.all;
  return isNarrowed ? keepInside(index, axis.size) : index;
}

/** `site_of[41] is 30 (counts.csv, line 43, column "site")` */
function elementOf(context: Context, expression: Expression, index: Value, position: number, value: number): string {
  const text = textOf(context.source, expression.span);
  return located(context, expression, text, index.node.shape, position, `is ${value}`);
}

/** An index that is in range wherever it is used, made harmless where it is not. */
export function keepInside(index: Value, size: number): Value {
  return { node: max(min(index.node, size - 1), 0), axes: index.axes };
}

/** An index that depends on discrete latents must stay inside whatever they are. */
function checkPossible(context: Context, expression: Expression, possible: readonly Float64Array[], axis: Axis): void {
  for (const values of possible) {
    const outside = values.find((i) => !Number.isInteger(i) || i < 0 || i >= axis.size);
    if (outside !== undefined) fail(indexMayLeave(at(context, expression), outside, axis));
  }
}

/** Indices below this, for nodes that cannot hold anything else: argmax and what only moves its elements. */
function boundOf(node: Node): number | undefined {
  switch (node.op.name) {
    case "argmax":
    case "argmin":
      return node.inputs[0].shape[node.op.axis];
    case "reshape":
    case "broadcast":
    case "transpose":
    case "slice":
    case "gather":
      return boundOf(node.inputs[0]);
    default:
      return undefined;
  }
}

/** Indices that are arrays align with each other by name; their axes stand where the first of them stood. */
function gatherArrays(
  context: Context,
  expression: IndexExpression,
  indices: readonly Expression[],
  value: Value,
  arrays: readonly ArrayIndex[],
): Value {
  const met = meetAll(arrays.map((array) => array.index));
  if ("reason" in met) {
    return fail(
      shapesDoNotFit(
        at(context, expression),
        arrays.map((array) => ({ span: indices[array.axis].span, axes: array.index.axes })),
        met,
      ),
    );
  }
  const indexed = arrays.map((array) => array.axis);
  const place = indexed[0];
  const kept = value.axes.filter((_, i) => !indexed.includes(i));
  checkLimit(at(context, expression), [...kept, ...met[0].axes]);
  const others = value.axes.map((_, i) => i).filter((i) => !indexed.includes(i));
  const order = [...others.filter((i) => i < place), ...indexed, ...others.filter((i) => i > place)];
  const axes = order.map((i) => value.axes[i]);
  const moved = order.some((from, to) => from !== to) ? transpose(value.node, order) : value.node;
  const sizes = indexed.map((i) => value.axes[i].size);
  const merged = [
    ...axes.slice(0, place),
    { size: sizes.reduce((a, b) => a * b, 1) },
    ...axes.slice(place + indexed.length),
  ];
  let linear = met[0].node;
  for (let k = 1; k < met.length; k++) linear = add(mul(linear, sizes[k]), met[k].node);
  const node = gather(reshape(moved, shapeOf(merged)), linear, place);
  return { node, axes: [...axes.slice(0, place), ...met[0].axes, ...axes.slice(place + indexed.length)] };
}
