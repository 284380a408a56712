/** Expressions of the syntax tree to tensor nodes with named axes. */
import {
  add, and, broadcast, constant, div, eq, le, lt, matmul, mod, mul, ne, neg, not, or, pow, reshape, scalar, select, stack, sub,
} from "../tensor/build.ts";
import { constantValue } from "../tensor/evaluate.ts";
import type { Node } from "../tensor/node.ts";
import { anonymous, broadcastTogether, isMismatch, isValue, type Mismatch, shapeOf, showAxes, spread, align } from "./axes.ts";
import { elaborateCall } from "./call.ts";
import type { Axis, Value } from "./checked.ts";
import { all, at, type Context } from "./context.ts";
import { fail } from "./diagnostics/make.ts";
import { misplaced, notAValue, unknownName } from "./diagnostics/names.ts";
import { notConstant, shapesDoNotFit, wrongRank } from "./diagnostics/shapes.ts";
import { elaborateIndex } from "./indexing.ts";
import { elaborateReader, isReader } from "./readers.ts";
import type { BinaryExpression, BinaryOperator, Expression, FieldExpression, RangeExpression } from "./syntax.ts";

const binaryBuilders: Record<Exclude<BinaryOperator, "@">, (a: Node, b: Node) => Node> = {
  or,
  and,
  "==": eq,
  "!=": ne,
  "<": lt,
  "<=": le,
  ">": (a, b) => lt(b, a),
  ">=": (a, b) => le(b, a),
  "+": add,
  "-": sub,
  "*": mul,
  "/": div,
  "%": mod,
  "^": pow,
};

export function elaborate(context: Context, expression: Expression): Value {
  switch (expression.kind) {
    case "number":
      return { node: scalar(expression.value), axes: [] };
    case "name":
      return elaborateName(context, expression);
    case "unary": {
      const operand = elaborate(context, expression.operand);
      const node = expression.operator === "-" ? neg(operand.node) : not(operand.node);
      return { node, axes: operand.axes };
    }
    case "binary":
      return elaborateBinary(context, expression);
    case "if":
      return elaborateConditional(context, expression);
    case "range":
      return elaborateRange(context, expression);
    case "array":
      return elaborateArray(context, expression.elements, expression);
    case "index":
      return elaborateIndex(context, expression);
    case "call":
      return isReader(expression.callee.name) ? elaborateReader(context, expression) : elaborateCall(context, expression);
    case "field":
      return elaborateField(context, expression);
    case "string":
      return fail(misplaced(at(context, expression), "a text is not a value here", "texts name files and models: csv(\"scores.csv\")"));
    case "record":
      return fail(misplaced(at(context, expression), "a record is not a value here", "records are values of options only"));
  }
}

function elaborateName(context: Context, expression: Expression & { kind: "name" }): Value {
  const meaning = context.scope.resolve(expression);
  switch (meaning.kind) {
    case "param":
    case "data":
    case "let":
      return meaning.value;
    case "latent":
      return { node: meaning.latent.node, axes: meaning.latent.axes };
    case "dim":
      return fail(
        notAValue(at(context, expression), expression.name, "the dim", `its size is \`size(${expression.name})\`; a label of it is \`${expression.name}.LABEL\``),
      );
    case "box":
      return fail(notAValue(at(context, expression), expression.name, "the model", `ask it: \`${expression.name}(x)\``));
    case "broken":
      throw new Error("a broken name resolves to nothing");
  }
}

/** Two values over their common axes, or the diagnostic that names both shapes. */
export function meetOperands(
  context: Context,
  span: { readonly span: Expression["span"] },
  left: Value,
  leftAt: Expression,
  right: Value,
  rightAt: Expression,
): readonly [Value, Value] {
  const met = broadcastTogether(left, right);
  if (!("reason" in met)) return met;
  return fail(
    shapesDoNotFit(at(context, span), [
      { span: leftAt.span, axes: left.axes },
      { span: rightAt.span, axes: right.axes },
    ], met),
  );
}

function elaborateBinary(context: Context, expression: BinaryExpression): Value {
  const [left, right] = all([
    () => elaborate(context, expression.left),
    () => elaborate(context, expression.right),
  ]);
  if (expression.operator === "@") return contract(context, expression, left, right);
  const [a, b] = meetOperands(context, { span: expression.operatorSpan }, left, expression.left, right, expression.right);
  return { node: binaryBuilders[expression.operator](a.node, b.node), axes: a.axes };
}

/** `a @ b`: the last axis of a is summed against the first of b. */
function contract(context: Context, expression: BinaryExpression, left: Value, right: Value): Value {
  const clash = (reason: string): never =>
    fail(
      shapesDoNotFit(at(context, { span: expression.operatorSpan }), [
        { span: expression.left.span, axes: left.axes },
        { span: expression.right.span, axes: right.axes },
      ], { reason }),
    );
  if (left.axes.length === 0 || right.axes.length === 0) return clash("`@` contracts axes; a scalar has none (use `*`)");
  const inner = left.axes[left.axes.length - 1];
  const outer = right.axes[0];
  if (inner.size !== outer.size || (inner.name !== undefined && outer.name !== undefined && inner.name !== outer.name)) {
    return clash(`\`@\` contracts the left's last axis with the right's first: ${showAxes([inner])} and ${showAxes([outer])}`);
  }
  const rows = left.axes.slice(0, -1);
  const columns = right.axes.slice(1);
  const m = rows.reduce((product, axis) => product * axis.size, 1);
  const n = columns.reduce((product, axis) => product * axis.size, 1);
  const product = matmul(reshape(left.node, [m, inner.size]), reshape(right.node, [inner.size, n]));
  const axes = [...rows, ...columns];
  return { node: reshape(product, shapeOf(axes)), axes };
}

