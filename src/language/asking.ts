/**
 * Asking a black box or a network in an expression: `f(x)` for its scores, `label(f, x)` for its labels, `gradient(f, x)` and
 * `parameter_gradient(f, x)` for derivatives of the scores, `parameters(f)` for its weights, as far as access grants them.
 */
import { layerNames, layerParts, type WeightPart } from "../blackbox/parameters.ts";
import { argmax, concat, reshape, slice, transpose } from "../tensor/build.ts";
import { type Node, sizeOf } from "../tensor/node.ts";
import { anonymous, shapeOf, showAxes } from "./axes.ts";
import type { Access, Axis, Value } from "./checked.ts";
import { at, type BoxUse, type Context } from "./context.ts";
import { fail } from "./diagnostics/make.ts";
import { misplaced, unexpectedArgumentName, unknownName, wrongArgumentCount } from "./diagnostics/names.ts";
import { networkWithoutPrior, unknownLayers, widthNotFound } from "./diagnostics/networks.ts";
import { accessExceeded } from "./diagnostics/roles.ts";
import { labelWithoutAxis, shapesDoNotFit } from "./diagnostics/shapes.ts";
import { elaborate } from "./elaborate.ts";
import { checkLimit } from "./limits.ts";
import { AlreadyReported } from "./scope.ts";
import { parameterAxis, type Subject, subjectOfBox, subjectOfNetwork } from "./subject.ts";
import type { CallExpression, Expression, Identifier } from "./syntax.ts";

/** The box or network that a name stands for; undefined for anything else. A network without a prior is a diagnostic. */
export function subjectOf(context: Context, name: Identifier): Subject | undefined {
  const meaning = context.scope.resolve(name);
  if (meaning.kind === "box") return subjectOfBox(meaning.box);
  if (meaning.kind !== "network") return undefined;
  const { network, latent } = meaning;
  if (latent !== undefined) return subjectOfNetwork(network, latent);
  if (!context.scope.sayOnce(`prior of ${network.name}`)) throw new AlreadyReported(network.name);
  if (network.auto !== undefined)
    return fail(
      widthNotFound({ source: context.source, span: network.auto }, network.name, {
        span: name.span,
        text: "is asked here",
      }),
    );
  return fail(networkWithoutPrior(at(context, name), network.name, network.nameSpan));
}

/** `f(x)`: scores, [batch, output]. */
export function askScores(context: Context, expression: CallExpression, subject: Subject): Value {
  const named = expression.arguments.find((argument) => argument.name !== undefined);
  if (named?.name !== undefined)
    fail(unexpectedArgumentName(at(context, named.name), subject.name, named.name.name, []));
  if (expression.arguments.length !== 1) {
    fail(wrongArgumentCount(at(context, expression), subject.name, `${subject.name}(x)`, expression.arguments.length));
  }
  const remedy = subject.box?.access.has("labels")
    ? `\`label(${subject.name}, x)\` is what access labels allows`
    : "add `scores` to its access, if the analyst has them";
  checkAccess(context, expression, subject, "scores", [remedy]);
  const { rows, batch } = asked(context, subject, expression.arguments[0].value);
  const value = answered(context, expression, subject.answer(rows), [...batch, ...subject.outputAxes]);
  noteUse(context, expression, subject, "scores", value.node);
  return value;
}

/** `label(f, x)`: the index of the largest score, [batch]. */
export function askLabel(context: Context, expression: CallExpression): Value {
  const [subject, argument] = subjectAndInput(context, expression);
  checkAccess(context, expression, subject, "labels", ["add `labels` to its access, if the analyst has them"]);
  if (subject.outputAxes.length !== 1) {
    fail(labelWithoutAxis(at(context, expression), subject.name, showAxes(subject.outputAxes)));
  }
  const { rows, batch } = asked(context, subject, argument);
  const value = answered(context, expression, argmax(subject.answer(rows), 1), batch);
  noteUse(context, expression, subject, "labels", value.node);
  return value;
}

/** `gradient(f, x)`: the derivative of every score by every input, [batch, output, input]. */
export function askGradient(context: Context, expression: CallExpression): Value {
  const [subject, argument] = subjectAndInput(context, expression);
  checkAccess(context, expression, subject, "explanations", [
    "add `explanations` to its access, if the analyst has them",
  ]);
  const { rows, batch } = asked(context, subject, argument);
  const axes = [...batch, ...subject.outputAxes, ...subject.inputAxes];
  const value = answered(context, expression, subject.gradient(rows), axes);
  noteUse(context, expression, subject, "explanations", value.node);
  return value;
}

/** `parameter_gradient(f, x)`: the derivative of every score by every weight, [batch, output, parameter(f)]. */
export function askParameterGradient(context: Context, expression: CallExpression): Value {
  const [subject, argument] = subjectAndInput(context, expression);
  checkAccess(context, expression, subject, "parameters", [
    "add `parameters` to its access, if the analyst has the file",
  ]);
  if (subject.box !== undefined && subject.box.model.importInto === undefined) {
    fail(
      unknownLayers(
        at(context, expression),
        `derivatives by the weights of \`${subject.name}\``,
        subject.box.model.description,
      ),
    );
  }
  const { rows, batch } = asked(context, subject, argument);
  const axes = [...batch, ...subject.outputAxes, parameterAxis(subject)];
  const node = subject.parameterGradient(rows);
  noteUse(context, expression, subject, "parameters", node);
  return { node: reshape(node, shapeOf(axes)), axes };
}

