/** The left side of declarations: names with dims, and how a value becomes theirs. */
import { reshape } from "../tensor/build.ts";
import { broadcastTo, showAxes } from "./axes.ts";
import type { Axis, Dim, Value } from "./checked.ts";
import { at, type Context } from "./context.ts";
import { wrongShapeForHead } from "./diagnostics/files.ts";
import { fail } from "./diagnostics/make.ts";
import { notAValue, unknownName } from "./diagnostics/names.ts";
import { dimWithoutSize, shapesDoNotFit } from "./diagnostics/shapes.ts";
import { isReader } from "./readers.ts";
import type { Expression, Head, Identifier } from "./syntax.ts";

/** A dim that is declared without a size yet has this one. */
export const unsized = -1;

/** The dims of a head, all of which must be declared and sized. */
export function headAxes(context: Context, dims: readonly Identifier[]): Axis[] {
  return dims.map((name) => {
    const dim = findDim(context, name);
    if (dim === undefined) return fail(unknownName(at(context, name), "dim", name.name, context.scope.names("dim")));
    if (dim.size === unsized) fail(dimWithoutSize(at(context, name), name.name));
    return { name: dim.name, size: dim.size };
  });
}

function findDim(context: Context, name: Identifier): Dim | undefined {
  const meaning = context.scope.find(name.name);
  if (meaning === undefined) return undefined;
  if (meaning.kind !== "dim") fail(notAValue(at(context, name), name.name, `the ${meaning.kind}`, "a dim is expected here"));
  return meaning.dim;
}

/** Gives a value the axes of a head, or says how they differ. */
export function fitToHead(context: Context, head: Head, axes: readonly Axis[], expression: Expression, value: Value): Value {
  const fitted = broadcastTo(dropColumn(value, axes), axes);
  if ("node" in fitted) return fitted;
  const file = readerFile(expression);
  if (file !== undefined) fail(wrongShapeForHead(at(context, expression), file, showAxes(axes), showAxes(value.axes)));
  return fail(
    shapesDoNotFit(at(context, head), [
      { span: head.span, axes },
      { span: expression.span, axes: value.axes },
    ], fitted),
  );
}

/** A table of one column may be read as a vector. */
function dropColumn(value: Value, axes: readonly Axis[]): Value {
  const isColumn = value.axes.length === 2 && value.axes[1].size === 1 && value.axes[1].name === undefined;
  if (!isColumn || axes.length !== 1) return value;
  return { node: reshape(value.node, [value.axes[0].size]), axes: [value.axes[0]] };
}

/** The file that an expression is nothing but a reader of. */
export function readerFile(expression: Expression): string | undefined {
  let inner = expression;
  while (inner.kind === "field") inner = inner.object;
  if (inner.kind !== "call" || !isReader(inner.callee.name)) return undefined;
  const argument = inner.arguments[0]?.value;
  return argument?.kind === "string" ? argument.value : undefined;
}

/**
 * The axes of a `data` head: dims without a size, and dims nobody declared, take theirs from the value. Anonymous axes of
 * the value stand for the head's dims from the right.
 */
export function dataAxes(context: Context, dims: readonly Identifier[], value: Value): Axis[] {
  const whole = dims.length === 1 ? dropColumn(value, [{ size: 0 }]) : value;
  return dims.map((name, i) => {
    const dim = findDim(context, name);
    if (dim !== undefined && dim.size !== unsized) return { name: dim.name, size: dim.size };
    const axis = whole.axes[whole.axes.length - dims.length + i];
    if (axis === undefined) return fail(dimWithoutSize(at(context, name), name.name));
    const sized: Dim = { name: name.name, size: axis.size, span: dim?.span ?? name.span };
    if (dim === undefined) context.scope.declare(name, { kind: "dim", dim: sized });
    else context.scope.setDim(sized);
    return { name: sized.name, size: sized.size };
  });
}

/** The labels `csv` takes its columns by: those of the head's last dim, when it has any. */
export function columnLabels(context: Context, dims: readonly Identifier[] | readonly Axis[] | undefined): readonly string[] | undefined {
  const last = dims?.[dims.length - 1];
  if (last?.name === undefined || (dims?.length ?? 0) < 2) return undefined;
  const meaning = context.scope.find(last.name);
  return meaning?.kind === "dim" ? meaning.dim.labels : undefined;
}
