/** `argmin`: the index of the least element of an array, or the value at which a function is least, an inner problem. */
import * as t from "../../tensor/build.ts";
import { differentiate } from "../../tensor/differentiate.ts";
import { constantValue } from "../../tensor/evaluate.ts";
import type { Node, Shape } from "../../tensor/node.ts";
import { optimise } from "../../tensor/passes/optimise.ts";
import { scanOver } from "../../tensor/scan-over.ts";
import { secondOrder } from "../../tensor/second-order.ts";
import { shapeOf, showAxes } from "../axes.ts";
import { refuseTwice } from "../call.ts";
import type { Value } from "../checked.ts";
import { at, type Context } from "../context.ts";
import {
  badLoss,
  badStep,
  boxInLoss,
  lossNotANumber,
  lossWithoutCurvature,
  mixedForms,
  noStart,
  unknownMethod,
} from "../diagnostics/inner-problems.ts";
import { fail } from "../diagnostics/make.ts";
import { unexpectedArgumentName } from "../diagnostics/names.ts";
import { elaborate } from "../elaborate.ts";
import { applyFunction, argumentMeaning } from "../inlining.ts";
import { knownWhole } from "../known.ts";
import { checkMissing } from "../missing.ts";
import type { FunctionDefinition } from "../scope.ts";
import type { CallExpression, Expression } from "../syntax.ts";
import type { BuiltinFunction, FunctionCall } from "./function.ts";
import { indexOfExtremum } from "./reductions.ts";

/** Steps of an unrolled descent: each is kept for the derivative. */
const mostSteps = 100_000;

export const argminFunction: BuiltinFunction = {
  name: "argmin",
  signature: "argmin(a, over = dim) or argmin(w => loss, start = e)",
  documentation:
    "index of the first smallest element; or the w at which a loss is least, searched from `start`, `by = newton()` or `by = unroll(steps = 200, rate = 0.1)`",
  arity: [1, 1],
  options: ["over", "start", "by"],
  raw: true,
  apply(call) {
    const { context, argExpressions, options } = call;
    const meaning = argumentMeaning(context, argExpressions[0]);
    const isFunction = meaning.kind === "function";
    for (const option of isFunction ? ["over"] : ["start", "by"]) {
      const given = options.get(option);
      if (given !== undefined) fail(mixedForms(at(context, given), option, isFunction));
    }
    if (meaning.kind === "function") return innerProblem(call, meaning.definition);
    const value = meaning.kind === "let" ? meaning.value : elaborate(context, argExpressions[0]);
    return indexOfExtremum(call, value, t.argmin);
  },
};

/** How the problem is solved. */
type Method = { readonly kind: "newton" } | { readonly kind: "unroll"; readonly steps: number; readonly rate: Node };

function innerProblem(call: FunctionCall, definition: FunctionDefinition): Value {
  const { context, expression, argExpressions, options } = call;
  const [given] = argExpressions;
  if (definition.parameters.length !== 1) fail(badLoss(at(context, given), definition.parameters.length));
  const from = options.get("start");
  if (from === undefined) return fail(noStart(at(context, expression)));
  const start = elaborate(context, from);
  checkMissing(context, from, start);
  const method = methodOf(context, options.get("by"));
  const point = t.input("argmin:point", 0, shapeOf(start.axes));
  const loss = lossAt(call, definition, { node: point, axes: start.axes });
  const place = at(context, given);
  try {
    const node =
      method.kind === "newton" ? minimum(start.node, point, loss) : descended(start.node, point, loss, method);
    if (node === undefined) return fail(lossWithoutCurvature(place));
    return { node, axes: start.axes };
  } catch (problem) {
    if (problem instanceof t.MinimiserWithCall || problem instanceof t.ScanWithCall)
      return fail(boxInLoss(place, problem.box));
    throw problem;
  }
}

function lossAt(call: FunctionCall, definition: FunctionDefinition, point: Value): Node {
  const { context, expression, argExpressions } = call;
  const loss = applyFunction(context, expression, definition, [{ kind: "let", value: point }]);
  if (loss.axes.length > 0) fail(lossNotANumber(at(context, argExpressions[0]), showAxes(loss.axes)));
  return loss.node;
}

/** Undefined where the second derivatives are known not to be positive. */
function minimum(start: Node, point: Node, loss: Node): Node | undefined {
  const found = t.minimise(start, point, loss);
  const { op } = found.op.name === "reshape" ? found.inputs[0] : found;
  if (op.name !== "minimiser") throw new Error("argmin: no inner problem");
  const { hessian } = secondOrder(op.body);
  const curvatures = constantValue(simplified(t.diagonal(hessian)));
  return curvatures?.every((curvature) => curvature > 0) === false ? undefined : found;
}

function simplified(node: Node): Node {
  return optimise({ buffers: {}, outputs: [{ buffer: "curvature", offset: 0, node }] }).outputs[0].node;
}

/** The last row of a descent from the start, every row a step against the gradient from the one before. */
function descended(start: Node, point: Node, loss: Node, { steps, rate }: Method & { kind: "unroll" }): Node {
  const [gradient] = differentiate(loss, [point]);
  const next = t.sub(point, t.mul(repeat(rate, point.shape), gradient));
  const rows = scanOver(start, { carry: point, next }, { steps, variables: new Map() });
  return t.element(rows, 0, steps - 1);
}

function repeat(rate: Node, shape: Shape): Node {
  return t.broadcast(rate, shape, []);
}

function methodOf(context: Context, by: Expression | undefined): Method {
  if (by === undefined) return { kind: "newton" };
  const name = by.kind === "call" ? by.callee.name : undefined;
  if (by.kind !== "call" || (name !== "newton" && name !== "unroll")) return fail(unknownMethod(at(context, by)));
  const options = name === "newton" ? [] : ["steps", "rate"];
  refuseTwice(context, name, by.arguments);
  for (const argument of by.arguments) {
    if (argument.name === undefined) return fail(unknownMethod(at(context, argument)));
    if (!options.includes(argument.name.name))
      fail(unexpectedArgumentName(at(context, argument.name), name, argument.name.name, options));
  }
  if (name === "newton") return { kind: "newton" };
  return { kind: "unroll", steps: stepsOf(context, by), rate: rateOf(context, by) };
}

const optionOf = ({ arguments: args }: CallExpression, name: string) =>
  args.find((argument) => argument.name?.name === name)?.value;

function stepsOf(context: Context, unroll: CallExpression): number {
  const given = optionOf(unroll, "steps");
  const need = `a whole number from 1 to ${mostSteps.toLocaleString("en")}`;
  if (given === undefined) return fail(badStep(at(context, unroll), "steps", need));
  const steps = knownWhole(context, given, "`steps`");
  if (steps < 1 || steps > mostSteps) fail(badStep(at(context, given), "steps", need));
  return steps;
}

function rateOf(context: Context, unroll: CallExpression): Node {
  const given = optionOf(unroll, "rate");
  const need = "a positive number";
  if (given === undefined) return fail(badStep(at(context, unroll), "rate", need));
  const { node, axes } = elaborate(context, given);
  const [known] = constantValue(node) ?? [];
  if (axes.length > 0 || (known !== undefined && !(known > 0))) fail(badStep(at(context, given), "rate", need));
  return node;
}
