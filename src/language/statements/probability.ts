/** Statements that add to the density: prior, factor. */
import { input } from "../../tensor/build.ts";
import { constantValue } from "../../tensor/evaluate.ts";
import { applyDistribution, type Drawn, readDistribution, shownAt } from "../applying.ts";
import { shapeOf } from "../axes.ts";
import type { Applied, Factor, Latent, Value } from "../checked.ts";
import { at, type Context, each } from "../context.ts";
import { latentAcrossSupports, latentWithAtoms } from "../diagnostics/combinators.ts";
import { fail } from "../diagnostics/make.ts";
import { discreteVector } from "../diagnostics/roles.ts";
import { notANumber } from "../diagnostics/supports.ts";
import { discretePart, rememberStates } from "../discrete.ts";
import { elaborate } from "../elaborate.ts";
import { textOf } from "../elements.ts";
import { checkDiscreteLimit } from "../limits.ts";
import { checkMissing } from "../missing.ts";
import type { FactorStatement, PriorStatement } from "../syntax.ts";
import type { Step } from "./expand.ts";

export function declarePrior(context: Context, step: Step, statement: PriorStatement): Latent {
  const { head } = statement;
  const inside = step.inside(context);
  context.scope.refuseSecond(head.name);
  const [axes, drawn] = each(
    () => step.axes(context),
    () => readDistribution(inside, step.distribution?.(context) ?? statement.distribution),
  );
  const { distribution } = drawn;
  if (distribution.discrete && distribution.eventRank > 0) {
    fail(discreteVector(at(inside, statement.distribution), head.name.name, distribution.name));
  }
  if (distribution.discrete) checkDiscreteLimit(at(context, head), axes);
  checkCanBeLatent(inside, head.name.name, drawn);
  const prior = applyDistribution(inside, drawn, { axes, span: head.span });
  checkSupports(inside, head.name.name, prior);
  const latent: Latent = {
    name: head.name.name,
    axes,
    node: input(`latent:${head.name.name}`, 0, shapeOf(axes)),
    prior: shownAt(context, inside, statement, prior),
    ...discretePart(drawn, prior, shapeOf(axes)),
    span: statement.span,
    nameSpan: head.name.span,
    ...(step.isReference && { isReference: true }),
  };
  rememberStates(latent.node, latent.states);
  context.scope.declare(head.name, { kind: "latent", latent });
  step.bind?.({ node: latent.node, axes }, latent);
  return latent;
}

/** Refuses a prior that single values have under it: censored quantities are data. */
export function checkCanBeLatent(context: Context, name: string, { distribution, call }: Drawn): void {
  if (distribution.atoms === true) fail(latentWithAtoms(at(context, call), name, distribution.name));
}

/** Refuses a mixture of distributions over different sets, whose density jumps. */
export function checkSupports(context: Context, name: string, { distribution, args, span }: Applied): void {
  if (distribution.agrees?.(args) === false) fail(latentAcrossSupports(at(context, { span }), name, distribution.name));
}

/** Undefined where a density has nothing to add. */
export function declareFactor(context: Context, step: Step, statement: FactorStatement): Factor | undefined {
  const value = factorValue(context, step, statement);
  return value && checkFactor(context, statement, value);
}

export function factorValue(context: Context, step: Step, statement: FactorStatement): Value | undefined {
  if (step.evaluate !== undefined) return step.evaluate(context);
  const value = elaborate(context, statement.value);
  checkMissing(context, statement.value, value);
  return value;
}

export function checkFactor(context: Context, statement: FactorStatement, value: Value): Factor {
  if (constantValue(value.node)?.some(Number.isNaN)) {
    fail(notANumber(at(context, statement.value), textOf(context.source, statement.value.span)));
  }
  return { value, span: statement.span };
}