function elaborateConditional(context: Context, expression: Expression & { kind: "if" }): Value {
  const condition = elaborate(context, expression.condition);
  const known = condition.axes.length === 0 ? constantValue(condition.node) : undefined;
  if (known !== undefined) return elaborate(context, known[0] !== 0 ? expression.consequent : expression.alternative);
  const [yes, no] = all([
    () => elaborate(context, expression.consequent),
    () => elaborate(context, expression.alternative),
  ]);
  const [a, b] = meetOperands(context, expression, yes, expression.consequent, no, expression.alternative);
  const [c, first] = meetOperands(context, expression, condition, expression.condition, a, expression.consequent);
  const [, second] = meetOperands(context, expression, c, expression.condition, b, expression.alternative);
  return { node: select(c.node, first.node, second.node), axes: c.axes };
}

function elaborateRange(context: Context, expression: RangeExpression): Value {
  if (expression.from === undefined || expression.to === undefined) {
    return fail(misplaced(at(context, expression), "a range without an end stands inside an index only", "write both ends: 0..n"));
  }
  const from = knownWhole(context, expression.from, "the start of a range");
  const to = knownWhole(context, expression.to, "the end of a range");
  const values = Float64Array.from({ length: Math.max(0, to - from) }, (_, i) => from + i);
  return { node: constant(values, [values.length]), axes: anonymous([values.length]) };
}

/** A scalar whole number that is known before the run. */
export function knownWhole(context: Context, expression: Expression, what: string): number {
  const value = knownNumber(context, expression, what);
  if (!Number.isInteger(value)) fail(notConstant(at(context, expression), `${what} is a whole number, so it`, `this is ${value}`));
  return value;
}

/** A scalar that is known before the run. */
export function knownNumber(context: Context, expression: Expression, what: string): number {
  const value = elaborate(context, expression);
  if (value.axes.length > 0) fail(wrongRank(at(context, expression), what, "a scalar", value.axes));
  const known = constantValue(value.node);
  if (known === undefined) return fail(notConstant(at(context, expression), what, "depends on latents or on a black box"));
  return known[0];
}

function elaborateArray(context: Context, elements: readonly Expression[], whole: Expression): Value {
  if (elements.length === 0) fail(misplaced(at(context, whole), "an array needs at least one element", "a scalar prior needs no brackets"));
  if (elements.every((element) => element.kind === "number")) {
    const values = Float64Array.from(elements, (element) => (element.kind === "number" ? element.value : Number.NaN));
    return { node: constant(values, [values.length]), axes: anonymous([values.length]) };
  }
  const values = all(elements.map((element) => () => elaborate(context, element)));
  const first = values[0];
  values.forEach((value, i) => {
    if (value.axes.length === first.axes.length && value.axes.every((axis, k) => axis.size === first.axes[k].size)) return;
    fail(
      shapesDoNotFit(at(context, elements[i]), [
        { span: elements[0].span, axes: first.axes },
        { span: elements[i].span, axes: value.axes },
      ], { reason: "the elements of an array have one shape" }),
    );
  });
  const axes: Axis[] = [{ size: values.length }, ...first.axes];
  return { node: stack(values.map((value) => value.node)), axes };
}

/** `feature.petal_width` is an index; `csv("f").column` and `json("f").field` read. */
function elaborateField(context: Context, expression: FieldExpression): Value {
  const { object, field } = expression;
  if (object.kind === "name") {
    const meaning = context.scope.resolve(object);
    if (meaning.kind === "dim") {
      const labels = meaning.dim.labels ?? [];
      const index = labels.indexOf(field.name);
      if (index < 0) fail(unknownName(at(context, field), "label", field.name, labels));
      return { node: scalar(index), axes: [] };
    }
  }
  const reader = innermostReader(expression);
  if (reader) return elaborateReader(context, reader.call, reader.path);
  return fail(misplaced(at(context, field), `there is no field \`${field.name}\` here`, "fields belong to dims (their labels) and to csv(..) and json(..)"));
}

function innermostReader(expression: FieldExpression) {
  const path = [expression.field];
  let object = expression.object;
  while (object.kind === "field") {
    path.unshift(object.field);
    object = object.object;
  }
  return object.kind === "call" && isReader(object.callee.name) ? { call: object, path } : undefined;
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
    spreadValues.push(spread(value, axes, aligned.right));
  }
  return spreadValues;
}

/** A scalar repeated over axes. */
export function fillAxes(value: Value, axes: readonly Axis[]): Value {
  return { node: broadcast(value.node, shapeOf(axes), []), axes };
}

export { isValue };
