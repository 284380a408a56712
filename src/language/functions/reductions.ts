/** Functions over axes: without `over` they take all of them. */
import * as t from "../../tensor/build.ts";
import { constantValue } from "../../tensor/evaluate.ts";
import type { Node } from "../../tensor/node.ts";
import type { Axis, Value } from "../checked.ts";
import { meetOperands } from "../combining.ts";
import { at } from "../context.ts";
import { fail } from "../diagnostics/make.ts";
import { misplaced, unknownName } from "../diagnostics/names.ts";
import { noSuchAxis, wrongRank } from "../diagnostics/shapes.ts";
import type { Expression } from "../syntax.ts";
import type { BuiltinFunction, FunctionCall } from "./function.ts";

/** The axes (increasing) that `over = flower`, `over = [a, b]` or `over = 0` means; all without it. */
export function axesOver(call: FunctionCall, value: Value): number[] {
  const over = call.options.get("over");
  if (over === undefined) return value.axes.map((_, i) => i);
  const items = over.kind === "array" ? over.elements : [over];
  return [...new Set(items.map((item) => axisOf(call, item, value.axes)))].sort((a, b) => a - b);
}

function axisOf(call: FunctionCall, item: Expression, axes: readonly Axis[]): number {
  const { context } = call;
  if (item.kind === "number" && Number.isInteger(item.value) && item.value >= 0 && item.value < axes.length)
    return item.value;
  const parameters = parameterAxis(call, item, axes);
  if (parameters !== undefined) return parameters;
  if (item.kind !== "name")
    return fail(noSuchAxis(at(context, item), context.source.text.slice(item.span.start, item.span.end), axes));
  // A parameter of a function may stand for a dim, or for the place of an axis.
  const meaning = context.scope.find(item.name);
  if (meaning?.kind === "let" && meaning.value.axes.length === 0) {
    const [place] = constantValue(meaning.value.node) ?? [];
    if (place !== undefined && Number.isInteger(place) && place >= 0 && place < axes.length) return place;
  }
  const name = meaning?.kind === "dim" ? meaning.dim.name : item.name;
  const index = axes.findIndex((axis) => axis.name === name);
  if (index >= 0) return index;
  const dims = context.scope.dims().map((dim) => dim.name);
  if (!dims.includes(name)) fail(unknownName(at(context, item), "dim", name, new Set(dims)));
  return fail(noSuchAxis(at(context, item), item.name, axes));
}

/** `over = parameter(f)`: the weights of a model or network. */
function parameterAxis({ context }: FunctionCall, item: Expression, axes: readonly Axis[]): number | undefined {
  const [argument] = item.kind === "call" && item.callee.name === "parameter" ? item.arguments : [];
  if (argument?.value.kind !== "name" || argument.name !== undefined) return undefined;
  const { name } = argument.value;
  context.scope.find(name);
  const index = axes.findIndex((axis) => axis.name === `parameter(${name})`);
  return index < 0 ? undefined : index;
}

/** The one axis of `over`, or of a vector. */
function oneAxis(call: FunctionCall, value: Value): number {
  const axes = axesOver(call, value);
  if (axes.length === 1) return axes[0];
  const { name } = call.expression.callee;
  const dims = value.axes.flatMap((axis) => axis.name ?? []);
  const remedy = dims.length > 0 ? `name the axis: \`${name}(.., over = ${dims[dims.length - 1]})\`` : undefined;
  return fail(wrongRank(at(call.context, call.expression), `${name} without \`over\``, "a vector", value.axes, remedy));
}

function without(axes: readonly Axis[], gone: readonly number[]): Axis[] {
  return axes.filter((_, i) => !gone.includes(i));
}

/** `name(a, over = dim)`: what it makes of a. */
function overAxes(
  name: string,
  documentation: string,
  apply: (call: FunctionCall, x: Value) => Value,
): BuiltinFunction {
  return {
    name,
    signature: `${name}(a, over = dim)`,
    documentation,
    arity: [1, 1],
    options: ["over"],
    apply: (call) => apply(call, call.args[0]),
  };
}

function reduction(
  name: string,
  documentation: string,
  build: (x: Node, axes: readonly number[]) => Node,
): BuiltinFunction {
  return overAxes(name, documentation, (call, x) => {
    const axes = axesOver(call, x);
    return { node: build(x.node, axes), axes: without(x.axes, axes) };
  });
}

/** A function along one axis that keeps the shape. */
function along(name: string, documentation: string, build: (x: Node, axis: number) => Node): BuiltinFunction {
  return overAxes(name, documentation, (call, x) => ({ node: build(x.node, oneAxis(call, x)), axes: x.axes }));
}

