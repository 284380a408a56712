/** `fn` and `distribution`: what is defined in the language itself. Their names are looked up here, their shapes where they are used. */
import { at, type Context } from "../context.ts";
import { parameterTwice } from "../diagnostics/loops.ts";
import { fail } from "../diagnostics/make.ts";
import { checkNames } from "../free-names.ts";
import type { DistributionStatement, FnStatement, Identifier } from "../syntax.ts";

export function declareFunction(context: Context, statement: FnStatement): void {
  const { name, parameters, lets, body } = statement;
  context.scope.refuseSecond(name);
  refuseTwice(context, parameters);
  const known = parameters.map((parameter) => parameter.name);
  for (const { head, value } of lets) {
    checkNames(context, value, known);
    known.push(head.name.name);
  }
  checkNames(context, body, known);
  context.scope.declare(name, {
    kind: "function",
    definition: { name: name.name, parameters, lets, body, context },
  });
}

export function declareDistribution(context: Context, statement: DistributionStatement): void {
  const { name, parameters, body, value } = statement;
  context.scope.refuseSecond(name);
  refuseTwice(context, parameters);
  const known = parameters.map((parameter) => parameter.name);
  for (const inner of body) {
    if (inner.kind !== "prior" && inner.kind !== "let") continue;
    checkNames(context, inner.kind === "prior" ? inner.distribution : inner.value, known);
    known.push(inner.head.name.name);
  }
  checkNames(context, value.kind === "drawn" ? value.distribution : value.expression, known);
  context.scope.declare(name, { kind: "distribution", definition: { statement, context } });
}

function refuseTwice(context: Context, parameters: readonly Identifier[]): void {
  for (const [i, parameter] of parameters.entries()) {
    if (parameters.slice(0, i).some((other) => other.name === parameter.name))
      fail(parameterTwice(at(context, parameter), parameter.name));
  }
}
