/** Calls in expressions: a declared model wins, then `label`, then the built-in functions. */
import { argmax, call as callBox, reshape } from "../tensor/build.ts";
import { shapeOf, showAxes } from "./axes.ts";
import type { Axis, Box, Value } from "./checked.ts";
import { all, at, type Context } from "./context.ts";
import { error, fail } from "./diagnostics/make.ts";
import { misplaced, unexpectedArgumentName, unknownName, wrongArgumentCount } from "./diagnostics/names.ts";
import { accessExceeded } from "./diagnostics/roles.ts";
import { shapesDoNotFit } from "./diagnostics/shapes.ts";
import { elaborate } from "./elaborate.ts";
import { functions } from "./functions/registry.ts";
import type { CallExpression, Expression } from "./syntax.ts";

export function elaborateCall(context: Context, expression: CallExpression): Value {
  const { callee } = expression;
  const declared = context.scope.isDeclared(callee.name) ? context.scope.resolve(callee) : undefined;
  if (declared?.kind === "box") return askScores(context, expression, declared.box);
  if (callee.name === "label") return askLabel(context, expression);
  const builtin = functions.get(callee.name);
  if (builtin === undefined) {
    if (declared !== undefined) {
      fail(misplaced(at(context, callee), `\`${callee.name}\` is not a function`, `to index it write \`${callee.name}[..]\``));
    }
    return fail(unknownName(at(context, callee), "function", callee.name, [...functions.keys(), "label", ...context.scope.names("box")]));
  }
  const positional = expression.arguments.filter((argument) => argument.name === undefined);
  const options = new Map<string, Expression>();
  for (const argument of expression.arguments) {
    if (argument.name === undefined) continue;
    if (!builtin.options.includes(argument.name.name)) {
      fail(unexpectedArgumentName(at(context, argument.name), builtin.name, argument.name.name, builtin.options));
    }
    options.set(argument.name.name, argument.value);
  }
  const [fewest, most] = builtin.arity;
  if (positional.length < fewest || positional.length > most) {
    fail(wrongArgumentCount(at(context, expression), builtin.name, builtin.signature, positional.length));
  }
  const argExpressions = positional.map((argument) => argument.value);
  const args = builtin.raw === true ? [] : all(argExpressions.map((argument) => () => elaborate(context, argument)));
  return builtin.apply({ context, expression, args, argExpressions, options });
}

function onlyArguments(context: Context, expression: CallExpression, written: string, expected: number): Expression[] {
  const named = expression.arguments.find((argument) => argument.name !== undefined);
  if (named?.name !== undefined) fail(unexpectedArgumentName(at(context, named.name), expression.callee.name, named.name.name, []));
  if (expression.arguments.length !== expected) {
    fail(wrongArgumentCount(at(context, expression), expression.callee.name, written, expression.arguments.length));
  }
  return expression.arguments.map((argument) => argument.value);
}

/** `f(x)`: scores, [batch, output]. */
function askScores(context: Context, expression: CallExpression, box: Box): Value {
  const [argument] = onlyArguments(context, expression, `${box.name}(x)`, 1);
  if (!box.access.has("scores")) {
    const remedy = box.access.has("labels") ? `\`label(${box.name}, x)\` is what access labels allows` : `\`gradient(${box.name}, x)\` is what it may be asked`;
    fail(
      accessExceeded({ source: context.source, span: box.accessSpan }, box.name, "scores", box.access, {
        span: expression.span,
        text: `needs the scores of ${box.name}`,
      }, [remedy]),
    );
  }
  context.boxUses.push({ box: box.name, form: "scores", span: expression.span });
  return ask(context, box, argument);
}

/** `label(f, x)`: the index of the largest score, [batch]. */
function askLabel(context: Context, expression: CallExpression): Value {
  const [name, argument] = onlyArguments(context, expression, "label(f, x)", 2);
  const meaning = name.kind === "name" ? context.scope.resolve(name) : undefined;
  if (meaning?.kind !== "box") {
    return fail(misplaced(at(context, name), "label(f, x) needs a declared model first", "declare one with `model f(real[n]) -> simplex[k] = ..`"));
  }
  const { box } = meaning;
  if (!box.access.has("labels")) {
    fail(
      accessExceeded({ source: context.source, span: box.accessSpan }, box.name, "labels", box.access, {
        span: expression.span,
        text: `needs the labels of ${box.name}`,
      }, []),
    );
  }
  if (box.outputAxes.length !== 1) {
    fail(error("PAL2024", `label(${box.name}, x) needs an output with one axis`, at(context, expression), showAxes(box.outputAxes)));
  }
  context.boxUses.push({ box: box.name, form: "labels", span: expression.span });
  const scores = ask(context, box, argument);
  const last = scores.axes.length - 1;
  return { node: argmax(scores.node, last), axes: scores.axes.slice(0, last) };
}

/** The last axes of the argument fit the declared input; all before them are mapped over. */
function ask(context: Context, box: Box, argument: Expression): Value {
  const value = elaborate(context, argument);
  const rank = box.inputAxes.length;
  const batch = value.axes.slice(0, value.axes.length - rank);
  const own = value.axes.slice(value.axes.length - rank);
  if (value.axes.length < rank || !own.every((axis, i) => fits(axis, box.inputAxes[i]))) {
    fail(
      shapesDoNotFit(at(context, argument), [{ span: argument.span, axes: value.axes }], {
        reason: `${box.name} takes ${showAxes(box.inputAxes)}: the last axes of its argument must fit, those before are mapped over`,
      }),
    );
  }
  const rows = batch.reduce((n, axis) => n * axis.size, 1);
  const inputs = box.inputAxes.reduce((n, axis) => n * axis.size, 1);
  const outputs = box.outputAxes.reduce((n, axis) => n * axis.size, 1);
  const axes = [...batch, ...box.outputAxes];
  const answers = callBox(box.name, reshape(value.node, [rows, inputs]), [rows, outputs]);
  return { node: reshape(answers, shapeOf(axes)), axes };
}

function fits(axis: Axis, declared: Axis): boolean {
  if (axis.size !== declared.size) return false;
  return axis.name === undefined || declared.name === undefined || axis.name === declared.name;
}
