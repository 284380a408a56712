/** Asking a black box in an expression: `f(x)` for its scores, `label(f, x)` for its labels, as far as access grants them. */
import { argmax, call as callBox, reshape, transpose } from "../tensor/build.ts";
import { shapeOf, showAxes } from "./axes.ts";
import type { Axis, Box, Value } from "./checked.ts";
import { at, type Context } from "./context.ts";
import { error, fail } from "./diagnostics/make.ts";
import { misplaced, unexpectedArgumentName, wrongArgumentCount } from "./diagnostics/names.ts";
import { accessExceeded } from "./diagnostics/roles.ts";
import { shapesDoNotFit } from "./diagnostics/shapes.ts";
import { elaborate } from "./elaborate.ts";
import { checkLimit } from "./limits.ts";
import { AlreadyReported } from "./scope.ts";
import type { CallExpression, Expression } from "./syntax.ts";

/** `f(x)`: scores, [batch, output]. */
export function askScores(context: Context, expression: CallExpression, box: Box): Value {
  const [argument] = onlyArguments(context, expression, `${box.name}(x)`, 1);
  const remedy = box.access.has("labels")
    ? `\`label(${box.name}, x)\` is what access labels allows`
    : "add `scores` to its access, if the analyst has them";
  checkAccess(context, expression, box, "scores", remedy);
  const scores = ask(context, box, argument);
  context.boxUses.push({ box: box.name, form: "scores", span: expression.span, node: scores.node });
  return scores;
}

/** `label(f, x)`: the index of the largest score, [batch]. */
export function askLabel(context: Context, expression: CallExpression): Value {
  const [name, argument] = onlyArguments(context, expression, "label(f, x)", 2);
  const meaning = name.kind === "name" ? context.scope.resolve(name) : undefined;
  if (meaning?.kind !== "box") {
    const remedy = "declare one with `model f(real[n]) -> simplex[k] = ..`";
    return fail(misplaced(at(context, name), "label(f, x) needs a declared model first", remedy));
  }
  const { box } = meaning;
  checkAccess(context, expression, box, "labels", "add `labels` to its access, if the analyst has them");
  if (box.outputAxes.length !== 1) {
    const what = `label(${box.name}, x) needs an output with one axis`;
    fail(
      error("PAL2024", what, at(context, expression), `its output is ${showAxes(box.outputAxes)}`, [
        "a label is the index of the largest score: declare the output as `-> simplex[class]`",
      ]),
    );
  }
  const scores = ask(context, box, argument);
  const last = scores.axes.length - 1;
  const node = argmax(scores.node, last);
  context.boxUses.push({ box: box.name, form: "labels", span: expression.span, node });
  return { node, axes: scores.axes.slice(0, last) };
}

function onlyArguments(
  context: Context,
  expression: CallExpression,
  written: string,
  expected: number,
): readonly Expression[] {
  const named = expression.arguments.find((argument) => argument.name !== undefined);
  if (named?.name !== undefined) {
    fail(unexpectedArgumentName(at(context, named.name), expression.callee.name, named.name.name, []));
  }
  if (expression.arguments.length !== expected) {
    fail(wrongArgumentCount(at(context, expression), expression.callee.name, written, expression.arguments.length));
  }
  return expression.arguments.map((argument) => argument.value);
}

/** What the access list does not grant is reported once for each box. */
function checkAccess(
  context: Context,
  expression: CallExpression,
  box: Box,
  what: "labels" | "scores",
  remedy: string,
): void {
  if (box.access.has(what)) return;
  if (!context.scope.sayOnce(`${what} of ${box.name}`)) throw new AlreadyReported(box.name);
  const use = { span: expression.span, text: `needs the ${what} of ${box.name}` };
  const place = { source: context.source, span: box.accessSpan };
  fail(accessExceeded(place, box.name, what, box.access, use, [remedy]));
}

/** The last axes of the argument fit the declared input; all before them are mapped over. */
function ask(context: Context, box: Box, argument: Expression): Value {
  const value = inputLast(elaborate(context, argument), box.inputAxes);
  const rank = box.inputAxes.length;
  const batch = value.axes.slice(0, value.axes.length - rank);
  const own = value.axes.slice(value.axes.length - rank);
  if (value.axes.length < rank || !own.every((axis, i) => fits(axis, box.inputAxes[i]))) {
    const takes = rank === 0 ? "a scalar" : showAxes(box.inputAxes);
    fail(
      shapesDoNotFit(at(context, argument), [{ span: argument.span, axes: value.axes }], {
        reason: `${box.name} takes ${takes}: the last axes of its argument must fit, those before are mapped over`,
      }),
    );
  }
  const axes = [...batch, ...box.outputAxes];
  checkLimit(at(context, argument), axes);
  const rows = sizeOf(batch);
  const answers = callBox(box.name, reshape(value.node, [rows, sizeOf(box.inputAxes)]), [rows, sizeOf(box.outputAxes)]);
  return { node: reshape(answers, shapeOf(axes)), axes };
}

/** Named axes of the input are found wherever they stand in the argument, as broadcasting leaves them. */
function inputLast(value: Value, input: readonly Axis[]): Value {
  const places = input.map(({ name }) => value.axes.findIndex((axis) => name !== undefined && axis.name === name));
  if (places.includes(-1) || new Set(places).size < places.length) return value;
  const order = [...value.axes.keys()].filter((i) => !places.includes(i)).concat(places);
  if (order.every((from, to) => from === to)) return value;
  return { node: transpose(value.node, order), axes: order.map((i) => value.axes[i]) };
}

function sizeOf(axes: readonly Axis[]): number {
  return axes.reduce((n, axis) => n * axis.size, 1);
}

function fits(axis: Axis, declared: Axis): boolean {
  if (axis.size !== declared.size) return false;
  return axis.name === undefined || declared.name === undefined || axis.name === declared.name;
}
