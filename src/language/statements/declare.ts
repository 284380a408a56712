/** Statements that give a name a value known before inference, or a pure expression: dim, param, data, let. */
import { constant, scalar } from "../../tensor/build.ts";
import { constantValue } from "../../tensor/evaluate.ts";
import { reachable } from "../../tensor/passes/dependencies.ts";
import type { Picture, Value } from "../checked.ts";
import { at, type Context } from "../context.ts";
import { DiagnosticError } from "../diagnostic.ts";
import { fail } from "../diagnostics/make.ts";
import { badParamValue, declaredTwice } from "../diagnostics/names.ts";
import { badDimSize } from "../diagnostics/shapes.ts";
import { elaborate } from "../elaborate.ts";
import { showNumber } from "../elements.ts";
import { readerOf } from "../fields.ts";
import { computedGaps, fill, missingPositions } from "../filled.ts";
import { columnLabels, dataAxes, fitToHead, headAxes, unsized } from "../heads.ts";
import { knownNumber, knownValue } from "../known.ts";
import { checkLimit } from "../limits.ts";
import { readValue } from "../readers.ts";
import type { DataStatement, DimStatement, Expression, LetStatement, ParamStatement } from "../syntax.ts";
import { earlyIn } from "../texts.ts";
import { isPicture, pictureOf } from "./picture.ts";

export function declareDim(context: Context, statement: DimStatement): void {
  const { name, labels } = statement;
  let size = unsized;
  let picture: Picture | undefined;
  if (labels !== undefined) {
    for (const [i, label] of labels.entries()) {
      const first = labels.findIndex((other) => other.name === label.name);
      if (first < i) fail(declaredTwice(at(context, label), label.name, labels[first].span));
    }
    size = labels.length;
  } else if (statement.size !== undefined) {
    const place = at(context, statement.size);
    if (isPicture(context, statement.size)) {
      picture = pictureOf(context, statement.size, name.name);
      size = picture.reduce((pixels, side) => pixels * side);
    } else size = knownNumber(context, statement.size, "the size of a dim");
    if (!Number.isInteger(size) || size < 1) fail(badDimSize(place, name.name, showNumber(size)));
    checkLimit(place, [{ name: name.name, size }]);
  }
  const dim = { name: name.name, size, labels: labels?.map((label) => label.name), picture, span: name.span };
  context.scope.declare(name, { kind: "dim", dim });
}

/**
 * @param override the text after `--set name=`
 * @returns its value, a text where it is declared as one
 */
export function declareParam(
  context: Context,
  statement: ParamStatement,
  override: string | undefined,
): number | string {
  const text = earlyIn(context, statement.value);
  if (typeof text === "string") {
    context.scope.declare(statement.name, { kind: "text", text: override ?? text });
    return override ?? text;
  }
  let value = knownNumber(context, statement.value, "a param");
  if (override !== undefined) {
    value = override.trim() === "" ? Number.NaN : Number(override.replaceAll("_", ""));
    if (!Number.isFinite(value)) throw new DiagnosticError([badParamValue(statement.name.name, override)]);
  }
  context.scope.declare(statement.name, { kind: "param", value: { node: scalar(value), axes: [] } });
  return value;
}

export function declareData(context: Context, statement: DataStatement): void {
  const { head } = statement;
  const dims = head.dims;
  context.scope.refuseSecond(head.name);
  const inner: Context = { ...context, side: "data", expectedColumns: columnLabels(context, dims) };
  const reader = readerOf(statement.value);
  const { value, origin } =
    reader === undefined
      ? { value: elaborate(inner, statement.value), origin: undefined }
      : readValue(inner, reader.call, reader.path);
  known(inner, statement.value, value, `the data \`${head.name.name}\``);
  const fitted =
    dims === undefined
      ? value
      : fitToHead(context, head, dataAxes(context, head, statement.value, value), statement.value, value);
  const missing = missingPositions(constantValue(fitted.node) ?? new Float64Array(0));
  const gaps = missing.length === 0 ? { value: fitted } : withGaps(context, head.name.name, fitted, missing);
  context.scope.declare(head.name, { kind: "data", origin, ...gaps });
}

/** Data with missing values; where the model reads as well as observes them they become latents. */
function withGaps(context: Context, name: string, fitted: Value, missing: readonly number[]) {
  const data = constantValue(fitted.node) ?? new Float64Array(0);
  // A node of its own, so that elements of it can be told wherever it is read.
  const value = { axes: fitted.axes, node: constant(data.slice(), fitted.node.shape) };
  const computed = computedGaps(fitted.node);
  const isRead = computed.size === 0 && context.scope.isObservedAndRead(name);
  const filled = isRead ? fill(name, value, missing) : undefined;
  if (filled !== undefined) context.missing.declare(filled);
  const below = new Set(reachable([fitted.node]));
  const source = context.scope
    .data()
    .find((other) => below.has(other.value.node) && constantValue(other.value.node)?.some(Number.isNaN));
  return { value, filled, computed, gapsFrom: source?.gapsFrom ?? source?.name };
}

/** Data, truths and controls must not depend on latents or ask a box. */
export function known(context: Context, expression: Expression, value: Value, what: string): Value {
  knownValue(context, expression, value, what, "a value computed from latents or a model is a `let`");
  return value;
}

/** @param inside where the names of its value are looked up */
export function declareLet(context: Context, statement: LetStatement, inside = context): Value {
  const { head } = statement;
  context.scope.refuseSecond(head.name);
  const value = elaborate(inside, statement.value);
  const fitted =
    head.dims === undefined ? value : fitToHead(inside, head, headAxes(context, head.dims), statement.value, value);
  context.scope.declare(head.name, { kind: "let", value: fitted });
  return fitted;
}
