/** Values that meet: broadcast together, or one contracted with the other. */
import { matmul, reshape } from "../tensor/build.ts";
import { align, broadcastTogether, isMismatch, type Mismatch, shapeOf, showAxes, spread } from "./axes.ts";
import type { Axis, Value } from "./checked.ts";
import { at, type Context } from "./context.ts";
import { fail } from "./diagnostics/make.ts";
import { shapesDoNotFit } from "./diagnostics/shapes.ts";
import { checkLimit } from "./limits.ts";
import type { Span } from "./source.ts";
import type { BinaryExpression, Expression } from "./syntax.ts";

/** Two values over their common axes, or the diagnostic that names both shapes. */
export function meetOperands(
  context: Context,
  span: { readonly span: Span },
  left: Value,
  leftAt: Expression,
  right: Value,
  rightAt: Expression,
): readonly [Value, Value] {
  const met = broadcastTogether(left, right);
  if ("reason" in met) {
    const parts = [
      { span: leftAt.span, axes: left.axes },
      { span: rightAt.span, axes: right.axes },
    ];
    return fail(shapesDoNotFit(at(context, span), parts, met));
  }
  checkLimit(at(context, span), met[0].axes, [left.node, right.node]);
  return met;
}

/** The common axes of several values, each spread over them. */
export function meetAll(values: readonly Value[]): readonly Value[] | Mismatch {
  let axes: readonly Axis[] = [];
  for (const value of values) {
    const aligned = align(axes, value.axes);
    if (isMismatch(aligned)) return aligned;
    axes = aligned.axes;
  }
  const spreadValues: Value[] = [];
  for (const value of values) {
    const aligned = align(axes, value.axes);
    if (isMismatch(aligned)) return aligned;
    // Where anonymous axes meet named ones, more than two values may fit each other in more than one way.
    const isSame = aligned.axes.length === axes.length && axes.every(({ size }, i) => size === aligned.axes[i].size);
    if (!isSame) {
      const reason = `${showAxes(value.axes)} does not fit ${showAxes(axes)}, what the others make: name the axes, or give a part a name with \`let NAME[dims] = ..\``;
      return { reason };
    }
    spreadValues.push(spread(value, axes, aligned.right));
  }
  return spreadValues;
}

/** `a @ b`: the last axis of a is summed against the first of b. */
export function contract(context: Context, expression: BinaryExpression, left: Value, right: Value): Value {
  const clash = (reason: string): never => {
    const parts = [
      { span: expression.left.span, axes: left.axes },
      { span: expression.right.span, axes: right.axes },
    ];
    return fail(shapesDoNotFit(at(context, { span: expression.operatorSpan }), parts, { reason }));
  };
  if (left.axes.length === 0 || right.axes.length === 0)
    return clash("`@` contracts axes; a scalar has none (use `*`)");
  const inner = left.axes[left.axes.length - 1];
  const outer = right.axes[0];
  const sameName = inner.name === undefined || outer.name === undefined || inner.name === outer.name;
  if (inner.size !== outer.size || !sameName) {
    return clash(
      `\`@\` contracts the left's last axis with the right's first: ${showAxes([inner])} and ${showAxes([outer])}`,
    );
  }
  const rows = left.axes.slice(0, -1);
  const columns = right.axes.slice(1);
  const axes = [...rows, ...columns];
  checkLimit(at(context, { span: expression.operatorSpan }), axes, [left.node, right.node]);
  const m = rows.reduce((product, axis) => product * axis.size, 1);
  const n = columns.reduce((product, axis) => product * axis.size, 1);
  const product = matmul(reshape(left.node, [m, inner.size]), reshape(right.node, [inner.size, n]));
  return { node: reshape(product, shapeOf(axes)), axes };
}