/** The index of an extreme element along the one axis of `over`. */
export function indexOfExtremum(call: FunctionCall, x: Value, build: (x: Node, axis: number) => Node): Value {
  const axis = oneAxis(call, x);
  return { node: build(x.node, axis), axes: without(x.axes, [axis]) };
}

/** Elements that go into each result. */
function countOver(x: Node, axes: readonly number[]): number {
  return axes.reduce((n, axis) => n * x.shape[axis], 1);
}

function mean(x: Node, axes: readonly number[]): Node {
  return t.mul(t.sum(x, axes), 1 / countOver(x, axes));
}

/** Two passes, so that a large mean costs no digits; divided by n - 1. */
function variance(x: Node, axes: readonly number[]): Node {
  const deviation = t.sub(x, t.restore(mean(x, axes), x.shape, axes));
  return t.mul(t.sum(t.square(deviation), axes), 1 / (countOver(x, axes) - 1));
}

function softmaxAlong(x: Node, axis: number): Node {
  return t.exp(logSoftmaxAlong(x, axis));
}

function logSoftmaxAlong(x: Node, axis: number): Node {
  return t.sub(x, t.restore(t.reduce("logsumexp", x, [axis]), x.shape, [axis]));
}

/** `min(a, b)` of two values, `min(a, over = dim)` of one. */
function extremum(name: "min" | "max", documentation: string): BuiltinFunction {
  const pair = name === "min" ? t.min : t.max;
  return {
    name,
    signature: `${name}(a, over = dim) or ${name}(a, b)`,
    documentation,
    arity: [1, 2],
    options: ["over"],
    apply(call) {
      const { context, expression, args, argExpressions } = call;
      if (args.length === 2) {
        const over = call.options.get("over");
        if (over !== undefined) {
          const what = `${name} of two values goes element by element`;
          fail(
            misplaced(at(context, over), what, `leave \`over\` out, or write \`${name}(${name}(a, b), over = ..)\``),
          );
        }
        const [a, b] = meetOperands(context, expression, args[0], argExpressions[0], args[1], argExpressions[1]);
        return { node: pair(a.node, b.node), axes: a.axes };
      }
      const axes = axesOver(call, args[0]);
      return { node: t.reduce(name, args[0].node, axes), axes: without(args[0].axes, axes) };
    },
  };
}

/** Sample covariance of the columns that stay, over the axis that goes; divided by n - 1. */
const covariance: BuiltinFunction = {
  name: "covariance",
  signature: "covariance(a, over = dim)",
  documentation: "sample covariance matrix of the other axis, over `dim`; divides by n - 1",
  arity: [1, 1],
  options: ["over"],
  apply(call) {
    const [x] = call.args;
    if (x.axes.length !== 2) {
      fail(wrongRank(at(call.context, call.argExpressions[0]), "covariance", "a matrix", x.axes));
    }
    const axis = oneAxis(call, x);
    const deviation = t.sub(x.node, t.restore(mean(x.node, [axis]), x.node.shape, [axis]));
    const rows = axis === 0 ? deviation : t.transpose(deviation, [1, 0]);
    const n = x.axes[axis].size;
    const kept = x.axes[1 - axis];
    return { node: t.mul(t.matmul(t.transpose(rows, [1, 0]), rows), 1 / (n - 1)), axes: [kept, kept] };
  },
};

export const reductions: readonly BuiltinFunction[] = [
  reduction("sum", "sum", (x, axes) => t.sum(x, axes)),
  reduction("product", "product", (x, axes) => t.reduce("prod", x, axes)),
  reduction("mean", "arithmetic mean", mean),
  reduction("variance", "sample variance; divides by n - 1", variance),
  reduction("sd", "sample standard deviation; divides by n - 1", (x, axes) => t.sqrt(variance(x, axes))),
  reduction("logsumexp", "log of the sum of exponentials, without overflow", (x, axes) =>
    t.reduce("logsumexp", x, axes),
  ),
  extremum("min", "smallest element, or the smaller of two values"),
  extremum("max", "largest element, or the larger of two values"),
  {
    name: "argmax",
    signature: "argmax(a, over = dim)",
    documentation: "index of the first largest element",
    arity: [1, 1],
    options: ["over"],
    apply: (call) => indexOfExtremum(call, call.args[0], t.argmax),
  },
  along("cumsum", "running sum", (x, axis) => t.cumsum(x, axis)),
  along("softmax", "exp(x) divided by its sum", softmaxAlong),
  along("log_softmax", "log of softmax, without overflow", logSoftmaxAlong),
  covariance,
];
