/** `network N(real[d]) -> real = dense([32], relu)`: a net whose weights are latent, and `prior parameters(N) ~ D(..)`. */
import { layOut, type WeightPart } from "../../blackbox/parameters.ts";
import { activationNames, namedActivation } from "../../blackbox/tfjs/activation.ts";
import type { Net, NetLayer } from "../../blackbox/tfjs/net.ts";
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
import { parameterAxis } from "../subject.ts";
import type { BoxType, Expression, NetworkStatement, PriorStatement } from "../syntax.ts";
import { checkCanBeLatent, checkSupports } from "./probability.ts";

export function declareNetwork(context: Context, statement: NetworkStatement): Network {
  const { name } = statement;
  context.scope.refuseSecond(name);
  const [inputAxes, outputAxes, , element, { widths, activation }] = each(
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
  const parameters = layOut(sizes.slice(1).flatMap((units, i) => weightsOf(`layer${i + 1}`, sizes[i], units)));
  checkLimit(at(context, statement.architecture), [parameterAxis({ name: name.name, parameters })]);
  const last = element === "simplex" ? "softmax" : "linear";
  const shown = sizes
    .map((size, i) => `${size}${i === 0 || i === sizes.length - 1 ? "" : `(${activation})`}`)
    .join("-");
  const network: Network = {
    name: name.name,
    net: netOf(sizes, parameters.parts, activation, last),
    parameters,
    inputAxes,
    outputAxes,
    outputElement: element === "simplex" ? "simplex" : "real",
    description: `${shown}${last === "softmax" ? "(softmax)" : ""}, ${parameters.size.toLocaleString("en-US")} weights`,
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

function weightsOf(layer: string, inputs: number, units: number): Omit<WeightPart, "offset">[] {
  return [
    { layer, weight: "kernel", shape: [inputs, units] },
    { layer, weight: "bias", shape: [units] },
  ];
}

function netOf(sizes: readonly number[], parts: readonly WeightPart[], hidden: string, last: string): Net {
  const layers = sizes.slice(1).flatMap((units, i): NetLayer[] => {
    const name = i === sizes.length - 2 ? last : hidden;
    const [kernel, bias] = [parts[2 * i].offset, parts[2 * i + 1].offset];
    const activation = namedActivation(name);
    const dense: NetLayer = { kind: "dense", inputs: sizes[i], units, kernel, bias };
    return activation === undefined || name === "linear" ? [dense] : [dense, { kind: "activation", activation }];
  });
  return { inputShape: [sizes[0]], outputShape: [sizes[sizes.length - 1]], layers };
}

interface Architecture {
  readonly widths: readonly number[];
  readonly activation: string;
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
  const [first, second] = each(
    () => widthsOf(context, name.name, widths),
    () => activationOf(context, activation),
  );
  return { widths: first, activation: second };
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
      if (element.kind === "name" && element.name === "auto" && !context.scope.isDeclared("auto")) {
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
