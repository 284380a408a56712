/**
 * `density(x => e, support = positive, start = D)`: a log density written in the language (DESIGN 1.3). A prior becomes a prior on
 * D, where draws begin, and the factors e(x) - log D(x); without a start it is flat over its support. Observed, it is a factor.
 */
import { neg } from "../../tensor/build.ts";
import type { Latent, Value } from "../checked.ts";
import { at, type Context } from "../context.ts";
import { badDensity, supportNeedsStart } from "../diagnostics/density.ts";
import { fail } from "../diagnostics/make.ts";
import { elaborate } from "../elaborate.ts";
import { applyFunction, lambdaOf } from "../inlining.ts";
import type { CallExpression, Expression, LambdaExpression, ObserveStatement, PriorStatement } from "../syntax.ts";
import { definedDistribution, type Step } from "./expand.ts";

export const densityWord = "density";

/** The improper prior over each support that a word names. */
const flatOver: Readonly<Record<string, { readonly name: string; readonly numbers: readonly number[] }>> = {
  real: { name: "Flat", numbers: [] },
  positive: { name: "HalfFlat", numbers: [] },
  unit: { name: "Uniform", numbers: [0, 1] },
};

interface DensityCall {
  readonly log: LambdaExpression;
  readonly start: CallExpression;
  readonly isFlat: boolean;
}

/** @param step whose statement stands before such a call */
export function expandDensity(step: Step, statement: PriorStatement | ObserveStatement): Step[] {
  if (statement.kind === "observe") return [observedFactor(step, statement)];
  let element: { readonly value: Value; readonly latent: Latent } | undefined;
  const drawn = () => {
    if (element === undefined) throw new Error("a latent is declared before its density is added");
    return element;
  };
  const prior: Step = {
    ...step,
    distribution: (place) => readCall(step.inside(place), statement.distribution).start,
    isReference: true,
    bind: (value, latent) => {
      step.bind?.(value, latent);
      if (latent !== undefined) element = { value, latent };
    },
  };
  const { span } = statement;
  const factor = (evaluate: (place: Context) => Value | undefined): Step => ({
    statement: { kind: "factor", value: statement.distribution, span },
    inside: step.inside,
    axes: () => [],
    evaluate,
  });
  const density = factor((place) => {
    const inside = step.inside(place);
    return densityOf(inside, statement.distribution, readCall(inside, statement.distribution).log, drawn().value);
  });
  const reference = factor((place) => {
    if (readCall(step.inside(place), statement.distribution).isFlat) return undefined;
    const { value, latent } = drawn();
    const { distribution, args, batch } = latent.prior;
    return { node: neg(distribution.logDensity(value.node, args)), axes: batch };
  });
  return [prior, density, reference];
}

function observedFactor(step: Step, statement: ObserveStatement): Step {
  return {
    statement: { kind: "factor", value: statement.distribution, span: statement.span },
    inside: step.inside,
    axes: () => [],
    evaluate: (place) => {
      const inside = step.inside(place);
      const { log } = readCall(inside, statement.distribution);
      return densityOf(inside, statement.distribution, log, elaborate(place, statement.value));
    },
  };
}

function densityOf(context: Context, call: CallExpression, log: LambdaExpression, x: Value): Value {
  return applyFunction(context, call, lambdaOf(context, log), [{ kind: "let", value: x }]);
}

function readCall(context: Context, call: CallExpression): DensityCall {
  const option = (name: string): Expression | undefined =>
    call.arguments.find((argument) => argument.name?.name === name)?.value;
  for (const { name } of call.arguments) {
    if (name !== undefined && name.name !== "support" && name.name !== "start")
      fail(badDensity(at(context, name), `it has no option \`${name.name}\``));
  }
  const positional = call.arguments.filter((argument) => argument.name === undefined);
  const [log] = positional;
  if (positional.length !== 1 || log.value.kind !== "lambda" || log.value.parameters.length !== 1)
    return fail(badDensity(at(context, log?.value ?? call), "its first argument is a function of one value"));
  const start = option("start");
  if (start !== undefined) {
    if (start.kind !== "call") return fail(badDensity(at(context, start), "a start is a distribution"));
    // Its log density is taken off again, and one of statements has none.
    if (definedDistribution(context, start) !== undefined)
      return fail(badDensity(at(context, start), "a start is a built-in distribution"));
    return { log: log.value, start, isFlat: false };
  }
  const support = option("support");
  const word = support === undefined ? "real" : support.kind === "name" ? support.name : "";
  const flat = flatOver[word];
  if (flat === undefined) return fail(supportNeedsStart(at(context, support ?? call), word, Object.keys(flatOver)));
  const { span, callee } = call;
  const numbers = flat.numbers.map((value) => ({ value: { kind: "number" as const, value, span }, span }));
  const flatCall: CallExpression = {
    kind: "call",
    callee: { name: flat.name, span: callee.span },
    arguments: numbers,
    span,
  };
  return { log: log.value, start: flatCall, isFlat: true };
}
