/** `network N(real[d]) -> real = dense([32], relu)`: a net whose weights are latent, and `prior parameters(N) ~ D(..)`. */
import { activationNames } from "../../blackbox/tfjs/activation.ts";
import { denseNet } from "../../blackbox/tfjs/dense.ts";
import { input } from "../../tensor/build.ts";
import { sizeOf } from "../../tensor/node.ts";
import { applyDistribution, readDistribution } from "../applying.ts";
import { shapeOf } from "../axes.ts";
import type { Latent, Network } from "../checked.ts";
import { all, at, type Context, each } from "../context.ts";
import { fail } from "../diagnostics/make.ts";
import {
  badOptionValue,
  declaredTwice,
  misplaced,
  unexpectedArgumentName,
  unknownName,
  wrongArgumentCount,
  wrongKind,
} from "../diagnostics/names.ts";
import { widthNotFound } from "../diagnostics/networks.ts";
import { discreteWeights } from "../diagnostics/roles.ts";
import { showNumber, textOf } from "../elements.ts";
import { headAxes } from "../heads.ts";
import { knownNumber } from "../known.ts";
import { checkLimit } from "../limits.ts";
import { kindNames } from "../scope.ts";
import type { Span } from "../source.ts";
import { parameterAxis } from "../subject.ts";
import type { BoxType, Expression, NetworkStatement, PriorStatement } from "../syntax.ts";
import { checkCanBeLatent, checkSupports } from "./probability.ts";

export function declareNetwork(context: Context, statement: NetworkStatement): Network {
  const { name } = statement;
  context.scope.refuseSecond(name);
  const [inputAxes, outputAxes, , element, { widths, activation, auto }] = each(
    () => headAxes(context, statement.input.dims),
    () => headAxes(context, statement.output.dims),
    () => elementOf(context, statement.input, ["real"]),
    () => elementOf(context, statement.output, ["real", "simplex"]),
    () => architectureOf(context, statement),
  );
  if (element === "simplex" && outputAxes.length === 0) {
    const what = `\`${name.name}\` gives a simplex without an axis`;
    fail(misplaced(at(context, statement.output), what, "a simplex has parts: `-> simplex[class]`"));
  }
  const inputs = sizeOf(shapeOf(inputAxes));
  const outputs = sizeOf(shapeOf(outputAxes));
  const sizes = [inputs, ...widths, outputs];
  const last = element === "simplex" ? "softmax" : "linear";
  const { net, parameters } = denseNet(sizes, activation, last);
  checkLimit(at(context, statement.architecture), [parameterAxis({ name: name.name, parameters })]);
  const shown = sizes
    .map(
      (size, i) =>
        `${auto !== undefined && i === 1 ? "auto" : size}${i === 0 || i === sizes.length - 1 ? "" : `(${activation})`}`,
    )
    .join("-");
  const network: Network = {
    name: name.name,
    net,
    parameters,
    inputAxes,
    outputAxes,
    outputElement: element === "simplex" ? "simplex" : "real",
    description: `${shown}${last === "softmax" ? "(softmax)" : ""}${auto === undefined ? `, ${parameters.size.toLocaleString("en-US")} weights` : ""}`,
    ...(auto !== undefined && { auto }),
    span: statement.span,
    nameSpan: name.span,
  };
  context.scope.declare(name, { kind: "network", network });
  return network;
}

