/** The arguments of a distribution: put in the order of its parameters, and checked against their domains. */
import { combinators } from "../distributions/combinators/registry.ts";
import type { Distribution, Domain, Parameter } from "../distributions/distribution.ts";
import { violation } from "../distributions/domain.ts";
import { constantValue } from "../tensor/evaluate.ts";
import type { Node } from "../tensor/node.ts";
import { shapeOf } from "./axes.ts";
import { refuseTwice } from "./call.ts";
import type { Latent, Value } from "./checked.ts";
import { at, type Context } from "./context.ts";
import { fail } from "./diagnostics/make.ts";
import { unexpectedArgumentName, wrongArgumentCount } from "./diagnostics/names.ts";
import { argumentOutsideDomain, latentMayLeaveDomain, notANumber } from "./diagnostics/supports.ts";
import { elementName, indexable, showNumber, textOf } from "./elements.ts";
import { latentOf } from "./known.ts";
import type { CallExpression, Expression } from "./syntax.ts";

/** `Normal(mean, sd)`, `Truncated(D, lower, upper)` */
export function written(distribution: Distribution): string {
  const combinator = distribution.made && combinators.get(distribution.made.combinator);
  if (combinator !== undefined) return combinator.signature;
  return `${distribution.name}(${distribution.parameters.map((parameter) => parameter.name).join(", ")})`;
}

/** Arguments in the order of the parameters; named ones take their place, the others fill what is free. */
export function orderArguments(context: Context, call: CallExpression, distribution: Distribution): Expression[] {
  const names = distribution.parameters.map((parameter) => parameter.name);
  refuseTwice(context, distribution.name, call.arguments);
  const slots = new Map<string, Expression>();
  for (const argument of call.arguments) {
    if (argument.name === undefined) continue;
    if (!names.includes(argument.name.name)) {
      fail(
        unexpectedArgumentName(at(context, argument.name), distribution.name, argument.name.name, names, "argument"),
      );
    }
    slots.set(argument.name.name, argument.value);
  }
  const free = names.filter((name) => !slots.has(name));
  const positional = call.arguments.filter((argument) => argument.name === undefined);
  for (const [i, argument] of positional.slice(0, free.length).entries()) slots.set(free[i], argument.value);
  const missing = names.filter((name) => !slots.has(name));
  if (missing.length > 0 || positional.length > free.length) {
    fail(
      wrongArgumentCount(at(context, call), distribution.name, written(distribution), call.arguments.length, missing),
    );
  }
  return names.flatMap((name) => slots.get(name) ?? []);
}

/** Refuses constants outside the domain of a parameter, and latents that nothing keeps inside. */
export function checkDomain(
  context: Context,
  distribution: Distribution,
  parameter: Parameter,
  expression: Expression,
  value: Value,
  latents: (name: string) => Latent | undefined,
): void {
  const place = at(context, expression);
  const known = constantValue(value.node);
  if (known === undefined) {
    checkLatentDomain(context, distribution, parameter, expression, value.node, latents);
    return;
  }
  const text = textOf(context.source, expression.span);
  const shape = shapeOf(value.axes);
  const bad = known.findIndex(Number.isNaN);
  if (bad >= 0) fail(notANumber(place, elementName(indexable(text), shape, bad)));
  // A scalar for a vector is repeated: its elements are judged, not their sum.
  const isRepeated = value.axes.length < parameter.rank;
  if (isRepeated && wholeDomains.has(parameter.domain)) return;
  const found = violation(parameter.domain, isRepeated ? 0 : parameter.rank, known, shape);
  if (found === undefined) return;
  const name = expression.kind === "name" ? text : parameter.name;
  const element =
    found.index.length === 0
      ? showNumber(found.value)
      : `${name}[${found.index.join(", ")}] = ${showNumber(found.value)}`;
  fail(argumentOutsideDomain(place, distribution.name, parameter.name, found.need, element, written(distribution)));
}

/** Domains of whole vectors and matrices. */
const wholeDomains: ReadonlySet<Domain> = new Set(["simplex", "covariance", "lower_triangular"]);

const remedies: Partial<Record<Domain, readonly [need: string, remedy: string]>> = {
  positive: ["positive", "give it a positive prior (HalfNormal, LogNormal, Gamma, ..), or write exp(..) of it"],
  nonnegative: ["positive or 0", "give it a positive prior (HalfNormal, LogNormal, Gamma, ..), or write exp(..) of it"],
  unit: ["between 0 and 1", "give it a Beta or Uniform(0, 1) prior, or write sigmoid(..) of it"],
};

/** A latent used as it is for a scale or a probability must be kept there by its prior. */
function checkLatentDomain(
  context: Context,
  distribution: Distribution,
  parameter: Parameter,
  expression: Expression,
  node: Node,
  latents: (name: string) => Latent | undefined,
): void {
  const remedy = remedies[parameter.domain];
  const source = movedInput(node);
  const latent = source === undefined ? undefined : latents(source);
  if (remedy === undefined || latent === undefined || staysInside(latent, parameter.domain)) return;
  const place = at(context, expression);
  fail(latentMayLeaveDomain(place, distribution.name, parameter.name, remedy[0], latent.name, remedy[1]));
}

/** The latent that a node only picks or repeats elements of. */
function movedInput(node: Node): string | undefined {
  switch (node.op.name) {
    case "input":
      return latentOf(node.op.buffer);
    case "reshape":
    case "broadcast":
    case "transpose":
    case "slice":
    case "gather":
      return movedInput(node.inputs[0]);
    default:
      return undefined;
  }
}

function staysInside({ prior }: Latent, domain: Domain): boolean {
  const whole = prior.distribution.support(prior.args);
  const support = whole.kind === "ordered" ? whole.of : whole;
  if (support.kind === "unit" || support.kind === "simplex") return true;
  if (support.kind === "category") return domain === "nonnegative" || (domain === "unit" && support.size <= 2);
  if (support.kind === "positive" || support.kind === "nonnegative") return domain !== "unit";
  if (!("lower" in support) || support.lower === undefined) return false;
  const lower = constantValue(support.lower);
  const upper = "upper" in support && support.upper !== undefined ? constantValue(support.upper) : undefined;
  // Bounds that are latents themselves are not judged; 0 itself has no density under an interval, but a count may be 0.
  const mayBeZero = support.kind !== "whole" || domain !== "positive";
  const aboveZero = lower === undefined || lower.every((x) => (mayBeZero ? x >= 0 : x > 0));
  const belowOne =
    "upper" in support && support.upper !== undefined && (upper === undefined || upper.every((x) => x <= 1));
  return aboveZero && (domain !== "unit" || belowOne);
}