/**
 * `parameters(f)`: all weights in the order of the file, [parameter(f)].
 * @param path `.layer1.kernel` picks one weight in its own shape, `.layer1` all of one layer as a vector
 */
export function askParameters(context: Context, expression: CallExpression, path: readonly Identifier[] = []): Value {
  const [name] = expression.arguments;
  const subject = subjectNamed(context, expression, name.value);
  checkAccess(context, expression, subject, "parameters", [
    "add `parameters` to its access, if the analyst has the file",
  ]);
  const weights = subject.weights();
  const [layer, weight, ...rest] = path;
  if (layer === undefined) return { node: weights, axes: [parameterAxis(subject)] };
  const parts = layerParts(subject.parameters, layer.name);
  if (parts === undefined) {
    return fail(unknownName(at(context, layer), "layer", layer.name, layerNames(subject.parameters)));
  }
  if (weight === undefined) {
    const pieces = parts.map((part) => piece(weights, part));
    const node = pieces.length === 1 ? pieces[0] : concat(pieces, 0);
    return { node, axes: anonymous(node.shape) };
  }
  const part = parts.find((candidate) => candidate.weight === weight.name);
  if (part === undefined) {
    const known = parts.map((candidate) => candidate.weight);
    return fail(unknownName(at(context, weight), "weight", weight.name, known));
  }
  const [extra] = rest;
  if (extra !== undefined) {
    const what = `\`${weight.name}\` of \`${layer.name}\` is an array: it has no field \`${extra.name}\``;
    fail(misplaced(at(context, extra), what, "its elements are reached by their indices: `[0, 1]`"));
  }
  return { node: reshape(piece(weights, part), part.shape), axes: anonymous(part.shape) };
}

function piece(weights: Node, { offset, shape }: WeightPart): Node {
  return slice(weights, 0, offset, offset + sizeOf(shape));
}

/** `label(f, x)`: what is asked, and the expression of its input. */
function subjectAndInput(context: Context, expression: CallExpression): readonly [Subject, Expression] {
  const [name, argument] = expression.arguments;
  return [subjectNamed(context, expression, name.value), argument.value];
}

/** The box or network that an argument names. */
export function subjectNamed(context: Context, expression: CallExpression, name: Expression): Subject {
  const subject = name.kind === "name" ? subjectOf(context, name) : undefined;
  if (subject !== undefined) return subject;
  const { callee } = expression;
  const forms: Readonly<Record<string, string>> = { parameters: "parameters(f)", row_space: "row_space(f, ..)" };
  const written = forms[callee.name] ?? `${callee.name}(f, x)`;
  const remedy = "declare one with `model f(real[n]) -> simplex[k] = ..`";
  return fail(misplaced(at(context, name), `${written} needs a declared model first`, remedy));
}

/** What the access list does not grant is reported once for each box. */
export function checkAccess(
  context: Context,
  expression: CallExpression,
  { box }: Subject,
  what: Access,
  remedies: readonly string[],
): void {
  if (box === undefined || box.access.has(what)) return;
  if (!context.scope.sayOnce(`${what} of ${box.name}`)) throw new AlreadyReported(box.name);
  const asked = what === "explanations" ? "gradients" : what;
  const use = { span: expression.span, text: `needs the ${asked} of ${box.name}` };
  const place = { source: context.source, span: box.accessSpan };
  fail(accessExceeded(place, box.name, asked, box.access, use, remedies));
}

function noteUse(
  context: Context,
  expression: CallExpression,
  { name }: Subject,
  form: BoxUse["form"],
  node: Node,
): void {
  context.boxUses.push({ box: name, form, span: expression.span, node });
}

/** The last axes of the argument fit the declared input; all before them are mapped over. */
function asked(context: Context, subject: Subject, argument: Expression): { rows: Node; batch: readonly Axis[] } {
  const { name, inputAxes } = subject;
  const value = inputLast(elaborate(context, argument), inputAxes);
  const rank = inputAxes.length;
  const batch = value.axes.slice(0, value.axes.length - rank);
  const own = value.axes.slice(value.axes.length - rank);
  if (value.axes.length < rank || !own.every((axis, i) => fits(axis, inputAxes[i]))) {
    const takes = rank === 0 ? "a scalar" : showAxes(inputAxes);
    fail(
      shapesDoNotFit(at(context, argument), [{ span: argument.span, axes: value.axes }], {
        reason: `${name} takes ${takes}: the last axes of its argument must fit, those before are mapped over`,
      }),
    );
  }
  return { rows: reshape(value.node, [sizeOf(shapeOf(batch)), sizeOf(shapeOf(inputAxes))]), batch };
}

function answered(context: Context, expression: CallExpression, node: Node, axes: readonly Axis[]): Value {
  checkLimit(at(context, expression), axes);
  return { node: reshape(node, shapeOf(axes)), axes };
}

/** Named axes of the input are found wherever they stand in the argument, as broadcasting leaves them. */
function inputLast(value: Value, input: readonly Axis[]): Value {
  const places = input.map(({ name }) => value.axes.findIndex((axis) => name !== undefined && axis.name === name));
  if (places.includes(-1) || new Set(places).size < places.length) return value;
  const order = [...value.axes.keys()].filter((i) => !places.includes(i)).concat(places);
  if (order.every((from, to) => from === to)) return value;
  return { node: transpose(value.node, order), axes: order.map((i) => value.axes[i]) };
}

function fits(axis: Axis, declared: Axis): boolean {
  if (axis.size !== declared.size) return false;
  return axis.name === undefined || declared.name === undefined || axis.name === declared.name;
}
