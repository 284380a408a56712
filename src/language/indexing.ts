/** `x[i, a..b, county_of]`: scalars drop an axis, ranges slice it, arrays gather along it (DESIGN 1.3). */
import { add, gather, mul, reshape, slice, transpose } from "../tensor/build.ts";
import type { Node } from "../tensor/node.ts";
import { shapeOf } from "./axes.ts";
import type { Axis, Value } from "./checked.ts";
import { meetAll } from "./combining.ts";
import { all, at, type Context } from "./context.ts";
import { count, fail } from "./diagnostics/make.ts";
import {
  emptyRange,
  indexOutOfRange,
  labelOfOtherDim,
  notWhole,
  shapesDoNotFit,
  sliceOutOfRange,
  wrongRank,
} from "./diagnostics/shapes.ts";
import { elaborate } from "./elaborate.ts";
import { knownValue, knownWhole } from "./known.ts";
import { checkLimit } from "./limits.ts";
import type { Expression, IndexExpression } from "./syntax.ts";

interface ArrayIndex {
  readonly axis: number;
  readonly index: Value;
}

export function elaborateIndex(context: Context, expression: IndexExpression): Value {
  const object = elaborate(context, expression.object);
  if (expression.indices.length > object.axes.length) {
    const [what, need] = [count(expression.indices.length, "place"), count(expression.indices.length, "axis", "axes")];
    fail(wrongRank(at(context, expression.object), `an index with ${what}`, `a value with ${need}`, object.axes));
  }
  let value = object;
  const arrays: ArrayIndex[] = [];
  const parts = all(expression.indices.map((index, i) => () => partOf(context, index, object.axes[i])));
  parts.forEach((part, axis) => {
    if (part.kind === "array") arrays.push({ axis, index: part.index });
    if (part.kind !== "range") return;
    const axes = value.axes.map((old, k) => (k === axis ? { size: part.to - part.from } : old));
    value = { node: slice(value.node, axis, part.from, part.to), axes };
  });
  return arrays.length === 0 ? value : gatherArrays(context, expression, value, arrays);
}

type IndexPart =
  | { readonly kind: "array"; readonly index: Value }
  | { readonly kind: "range"; readonly from: number; readonly to: number }
  /** `..` leaves an axis as it is, its name too: nothing is cut off that could meet something else. */
  | { readonly kind: "whole" };

function partOf(context: Context, expression: Expression, axis: Axis): IndexPart {
  if (expression.kind === "range") return rangeOf(context, expression, axis);
  checkLabel(context, expression, axis);
  const index = elaborate(context, expression);
  checkBounds(context, expression, index, axis);
  return { kind: "array", index };
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

function checkBounds(context: Context, expression: Expression, index: Value, axis: Axis): void {
  const bound = boundOf(index.node);
  if (bound !== undefined && bound <= axis.size) return;
  const remedy = "a choice between latents is written with `if`: `if z > 0 then a[0] else a[1]`";
  const known = knownValue(context, expression, index, "an index", remedy);
  const looksOneBased = index.axes.length > 0 && known.includes(axis.size) && !known.includes(0);
  for (const i of known) {
    if (!Number.isInteger(i)) fail(notWhole(at(context, expression), "an index", i));
    if (i < 0 || i >= axis.size) fail(indexOutOfRange(at(context, expression), i, axis, looksOneBased));
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
  value: Value,
  arrays: readonly ArrayIndex[],
): Value {
  const met = meetAll(arrays.map((array) => array.index));
  if ("reason" in met) {
    return fail(
      shapesDoNotFit(
        at(context, expression),
        arrays.map((array) => ({ span: expression.indices[array.axis].span, axes: array.index.axes })),
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
