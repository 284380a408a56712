/** The left side of declarations: names with dims, and how a value becomes theirs. */
import { reshape } from "../tensor/build.ts";
import { broadcastTo, showAxes } from "./axes.ts";
import type { Axis, Dim, Value } from "./checked.ts";
import { all, at, type Context } from "./context.ts";
import type { Diagnostic } from "./diagnostic.ts";
import { wrongShapeForHead } from "./diagnostics/files.ts";
import { count, fail } from "./diagnostics/make.ts";
import { wrongKind } from "./diagnostics/names.ts";
import { dimWithoutSize, shapesDoNotFit } from "./diagnostics/shapes.ts";
import { readerOf } from "./fields.ts";
import { checkLimit } from "./limits.ts";
import { AlreadyReported, kindNames, type Meaning } from "./scope.ts";
import type { Expression, Head, Identifier } from "./syntax.ts";

/** A dim that is declared without a size yet has this one. */
export const unsized = -1;

/** The dims of a head, all of which must be declared and sized. */
export function headAxes(context: Context, dims: readonly Identifier[]): Axis[] {
  const axes = all(
    dims.map((name) => () => {
      const dim = asDim(context, name, context.scope.resolve(name, "dim"));
      if (dim.size === unsized) refuseUnsized(context, name);
      return { name: dim.name, size: dim.size };
    }),
  );
  if (dims.length > 0) checkLimit(at(context, dims[0]), axes);
  return axes;
}

/** The diagnostic of a dim that has no size where one is needed; once for each dim. */
export function refuseUnsized(context: Context, name: Identifier): never {
  if (!context.scope.sayOnce(`size of ${name.name}`)) throw new AlreadyReported(name.name);
  return fail(dimWithoutSize(at(context, name), name.name));
}

function asDim(context: Context, name: Identifier, meaning: Meaning): Dim {
  if (meaning.kind === "dim") return meaning.dim;
  const remedy = "brackets behind a declared name hold dims: declare one with `dim NAME = 20`";
  return fail(wrongKind(at(context, name), name.name, kindNames[meaning.kind], "a dim", remedy));
}

/** Gives a value the axes of a head, or says how they differ. */
export function fitToHead(
  context: Context,
  head: Head,
  axes: readonly Axis[],
  expression: Expression,
  value: Value,
): Value {
  const fitted = broadcastTo(dropColumn(value, axes), axes);
  if ("node" in fitted) return fitted;
  const file = readerFile(expression);
  if (file !== undefined) {
    const remedy = fittingRemedy(file, axes, value.axes);
    fail(wrongShapeForHead(at(context, expression), file, showAxes(axes), showAxes(value.axes), remedy));
  }
  return fail(
    shapesDoNotFit(
      at(context, head),
      [
        { span: head.span, axes },
        { span: expression.span, axes: value.axes },
      ],
      fitted,
    ),
  );
}

/** A table of one column may be read as a vector. */
function dropColumn(value: Value, axes: readonly Axis[]): Value {
  const isColumn = value.axes.length === 2 && value.axes[1].size === 1 && value.axes[1].name === undefined;
  if (!isColumn || axes.length !== 1) return value;
  return { node: reshape(value.node, [value.axes[0].size]), axes: [value.axes[0]] };
}

/** What would make a file's array fit the dims of a head. */
function fittingRemedy(file: string, axes: readonly Axis[], found: readonly Axis[]): string | undefined {
  const isTransposed =
    axes.length === 2 && found.length === 2 && axes[0].size === found[1].size && axes[1].size === found[0].size;
  if (isTransposed) return "the file holds it the other way round: write `transpose(..)` around the reader";
  if (found.length > axes.length) {
    const column = `one column of a table is written \`csv("${file}").column\``;
    return file.endsWith(".csv") && axes.length === 1 ? column : "name every axis of the file in the head";
  }
  const differ = axes.filter((axis, i) => axes.length === found.length && axis.size !== found[i].size);
  return differ.length === 1 ? `the size of \`${differ[0].name}\` is where they differ` : undefined;
}

/** The file that an expression is nothing but a reader of. */
function readerFile(expression: Expression): string | undefined {
  const argument = readerOf(expression)?.call.arguments[0]?.value;
  return argument?.kind === "string" ? argument.value : undefined;
}

/**
 * The axes of a `data` head: dims without a size, and dims nobody declared, take theirs from the value. Anonymous axes of
 * the value stand for the head's dims from the right.
 */
export function dataAxes(context: Context, head: Head, expression: Expression, value: Value): Axis[] {
  const dims = head.dims ?? [];
  const whole = dims.length === 1 ? dropColumn(value, [{ size: 0 }]) : value;
  return dims.map((name, i) => {
    const meaning = context.scope.find(name.name);
    const dim = meaning && asDim(context, name, meaning);
    if (dim !== undefined && dim.size !== unsized) return { name: dim.name, size: dim.size };
    const axis = whole.axes[whole.axes.length - dims.length + i];
    if (axis === undefined) return fail(dimWithoutSize(at(context, name), name.name, showAxes(whole.axes)));
    if (whole.axes.length > dims.length) fail(tooFewDims(context, head, expression, whole));
    const sized: Dim = { name: name.name, size: axis.size, span: dim?.span ?? name.span };
    if (dim === undefined) context.scope.declare(name, { kind: "dim", dim: sized });
    else context.scope.setDim(sized);
    return { name: sized.name, size: sized.size };
  });
}

/** A dim cannot take its size from a value with more axes than the head has dims: which one is not said. */
function tooFewDims(context: Context, head: Head, expression: Expression, value: Value): Diagnostic {
  const parts = [
    { span: head.span, axes: undefined },
    { span: expression.span, axes: value.axes },
  ];
  const dims = head.dims?.length ?? 0;
  const reason = `the head has ${count(dims, "dim")}, the value ${value.axes.length}: name them all, or pick a column`;
  return shapesDoNotFit(at(context, head), parts, { reason });
}

/** The labels `csv` takes its columns by: those of the head's last dim, when it has any. */
export function columnLabels(
  context: Context,
  dims: readonly Identifier[] | readonly Axis[] | undefined,
): readonly string[] | undefined {
  const last = dims?.[dims.length - 1];
  if (last?.name === undefined || (dims?.length ?? 0) < 2 || context.scope.isBroken(last.name)) return undefined;
  const meaning = context.scope.find(last.name);
  return meaning?.kind === "dim" ? meaning.dim.labels : undefined;
}
