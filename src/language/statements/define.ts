/** `fn` and `distribution`: what is defined in the language itself. Their names are looked up here, their shapes where they are used. */
import { at, type Context } from "../context.ts";
import { parameterTwice } from "../diagnostics/loops.ts";
import { fail } from "../diagnostics/make.ts";
import { declaredTwice } from "../diagnostics/names.ts";
import { checkNames } from "../free-names.ts";
import type { DistributionStatement, FnStatement, Identifier } from "../syntax.ts";

export function declareFunction(context: Context, statement: FnStatement): void {
  const { name, parameters, lets, body } = statement;
  context.scope.refuseSecond(name);
  refuseTwice(context, parameters);
  const known = [...parameters];
  for (const { head, value } of lets) {
    checkNames(context, value, namesOf(known));
    addInside(context, known, head.name);
  }
  checkNames(context, body, namesOf(known));
  context.scope.declare(name, {
    kind: "function",
    definition: { name: name.name, parameters, lets, body, context },
  });
}

export function declareDistribution(context: Context, statement: DistributionStatement): void {
  const { name, parameters, body, value } = statement;
  context.scope.refuseSecond(name);
  refuseTwice(context, parameters);
  const known = [...parameters];
  for (const inner of body) {
    if (inner.kind !== "prior" && inner.kind !== "let") continue;
    checkNames(context, inner.kind === "prior" ? inner.distribution : inner.value, namesOf(known));
    addInside(context, known, inner.head.name);
  }
  checkNames(context, value.kind === "drawn" ? value.distribution : value.expression, namesOf(known));
  context.scope.declare(name, { kind: "distribution", definition: { statement, context } });
}

function namesOf(known: readonly Identifier[]): string[] {
  return known.map(({ name }) => name);
}

/** A name that a block brings up, which is none of those before it. */
function addInside(context: Context, known: Identifier[], name: Identifier): void {
  const first = known.find((other) => other.name === name.name);
  if (first !== undefined) fail(declaredTwice(at(context, name), name.name, first.span));
  known.push(name);
}

function refuseTwice(context: Context, parameters: readonly Identifier[]): void {
  for (const [i, parameter] of parameters.entries()) {
    if (parameters.slice(0, i).some((other) => other.name === parameter.name))
      fail(parameterTwice(at(context, parameter), parameter.name));
  }
}
