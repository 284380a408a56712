/** Calls of combinators: distributions made of others, `Truncated(Normal(0, 1), lower = 0)`. */
import type { Combinator, Slot } from "../distributions/combinators/combinator.ts";
import { type Drawn, type DrawnArgument, latentsOf, readDistribution } from "./applying.ts";
import { refuseTwice } from "./call.ts";
import type { Value } from "./checked.ts";
import { all, at, type Context, each } from "./context.ts";
import { boundMissing, cannotCombine, distributionExpected } from "./diagnostics/combinators.ts";
import { fail } from "./diagnostics/make.ts";
import { unexpectedArgumentName, wrongArgumentCount } from "./diagnostics/names.ts";
import { checkDomain } from "./distribution-arguments.ts";
import { elaborate } from "./elaborate.ts";
import { checkMissing } from "./missing.ts";
import { definedDistribution } from "./statements/expand.ts";
import { densityWord } from "./statements/expand-density.ts";
import type { CallExpression, Expression } from "./syntax.ts";

/** What a call gives to each slot; a slot of several parts may have many. */
type Given = ReadonlyMap<Slot, readonly Expression[]>;

/** The distribution that a combinator makes, with the arguments of all its parts. */
export function readCombined(context: Context, call: CallExpression, combinator: Combinator): Drawn {
  const given = fill(context, call, combinator);
  const own = combinator.slots.filter((slot) => slot.kind === "value" && given.has(slot));
  const partExpressions = [...given].flatMap(([slot, expressions]) => (slot.kind === "part" ? expressions : []));
  // Values where distributions belong: arguments in another order, about which one message is enough.
  const misplaced = partExpressions.filter((expression) => expression.kind !== "call");
  if (misplaced.length > 0) {
    fail(
      ...misplaced.map((expression) =>
        distributionExpected(at(context, expression), combinator.name, combinator.signature),
      ),
    );
  }
  const [parts, values] = each(
    () => all(partExpressions.map((expression) => () => readPart(context, combinator, expression))),
    () => all(own.flatMap((slot) => (given.get(slot) ?? []).map((expression) => () => readValue(context, expression)))),
  );
  if (combinator.slots.every((slot) => slot.kind === "part" || slot.optional) && own.length === 0) {
    const bounds = combinator.slots.filter((slot) => slot.kind === "value");
    if (bounds.length > 0) fail(boundMissing(at(context, call), combinator.name, combinator.signature));
  }
  const distributions = parts.map((part) => part.distribution);
  const names = own.map((slot) => slot.name);
  const refusal = combinator.refuse(distributions, names);
  if (refusal !== undefined) {
    const place = at(context, partExpressions[refusal.part]);
    fail(cannotCombine(place, combinator.name, refusal.reason, refusal.remedy));
  }
  const distribution = combinator.build(distributions, names);
  const ownArgs: DrawnArgument[] = values.map(({ expression, value }, i) => {
    checkDomain(context, distribution, distribution.parameters[i], expression, value, latentsOf(context));
    return { expression, value, owner: distribution };
  });
  return { distribution, call, args: [...ownArgs, ...parts.flatMap((part) => part.args)] };
}

/** Named arguments take their slots, the others fill what is free in order. */
function fill(context: Context, call: CallExpression, combinator: Combinator): Given {
  const { name, signature, slots } = combinator;
  refuseTwice(context, name, call.arguments);
  const given = new Map<Slot, Expression[]>();
  const nameable = slots.filter((slot) => slot.kind === "value" || slot.several !== true);
  for (const argument of call.arguments) {
    if (argument.name === undefined) continue;
    const { name: word } = argument.name;
    const slot = nameable.find((each) => each.name === word);
    if (slot === undefined) {
      const legal = nameable.map((each) => each.name);
      return fail(unexpectedArgumentName(at(context, argument.name), name, word, legal, "argument"));
    }
    given.set(slot, [argument.value]);
  }
  const positional = call.arguments.flatMap((argument) => (argument.name === undefined ? [argument.value] : []));
  let next = 0;
  for (const slot of slots) {
    if (given.has(slot) || next >= positional.length) continue;
    const several = slot.kind === "part" && slot.several === true;
    given.set(slot, several ? positional.slice(next) : [positional[next]]);
    next = several ? positional.length : next + 1;
  }
  const isFull = (slot: Slot) =>
    slot.kind === "value" ? slot.optional === true || given.has(slot) : (given.get(slot)?.length ?? 0) >= least(slot);
  const missing = slots
    .filter((slot) => !isFull(slot))
    .flatMap((slot) =>
      slot.kind === "part" && slot.several ? ["D1", "D2"].slice(given.get(slot)?.length ?? 0) : [slot.name],
    );
  if (missing.length > 0 || next < positional.length) {
    fail(wrongArgumentCount(at(context, call), name, signature, call.arguments.length, missing));
  }
  // In the order of the slots, whatever the order of writing.
  return new Map(slots.flatMap((slot) => (given.has(slot) ? [[slot, given.get(slot) ?? []] as const] : [])));
}

function least(slot: Slot): number {
  return slot.kind === "part" && slot.several === true ? 2 : 1;
}

function readPart(context: Context, combinator: Combinator, expression: Expression): Drawn {
  if (expression.kind !== "call") throw new Error("only calls are parts");
  const { name } = expression.callee;
  if (name === densityWord || definedDistribution(context, expression) !== undefined) {
    const reason = `\`${name}\` is defined in the language, by statements: it has no density of its own here`;
    const remedy = `write ${combinator.name}(..) of the built-in distributions it is made of, inside its definition or in its place`;
    fail(cannotCombine(at(context, expression), combinator.name, reason, remedy));
  }
  return readDistribution(context, expression);
}

function readValue(context: Context, expression: Expression): { expression: Expression; value: Value } {
  const value = elaborate(context, expression);
  checkMissing(context, expression, value);
  return { expression, value };
}