/** `prior parameters(N) ~ D(..)`: the latent vector of the weights of N. */
export function declareWeights(context: Context, statement: PriorStatement): Latent {
  const { name } = statement.head;
  const meaning = context.scope.resolve(name);
  if (meaning.kind !== "network") {
    const remedy = "weights that are to be inferred are those of a `network N(..) -> .. = dense(..)`";
    return fail(wrongKind(at(context, name), name.name, kindNames[meaning.kind], "a network", remedy));
  }
  const { network } = meaning;
  if (meaning.latent !== undefined) {
    fail(declaredTwice(at(context, statement.head), `parameters(${name.name})`, meaning.latent.nameSpan));
  }
  const axes = [parameterAxis(network)];
  const drawn = readDistribution(context, statement.distribution);
  if (drawn.distribution.discrete) {
    fail(discreteWeights(at(context, statement.distribution), `parameters(${name.name})`, drawn.distribution.name));
  }
  if (network.auto !== undefined)
    fail(
      widthNotFound({ source: context.source, span: network.auto }, network.name, {
        span: name.span,
        text: "a prior needs it",
      }),
    );
  checkCanBeLatent(context, `parameters(${name.name})`, drawn);
  const prior = applyDistribution(context, drawn, { axes, span: statement.head.span });
  checkSupports(context, `parameters(${name.name})`, prior);
  const latent: Latent = {
    name: name.name,
    axes,
    node: input(`latent:${name.name}`, 0, shapeOf(axes)),
    prior,
    span: statement.span,
    nameSpan: statement.head.span,
  };
  context.scope.setWeights(network, latent);
  return latent;
}

interface Architecture {
  readonly widths: readonly number[];
  readonly activation: string;
  /** Of the word that stands for the only width: it is 0 for now. */
  readonly auto?: Span;
}

const written = "dense([32], relu)";

function architectureOf(context: Context, { name, architecture }: NetworkStatement): Architecture {
  const { callee } = architecture;
  if (callee.name !== "dense") fail(unknownName(at(context, callee), "architecture", callee.name, ["dense"]));
  const named = architecture.arguments.find((argument) => argument.name !== undefined);
  if (named?.name !== undefined) fail(unexpectedArgumentName(at(context, named.name), "dense", named.name.name, []));
  if (architecture.arguments.length !== 2) {
    fail(wrongArgumentCount(at(context, architecture), "dense", written, architecture.arguments.length));
  }
  const [widths, activation] = architecture.arguments.map((argument) => argument.value);
  const auto = widths.kind === "array" && widths.elements.length === 1 && isAuto(context, widths.elements[0]);
  const [first, second] = each(
    () => (auto ? [0] : widthsOf(context, name.name, widths)),
    () => activationOf(context, activation),
  );
  return { widths: first, activation: second, ...(auto && { auto: widths.elements[0].span }) };
}

function isAuto(context: Context, element: Expression): boolean {
  return element.kind === "name" && element.name === "auto" && !context.scope.isDeclared("auto");
}

function widthsOf(context: Context, network: string, expression: Expression): number[] {
  const meaning = "the widths of the hidden layers, the first one first";
  if (expression.kind !== "array") {
    const found = `\`${textOf(context.source, expression.span)}\``;
    return fail(
      badOptionValue(at(context, expression), "dense(widths, activation)", "a list such as [32]", found, meaning),
    );
  }
  return all(
    expression.elements.map((element) => () => {
      if (isAuto(context, element)) {
        return fail(widthNotFound(at(context, element), network));
      }
      const width = knownNumber(context, element, "the width of a layer");
      if (Number.isSafeInteger(width) && width >= 1) return width;
      const need = "whole numbers, at least 1, as widths";
      return fail(badOptionValue(at(context, element), "dense(widths, activation)", need, showNumber(width), meaning));
    }),
  );
}

function activationOf(context: Context, expression: Expression): string {
  if (expression.kind === "name" && activationNames.includes(expression.name)) return expression.name;
  if (expression.kind === "name") {
    return fail(unknownName(at(context, expression), "activation", expression.name, activationNames));
  }
  const found = `\`${textOf(context.source, expression.span)}\``;
  const meaning = "what every hidden unit does with its sum";
  return fail(
    badOptionValue(at(context, expression), "dense(widths, activation)", "a word such as relu", found, meaning),
  );
}

function elementOf(context: Context, type: BoxType, legal: readonly string[]): string {
  if (legal.includes(type.element.name)) return type.element.name;
  const found = `\`${textOf(context.source, type.element.span)}\``;
  const meaning = "e.g. `network N(real[feature]) -> simplex[species] = dense([32], relu)`";
  return fail(badOptionValue(at(context, type.element), "the type of a network", legal.join(" or "), found, meaning));
}
