/** `model f(real[a]) -> simplex[b] = tfjs("..") access scores budget 1000`: a black box with what may be asked of it. */
import { granted } from "../../blackbox/access.ts";
import type { LoadedModel } from "../../blackbox/provider.ts";
import type { Construction } from "../../inference/kernel.ts";
import { refuseTwice } from "../call.ts";
import type { Access, Axis, Box } from "../checked.ts";
import { at, type Context, each } from "../context.ts";
import { moduleWithoutGradient, moduleWithoutParameters } from "../diagnostics/js-models.ts";
import { fail, list } from "../diagnostics/make.ts";
import { modelSizeMismatch, notASimplex } from "../diagnostics/models.ts";
import {
  badOptionValue,
  misplaced,
  unexpectedArgumentName,
  unknownName,
  wrongArgumentCount,
} from "../diagnostics/names.ts";
import { unknownAccess } from "../diagnostics/roles.ts";
import { showNumber, textOf } from "../elements.ts";
import { headAxes } from "../heads.ts";
import { knownNumber } from "../known.ts";
import { type ProviderOptions, providerOptions, providers } from "../resources.ts";
import type { BoxType, ModelStatement } from "../syntax.ts";
import { earlyIn, knownEarly, knownText } from "../texts.ts";

import { tfjsOptions, withTfjsOptions } from "./tfjs-options.ts";

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
  if (provider.callee.name === "js") checkModuleAccess(context, statement, model, access);
  if (element === "simplex" && model.endsIn !== "softmax" && model.endsIn !== "unknown") {
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

/** A module gives gradients only where it says so, and has no weights. */
function checkModuleAccess(
  context: Context,
  statement: ModelStatement,
  model: LoadedModel,
  access: ReadonlySet<Access>,
): void {
  const place = { source: context.source, span: accessSpan(statement) };
  if (access.has("parameters")) fail(moduleWithoutParameters(place, statement.name.name));
  if (access.has("explanations") && model.hasGradient === false) {
    fail(moduleWithoutGradient(place, statement.name.name));
  }
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
  const isCode = callee.name === "js";
  for (const { name } of named) {
    if (name !== undefined && !tfjsOptions.includes(name.name) && !isCode)
      fail(unexpectedArgumentName(at(context, name), callee.name, name.name, tfjsOptions));
  }
  const written = isCode ? 'js("model.js")' : `${callee.name}("folder/model.json")`;
  const unnamed = provider.arguments.filter((argument) => argument.name === undefined);
  if (unnamed.length !== 1) fail(wrongArgumentCount(at(context, provider), callee.name, written, unnamed.length));
  const wanted = "a provider needs the model's file as a text";
  const remedy = `write ${written}; texts, numbers and params are joined by \`+\``;
  const path = knownText(context, unnamed[0].value, wanted, remedy);
  const options = providerOptions(named, (value) =>
    isCode
      ? knownEarly(
          context,
          value,
          "options of js(..) are known before any file is read",
          "write numbers, texts, true or false, params, or lists of them",
        )
      : earlyIn(context, value),
  );
  const model = context.resources.model(callee.name, path, options);
  if (model === undefined) return fail(misplaced(at(context, provider), wanted, remedy));
  if (typeof model === "function") return fail(model(at(context, provider)));
  if (isCode) return { model, options: { path, ...printable(options) } };
  const changed = withTfjsOptions(context, model, path, named);
  return { model: changed.model, options: { path, ...changed.options } };
}

/** Options as the checked scenario keeps them: lists as they are written. */
function printable(options: ProviderOptions): Construction["options"] {
  const entries = Object.entries(options).map(([name, value]) => {
    return [name, typeof value === "object" ? JSON.stringify(value) : value] as const;
  });
  return Object.fromEntries(entries);
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
