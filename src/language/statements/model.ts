/** `model f(real[a]) -> simplex[b] = tfjs("..") access scores budget 1000`: a black box with what may be asked of it. */
import { granted } from "../../blackbox/access.ts";
import type { LoadedModel } from "../../blackbox/provider.ts";
import type { Construction } from "../../inference/kernel.ts";
import { refuseTwice } from "../call.ts";
import type { Access, Axis, Box } from "../checked.ts";
import { at, type Context, each } from "../context.ts";
import { fail, list } from "../diagnostics/make.ts";
import { modelSizeMismatch, notASimplex } from "../diagnostics/models.ts";
import {
  badOptionValue,
  misplaced,
  unexpectedArgumentName,
  unknownName,
  wrongArgumentCount,
} from "../diagnostics/names.ts";
import { unknownLayers } from "../diagnostics/networks.ts";
import { unknownAccess } from "../diagnostics/roles.ts";
import { showNumber, textOf } from "../elements.ts";
import { headAxes } from "../heads.ts";
import { knownNumber } from "../known.ts";
import { providers } from "../resources.ts";
import type { BoxType, Expression, ModelStatement } from "../syntax.ts";

const accessWords: readonly Access[] = ["labels", "scores", "explanations", "parameters"];

export function declareModel(context: Context, statement: ModelStatement): Box {
  const { provider, name } = statement;
  context.scope.refuseSecond(name);
  const [{ model, options }, inputAxes, outputAxes, , element, access, budget] = each(
    () => loadedModel(context, statement),
    () => headAxes(context, statement.input.dims),
    () => headAxes(context, statement.output.dims),
    () => elementOf(context, statement.input, ["real"]),
    () => elementOf(context, statement.output, ["real", "simplex"]),
    () => accessOf(context, statement),
    () => budgetOf(context, statement),
  );
  each(
    () => checkSize(context, statement.input, name.name, "input", inputAxes, model.inputShape),
    () => checkSize(context, statement.output, name.name, "output", outputAxes, model.outputShape),
  );
  if (element === "simplex" && model.endsIn !== "softmax") {
    fail(notASimplex(at(context, statement.output), name.name, model.endsIn));
  }
  const box: Box = {
    name: name.name,
    model,
    provider: { name: provider.callee.name, options },
    access,
    budget,
    budgetSpan: statement.budget?.span,
    inputAxes,
    outputAxes,
    outputElement: element === "simplex" ? "simplex" : "real",
    span: statement.span,
    accessSpan: accessSpan(statement),
  };
  context.scope.declare(name, { kind: "box", box });
  return box;
}

interface Loaded {
  readonly model: LoadedModel;
  readonly options: Construction["options"];
}

function loadedModel(context: Context, { provider }: ModelStatement): Loaded {
  const { callee } = provider;
  if (!providers.includes(callee.name)) fail(unknownName(at(context, callee), "provider", callee.name, providers));
  refuseTwice(context, callee.name, provider.arguments);
  const named = provider.arguments.filter((argument) => argument.name !== undefined);
  for (const { name } of named) {
    if (name !== undefined && name.name !== reluOption)
      fail(unexpectedArgumentName(at(context, name), callee.name, name.name, [reluOption]));
  }
  const written = `${callee.name}("folder/model.json")`;
  const unnamed = provider.arguments.filter((argument) => argument.name === undefined);
  if (unnamed.length !== 1) fail(wrongArgumentCount(at(context, provider), callee.name, written, unnamed.length));
  const path = unnamed[0].value;
  if (path.kind !== "string") {
    return fail(misplaced(at(context, path), "a provider needs the model's file as a text", `write ${written}`));
  }
  const model = context.resources.model(callee.name, path.value);
  if (model === undefined) throw new Error(`the model ${path.value} was not loaded before the check`);
  if (typeof model === "function") return fail(model(at(context, provider)));
  if (named.length === 0) return { model, options: { path: path.value } };
  const slope = reluSlope(context, named[0].value);
  const { importInto } = model;
  if (importInto === undefined) {
    return fail(unknownLayers(at(context, named[0]), `the derivative of relu in "${path.value}"`, model.description));
  }
  return {
    model: { ...model, importInto: (x, weights) => importInto(x, weights, slope) },
    options: { path: path.value, [reluOption]: { name: "sigmoid", options: { slope } } },
  };
}

const reluOption = "relu_derivative";

/** `relu_derivative = sigmoid(60)`: derivatives of relu are taken to be sigmoid(60 x) instead of a step. */
function reluSlope(context: Context, value: Expression): number {
  const isCall = value.kind === "call" && value.callee.name === "sigmoid" && value.arguments.length === 1;
  const argument = isCall && value.arguments[0].name === undefined ? value.arguments[0].value : undefined;
  const meaning = "sigmoid(k x) stands for the step in derivatives of relu, so that these have derivatives themselves";
  const bad = (found: string) =>
    fail(badOptionValue(at(context, value), `tfjs(.., ${reluOption} = ..)`, "sigmoid(k) with k > 0", found, meaning));
  if (argument === undefined) return bad(`\`${textOf(context.source, value.span)}\``);
  const slope = knownNumber(context, argument, "the steepness of a sigmoid");
  return slope > 0 && Number.isFinite(slope) ? slope : bad(`sigmoid(${showNumber(slope)})`);
}

function elementOf(context: Context, type: BoxType, legal: readonly string[]): string {
  if (legal.includes(type.element.name)) return type.element.name;
  const found = `\`${textOf(context.source, type.element.span)}\``;
  return fail(
    badOptionValue(
      at(context, type.element),
      "the type of a model",
      list(legal, "or"),
      found,
      "e.g. `model f(real[feature]) -> simplex[species] = ..`",
    ),
  );
}

function checkSize(
  context: Context,
  type: BoxType,
  name: string,
  side: "input" | "output",
  axes: readonly Axis[],
  shape: readonly number[],
): void {
  const declared = axes.reduce((n, axis) => n * axis.size, 1);
  const actual = shape.reduce((n, size) => n * size, 1);
  if (declared !== actual) fail(modelSizeMismatch(at(context, type), name, side, declared, shape));
}

function accessOf(context: Context, statement: ModelStatement): ReadonlySet<Access> {
  const words = statement.access?.map((word) => {
    const access = accessWords.find((legal) => legal === word.name);
    return access ?? fail(unknownAccess(at(context, word), word.name, accessWords));
  });
  return granted(new Set(words ?? ["scores"]));
}

function accessSpan(statement: ModelStatement) {
  const words = statement.access;
  if (words === undefined || words.length === 0) return statement.provider.span;
  return { start: words[0].span.start, end: words[words.length - 1].span.end };
}

function budgetOf(context: Context, statement: ModelStatement): number | undefined {
  if (statement.budget === undefined) return undefined;
  const budget = knownNumber(context, statement.budget, "a budget");
  if (Number.isSafeInteger(budget) && budget >= 1) return budget;
  const place = at(context, statement.budget);
  const meaning = "a budget is how many input rows a run may ask in all, as in `budget 5_000_000`";
  return fail(badOptionValue(place, "a budget", "a whole number of rows, at least 1", showNumber(budget), meaning));
}
