/** `start = { x: Normal(0, 0.01), tau: 1 }`: where latents start, by known distributions or known values. */

import { outsideOf } from "../../distributions/combinators/outside-of.ts";
import { combinators } from "../../distributions/combinators/registry.ts";
import { atEdge, mayLeave } from "../../distributions/containment.ts";
import { distributions } from "../../distributions/registry.ts";
import { applyDistribution, readDistribution } from "../applying.ts";
import { shapeOf } from "../axes.ts";
import type { Start } from "../checked.ts";
import { at, type Context } from "../context.ts";
import { fail } from "../diagnostics/make.ts";
import { startMayLeave, startOfDiscrete, startOutside, startWithoutDraws } from "../diagnostics/starts.ts";
import { notANumber } from "../diagnostics/supports.ts";
import { whyNoDraws } from "../draws.ts";
import { elaborate } from "../elaborate.ts";
import { elementName, indexedName, showNumber, textOf } from "../elements.ts";
import { fitToHead } from "../heads.ts";
import { knownValue } from "../known.ts";
import { checkMissing } from "../missing.ts";
import type { CallExpression, Expression } from "../syntax.ts";
import type { LatentEntry } from "./records.ts";

/** @param isFree its bounds are a penalty, so that it may start beyond them */
export function readStart(context: Context, entry: LatentEntry, isFree: boolean): Start {
  const { latent, key, value } = entry;
  if (latent.prior.distribution.discrete) fail(startOfDiscrete(at(context, key), latent.name));
  return isDistribution(context, value)
    ? { drawn: readDrawn(context, entry, value, isFree) }
    : { values: readValues(context, entry, isFree) };
}

/** A declared function wins over a distribution of its name. */
function isDistribution(context: Context, value: Expression): value is CallExpression {
  if (value.kind !== "call" || value.module !== undefined) return false;
  const { name } = value.callee;
  return !context.scope.isDeclared(name) && (distributions.has(name) || combinators.has(name));
}

function readDrawn(context: Context, { latent, key }: LatentEntry, call: CallExpression, isFree: boolean) {
  const drawn = readDistribution(context, call);
  for (const { expression, value } of drawn.args) {
    knownValue(context, expression, value, `the start of \`${latent.name}\``);
  }
  const applied = applyDistribution(context, drawn, { axes: latent.axes, span: key.span });
  const { name } = drawn.distribution;
  if (whyNoDraws(applied) === "improper") fail(startWithoutDraws(at(context, call), name));
  if (isFree) return applied;
  const { prior } = latent;
  const need = mayLeave(drawn.distribution.support(applied.args), prior.distribution.support(prior.args));
  if (need !== undefined) fail(startMayLeave(at(context, call), name, latent.name, need));
  return applied;
}

function readValues(context: Context, { latent, key, value }: LatentEntry, isFree: boolean): Float64Array {
  const found = elaborate(context, value);
  checkMissing(context, value, found);
  const fitted = fitToHead(context, { name: key, span: key.span }, latent.axes, value, found);
  const numbers = knownValue(context, value, fitted, `the start of \`${latent.name}\``);
  if (numbers.some(Number.isNaN)) fail(notANumber(at(context, value), textOf(context.source, value.span)));
  if (isFree) return numbers;
  const { distribution, args } = latent.prior;
  const bad = outsideOf(distribution, args, numbers, shapeOf(latent.axes));
  if (bad !== undefined) {
    fail(
      startOutside(at(context, value), `${indexedName(latent.name, bad.index)} = ${showNumber(bad.value)}`, bad.need),
    );
  }
  const edge = atEdge(distribution.support(args), numbers);
  if (edge !== undefined) {
    const element = `${elementName(latent.name, shapeOf(latent.axes), edge)} = ${showNumber(numbers[edge])}`;
    fail(startOutside(at(context, value), element, "strictly inside, not at an edge"));
  }
  return numbers;
}
