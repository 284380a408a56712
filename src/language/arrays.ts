/** Array literals and ranges. */
import { constant, stack } from "../tensor/build.ts";
import { constantValue } from "../tensor/evaluate.ts";
import type { Node } from "../tensor/node.ts";
import { align, anonymous, isMismatch } from "./axes.ts";
import type { Axis, Value } from "./checked.ts";
import { all, at, type Context } from "./context.ts";
import { fail } from "./diagnostics/make.ts";
import { misplaced } from "./diagnostics/names.ts";
import { emptyRange, shapesDoNotFit } from "./diagnostics/shapes.ts";
import { elaborate } from "./elaborate.ts";
import { knownWhole } from "./known.ts";
import { checkLimit } from "./limits.ts";
import { AlreadyReported } from "./scope.ts";
import type { ArrayLiteral, Expression, RangeExpression } from "./syntax.ts";

/** `0..n` as a value: 0, 1, .., n - 1. */
export function elaborateRange(context: Context, expression: RangeExpression): Value {
  if (expression.from === undefined || expression.to === undefined) {
    // The parser has refused it.
    throw new AlreadyReported("range");
  }
  const from = knownWhole(context, expression.from, "the start of a range");
  const to = knownWhole(context, expression.to, "the end of a range");
  if (to <= from) fail(emptyRange(at(context, expression), from, to));
  const axes = anonymous([to - from]);
  checkLimit(at(context, expression), axes);
  return {
    node: constant(
      Float64Array.from({ length: to - from }, (_, i) => from + i),
      [to - from],
    ),
    axes,
  };
}

/** `[a, b]`: a new first axis; the elements have one shape. */
export function elaborateArray(context: Context, expression: ArrayLiteral): Value {
  const { elements } = expression;
  if (elements.length === 0) {
    fail(misplaced(at(context, expression), "an array needs at least one element", "a scalar needs no brackets"));
  }
  const numbers = elements.map(literalNumber);
  if (numbers.every((number) => number !== undefined)) {
    return { node: constant(Float64Array.from(numbers), [numbers.length]), axes: anonymous([numbers.length]) };
  }
  const values = all(elements.map((element) => () => elaborate(context, element)));
  const axes: Axis[] = [{ size: values.length }, ...commonAxes(context, elements, values)];
  checkLimit(at(context, expression), axes);
  return { node: stacked(values.map((value) => value.node)), axes };
}

/** `-3` too, so that long tables of numbers stay cheap. */
function literalNumber(expression: Expression): number | undefined {
  if (expression.kind === "number") return expression.value;
  if (expression.kind !== "unary" || expression.operator !== "-" || expression.operand.kind !== "number")
    return undefined;
  return -expression.operand.value;
}

/** The axes of every element, in one order; an anonymous one takes the name it meets. */
function commonAxes(context: Context, elements: readonly Expression[], values: readonly Value[]): readonly Axis[] {
  let common = values[0].axes;
  for (const [i, value] of values.entries()) {
    const met = align(common, value.axes);
    const sameShape =
      !isMismatch(met) &&
      met.axes.length === common.length &&
      met.right.length === common.length &&
      met.right.every((place, k) => place === k && value.axes[k].size === common[k].size);
    if (sameShape) common = met.axes;
    else {
      const parts = [
        { span: elements[0].span, axes: values[0].axes },
        { span: elements[i].span, axes: value.axes },
      ];
      fail(shapesDoNotFit(at(context, elements[i]), parts, { reason: "the elements of an array have one shape" }));
    }
  }
  return common;
}

/** One node for elements that are all known, so that large tables are not thousands of nodes. */
function stacked(nodes: readonly Node[]): Node {
  const known = nodes.map((node) => constantValue(node));
  if (!known.every((value) => value !== undefined)) return stack(nodes);
  const { shape } = nodes[0];
  const size = shape.reduce((n, axis) => n * axis, 1);
  const data = new Float64Array(nodes.length * size);
  for (const [i, value] of known.entries()) data.set(value, i * size);
  return constant(data, [nodes.length, ...shape]);
}
