/** Statements that add to the density: prior, observe, factor. */
import { input } from "../../tensor/build.ts";
import { constantValue } from "../../tensor/evaluate.ts";
import { applyDistribution, readDistribution } from "../applying.ts";
import { shapeOf } from "../axes.ts";
import type { Factor, Latent, Observation, Value } from "../checked.ts";
import { at, type Context, each } from "../context.ts";
import { fail } from "../diagnostics/make.ts";
import { discreteLatent, observingBox, observingLatent } from "../diagnostics/roles.ts";
import { notANumber } from "../diagnostics/supports.ts";
import { elaborate } from "../elaborate.ts";
import { textOf } from "../elements.ts";
import { headAxes } from "../heads.ts";
import { unknownPart } from "../known.ts";
import { checkMissing } from "../missing.ts";
import { checkData } from "../observed.ts";
import type { FactorStatement, ObserveStatement, PriorStatement } from "../syntax.ts";

export function declarePrior(context: Context, statement: PriorStatement): Latent {
  const { head } = statement;
  context.scope.refuseSecond(head.name);
  const [axes, drawn] = each(
    () => headAxes(context, head.dims ?? []),
    () => readDistribution(context, statement.distribution),
  );
  if (drawn.distribution.discrete) {
    fail(discreteLatent(at(context, statement.distribution), head.name.name, drawn.distribution.name));
  }
  const latent: Latent = {
    name: head.name.name,
    axes,
    node: input(`latent:${head.name.name}`, 0, shapeOf(axes)),
    prior: applyDistribution(context, drawn, { axes, span: head.span }),
    span: statement.span,
    nameSpan: head.name.span,
  };
  context.scope.declare(head.name, { kind: "latent", latent });
  return latent;
}

export function declareObservation(context: Context, statement: ObserveStatement): Observation {
  const [left, drawn] = each(
    () => observed(context, statement),
    () => readDistribution(context, statement.distribution),
  );
  const valueSpan = statement.value.span;
  const likelihood = applyDistribution(context, drawn, { axes: left.axes, span: valueSpan });
  const text = textOf(context.source, valueSpan);
  const value = checkData(context, statement, text, left, likelihood);
  return { text, axes: left.axes, value, likelihood, span: statement.span, valueSpan };
}

/** What stands on the left of `observe`: known once data are. */
function observed(context: Context, statement: ObserveStatement): Value {
  const left = elaborate(context, statement.value);
  const part = constantValue(left.node) === undefined ? unknownPart(left.node) : undefined;
  if (part === undefined) return left;
  const place = at(context, statement.value);
  const text = textOf(context.source, statement.value.span);
  if ("box" in part) return fail(observingBox(place, text));
  return fail(observingLatent(place, text, part.latent, context.scope.spanOf(part.latent) ?? statement.span));
}

export function declareFactor(context: Context, statement: FactorStatement): Factor {
  const value = elaborate(context, statement.value);
  checkMissing(context, statement.value, value);
  if (constantValue(value.node)?.some(Number.isNaN)) {
    fail(notANumber(at(context, statement.value), textOf(context.source, statement.value.span)));
  }
  return { value, span: statement.span };
}
