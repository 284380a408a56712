/** The options of `tfjs("..", ..)`: what derivatives of relu are taken to be, and how rough the answers are that an analyst gets. */
import type { LoadedModel } from "../../blackbox/provider.ts";
import { type Roughness, roughen } from "../../blackbox/rough.ts";
import type { Construction, OptionValue } from "../../inference/kernel.ts";
import { at, type Context, each } from "../context.ts";
import { fail } from "../diagnostics/make.ts";
import { badOptionValue } from "../diagnostics/names.ts";
import { unknownLayers } from "../diagnostics/networks.ts";
import { showNumber, textOf } from "../elements.ts";
import { knownNumber } from "../known.ts";
import type { Argument, Expression } from "../syntax.ts";

export const tfjsOptions: readonly string[] = ["relu_derivative", "digits", "noise", "precision"];

/** More decimal places than a float64 of order one has change nothing. */
const mostDigits = 15;

/**
 * The model with what its named arguments make of it, and these as plain data.
 * @param path of the model, for messages
 */
export function withTfjsOptions(
  context: Context,
  model: LoadedModel,
  path: string,
  named: readonly Argument[],
): { readonly model: LoadedModel; readonly options: Construction["options"] } {
  const given = (name: string) => named.find((argument) => argument.name?.name === name)?.value;
  const [slope, digits, noise, single] = each(
    () => read(given("relu_derivative"), (value) => reluSlope(context, value)),
    () => read(given("digits"), (value) => digitsOf(context, value)),
    () => read(given("noise"), (value) => noiseOf(context, value)),
    () => read(given("precision"), (value) => precisionOf(context, value)),
  );
  const options: Record<string, OptionValue> = {};
  let changed = model;
  const { importInto } = model;
  if (slope !== undefined) {
    const place = at(context, given("relu_derivative") ?? named[0]);
    if (importInto === undefined) {
      return fail(unknownLayers(place, `the derivative of relu in "${path}"`, model.description));
    }
    changed = { ...model, importInto: (x, weights) => importInto(x, weights, slope) };
    options.relu_derivative = { name: "sigmoid", options: { slope } };
  }
  const roughness: Roughness = {
    ...(digits !== undefined && { digits }),
    ...(noise !== undefined && { noise }),
    ...(single && { single }),
  };
  for (const [name, value] of Object.entries({ digits, noise })) if (value !== undefined) options[name] = value;
  if (single) options.precision = "float32";
  return { model: Object.keys(roughness).length === 0 ? changed : roughen(changed, roughness), options };
}

function read<T>(value: Expression | undefined, of: (value: Expression) => T): T | undefined {
  return value === undefined ? undefined : of(value);
}

/** @param need what it must be; @param found what stands there */
function bad(context: Context, value: Expression, name: string, need: string, meaning: string, found?: string): never {
  const shown = found ?? `\`${textOf(context.source, value.span)}\``;
  return fail(badOptionValue(at(context, value), `tfjs(.., ${name} = ..)`, need, shown, meaning));
}

/** `relu_derivative = sigmoid(60)`: derivatives of relu are taken to be sigmoid(60 x) instead of a step. */
function reluSlope(context: Context, value: Expression): number {
  const isCall = value.kind === "call" && value.callee.name === "sigmoid" && value.arguments.length === 1;
  const argument = isCall && value.arguments[0].name === undefined ? value.arguments[0].value : undefined;
  const meaning = "sigmoid(k x) stands for the step in derivatives of relu, so that these have derivatives themselves";
  const refuse = (found?: string) => bad(context, value, "relu_derivative", "sigmoid(k) with k > 0", meaning, found);
  if (argument === undefined) return refuse();
  const slope = knownNumber(context, argument, "the steepness of a sigmoid");
  return slope > 0 && Number.isFinite(slope) ? slope : refuse(`sigmoid(${showNumber(slope)})`);
}

function digitsOf(context: Context, value: Expression): number {
  const digits = knownNumber(context, value, "decimal places");
  if (Number.isInteger(digits) && digits >= 0 && digits <= mostDigits) return digits;
  const meaning = "scores and gradients are rounded to so many decimal places before anybody sees them";
  return bad(context, value, "digits", `a whole number from 0 to ${mostDigits}`, meaning, showNumber(digits));
}

function noiseOf(context: Context, value: Expression): number {
  const sd = knownNumber(context, value, "the noise of answers");
  if (sd > 0 && Number.isFinite(sd)) return sd;
  const meaning =
    "normal noise of this standard deviation is on every score and gradient, the same again for the same input";
  return bad(context, value, "noise", "a number above 0", meaning, showNumber(sd));
}

/** True for float32: the model is asked through its runtime. */
function precisionOf(context: Context, value: Expression): true | undefined {
  if (value.kind === "name" && value.name === "float32") return true;
  if (value.kind === "name" && value.name === "float64") return undefined;
  const meaning =
    "float64 is what an imported net has; with float32 it is asked through TensorFlow.js, as a deployed one";
  return bad(context, value, "precision", "float32 or float64", meaning);
}
