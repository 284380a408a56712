/** `x[i, a..b, county_of]`: scalars drop an axis, ranges slice it, arrays gather along it (DESIGN 1.3). */
import { add, gather, mul, reshape, slice, transpose } from "../tensor/build.ts";
import { constantValue } from "../tensor/evaluate.ts";
import { shapeOf } from "./axes.ts";
import type { Axis, Value } from "./checked.ts";
import { all, at, type Context } from "./context.ts";
import { fail } from "./diagnostics/make.ts";
import { indexNotWhole, indexOutOfRange, shapesDoNotFit, wrongRank } from "./diagnostics/shapes.ts";
import { elaborate, knownWhole, meetAll } from "./elaborate.ts";
import type { Expression, IndexExpression } from "./syntax.ts";

interface ArrayIndex {
  readonly axis: number;
  readonly index: Value;
}

export function elaborateIndex(context: Context, expression: IndexExpression): Value {
  const object = elaborate(context, expression.object);
  if (expression.indices.length > object.axes.length) {
    fail(wrongRank(at(context, expression), `an index with ${expression.indices.length} places`, `a value with as many axes`, object.axes));
  }
  let value = object;
  const arrays: ArrayIndex[] = [];
  const parts = all(expression.indices.map((index, i) => () => partOf(context, index, object.axes[i])));
  parts.forEach((part, axis) => {
    if (part.kind === "array") {
      arrays.push({ axis, index: part.index });
      return;
    }
    const axes = value.axes.map((old, k) => (k === axis ? { size: part.to - part.from } : old));
    value = { node: slice(value.node, axis, part.from, part.to), axes };
  });
  return arrays.length === 0 ? value : gatherArrays(context, expression, value, arrays);
}

type IndexPart = { readonly kind: "array"; readonly index: Value } | { readonly kind: "range"; readonly from: number; readonly to: number };

function partOf(context: Context, expression: Expression, axis: Axis): IndexPart {
  if (expression.kind === "range") return rangeOf(context, expression, axis);
  const index = elaborate(context, expression);
  checkBounds(context, expression, index, axis);
  return { kind: "array", index };
}

function rangeOf(context: Context, range: Expression & { kind: "range" }, axis: Axis): IndexPart {
  const from = range.from === undefined ? 0 : knownWhole(context, range.from, "the start of a slice");
  const to = range.to === undefined ? axis.size : knownWhole(context, range.to, "the end of a slice");
  if (from < 0 || from > axis.size) fail(indexOutOfRange(at(context, range.from ?? range), from, axis, false));
  if (to < from || to > axis.size) fail(indexOutOfRange(at(context, range.to ?? range), to, axis, false));
  return { kind: "range", from, to };
}

function checkBounds(context: Context, expression: Expression, index: Value, axis: Axis): void {
  const known = constantValue(index.node);
  if (known === undefined) return;
  const looksOneBased = known.includes(axis.size) && !known.includes(0);
  for (const i of known) {
    if (!Number.isInteger(i)) fail(indexNotWhole(at(context, expression), i));
    if (i < 0 || i >= axis.size) fail(indexOutOfRange(at(context, expression), i, axis, looksOneBased));
  }
}

/** Indices that are arrays align with each other by name; their axes stand where the first of them stood. */
function gatherArrays(context: Context, expression: IndexExpression, value: Value, arrays: readonly ArrayIndex[]): Value {
  const met = meetAll(arrays.map((array) => array.index));
  if ("reason" in met) {
    return fail(
      shapesDoNotFit(at(context, expression), arrays.map((array) => ({ span: expression.indices[array.axis].span, axes: array.index.axes })), met),
    );
  }
  const indexed = arrays.map((array) => array.axis);
  const place = indexed[0];
  const others = value.axes.map((_, i) => i).filter((i) => !indexed.includes(i));
  const order = [...others.filter((i) => i < place), ...indexed, ...others.filter((i) => i > place)];
  const axes = order.map((i) => value.axes[i]);
  const moved = order.some((from, to) => from !== to) ? transpose(value.node, order) : value.node;
  const sizes = indexed.map((i) => value.axes[i].size);
  const merged = [...axes.slice(0, place), { size: sizes.reduce((a, b) => a * b, 1) }, ...axes.slice(place + indexed.length)];
  let linear = met[0].node;
  for (let k = 1; k < met.length; k++) linear = add(mul(linear, sizes[k]), met[k].node);
  const node = gather(reshape(moved, shapeOf(merged)), linear, place);
  return { node, axes: [...axes.slice(0, place), ...met[0].axes, ...axes.slice(place + indexed.length)] };
}
