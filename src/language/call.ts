/** Calls in expressions: a declared model or network wins, then the built-in functions. */

import { askParameters, askScores, subjectOf } from "./asking.ts";
import type { Value } from "./checked.ts";
import { all, at, type Context } from "./context.ts";
import { fail } from "./diagnostics/make.ts";
import {
  givenTwice,
  misplaced,
  unexpectedArgumentName,
  unknownName,
  wrongArgumentCount,
  wrongKind,
} from "./diagnostics/names.ts";
import { elaborate } from "./elaborate.ts";
import type { BuiltinFunction } from "./functions/function.ts";
import { functions } from "./functions/registry.ts";
import { callFunction } from "./inlining.ts";
import { exported } from "./modules.ts";
import { meansElsewhere } from "./namespaces.ts";
import { AlreadyReported, kindNames } from "./scope.ts";
import type { Argument, CallExpression, Expression, Identifier } from "./syntax.ts";

export function elaborateCall(context: Context, expression: CallExpression): Value {
  const { callee } = expression;
  if (expression.module !== undefined) return callOfModule(context, expression, expression.module);
  const builtin = functions.get(callee.name);
  const declared =
    context.scope.isDeclared(callee.name) || (builtin === undefined && context.scope.isDeclaredLater(callee.name))
      ? context.scope.resolve(callee)
      : undefined;
  const subject = declared?.kind === "box" || declared?.kind === "network" ? subjectOf(context, callee) : undefined;
  if (subject !== undefined) return askScores(context, expression, subject);
  if (declared?.kind === "function") return callFunction(context, expression, declared.definition);
  if (builtin !== undefined) return callBuiltin(context, expression, builtin);
  if (declared !== undefined) {
    const remedy = `to index it write \`${callee.name}[..]\`, to multiply \`${callee.name} * (..)\``;
    fail(misplaced(at(context, callee), `\`${callee.name}\` is not a function`, remedy));
  }
  if (context.scope.isLost(callee.name) || !context.scope.sayOnce(`unknown function ${callee.name}`))
    throw new AlreadyReported(callee.name);
  const { scope } = context;
  const known = [...functions.keys(), ...scope.names("box"), ...scope.names("network"), ...scope.names("function")];
  return fail(unknownName(at(context, callee), "function", callee.name, known, meansElsewhere(callee.name)));
}

/** `parameters(f).layer.kernel`, the fields behind the call in `path`. */
export function elaborateParameters(context: Context, expression: CallExpression, path: readonly Identifier[]): Value {
  const builtin = functions.get("parameters");
  if (builtin !== undefined) checkArguments(context, expression, builtin);
  return askParameters(context, expression, path);
}

/** `stats.rescale(x)` */
function callOfModule(context: Context, expression: CallExpression, module: Identifier): Value {
  const { callee } = expression;
  const meaning = exported(context, module, callee, "function");
  if (meaning.kind === "function") return callFunction(context, expression, meaning.definition);
  return fail(
    wrongKind(
      at(context, callee),
      callee.name,
      kindNames[meaning.kind],
      "a function",
      "functions are declared with `fn`",
    ),
  );
}

/** `svd(a).s`: one part of what a function gives. */
export function elaboratePart(context: Context, expression: CallExpression, part: Identifier): Value {
  const builtin = functions.get(expression.callee.name);
  if (builtin === undefined) throw new Error(`${expression.callee.name} is no function with parts`);
  return callBuiltin(context, expression, builtin, part);
}

/** Whether a call of this name gives several parts, which fields name. */
export function hasParts({ scope }: Context, name: string): boolean {
  return functions.get(name)?.parts !== undefined && !scope.isDeclared(name);
}

function callBuiltin(context: Context, expression: CallExpression, builtin: BuiltinFunction, part?: Identifier): Value {
  const { options, argExpressions } = checkArguments(context, expression, builtin);
  const args = builtin.raw === true ? [] : all(argExpressions.map((argument) => () => elaborate(context, argument)));
  return builtin.apply({ context, expression, args, argExpressions, options, part });
}

/** The arguments by position and by name, as many and of such names as the function takes. */
function checkArguments(context: Context, expression: CallExpression, builtin: BuiltinFunction) {
  const options = optionsOf(context, expression, builtin);
  const argExpressions = expression.arguments.flatMap((argument) =>
    argument.name === undefined ? [argument.value] : [],
  );
  const [fewest, most] = builtin.arity;
  if (argExpressions.length < fewest || argExpressions.length > most) {
    fail(wrongArgumentCount(at(context, expression), builtin.name, builtin.signature, argExpressions.length));
  }
  return { options, argExpressions };
}

function optionsOf(context: Context, expression: CallExpression, builtin: BuiltinFunction): Map<string, Expression> {
  const options = new Map<string, Expression>();
  refuseTwice(context, builtin.name, expression.arguments);
  for (const argument of expression.arguments) {
    if (argument.name === undefined) continue;
    if (!builtin.options.includes(argument.name.name)) {
      fail(unexpectedArgumentName(at(context, argument.name), builtin.name, argument.name.name, builtin.options));
    }
    options.set(argument.name.name, argument.value);
  }
  return options;
}

/** No argument name may stand in a call more than once. */
export function refuseTwice(context: Context, callee: string, args: readonly Argument[]): void {
  const seen = new Map<string, Argument>();
  for (const argument of args) {
    if (argument.name === undefined) continue;
    const first = seen.get(argument.name.name);
    if (first !== undefined) fail(givenTwice(at(context, argument), callee, argument.name.name, first.span));
    seen.set(argument.name.name, argument);
  }
}
