/** Functions of one's own: every call is written out, with the arguments under the names of the parameters (DESIGN 1.2, `fn`). */
import type { Value } from "./checked.ts";
import { all, at, type Context } from "./context.ts";
import { type Diagnostic, DiagnosticError } from "./diagnostic.ts";
import { tooManyCalls, wrongParameterCount } from "./diagnostics/loops.ts";
import { fail } from "./diagnostics/make.ts";
import { unexpectedArgumentName } from "./diagnostics/names.ts";
import { elaborate } from "./elaborate.ts";
import type { BuiltinFunction } from "./functions/function.ts";
import { functions } from "./functions/registry.ts";
import { fitToHead, headAxes } from "./heads.ts";
import type { FunctionDefinition, Meaning } from "./scope.ts";
import { positionAt } from "./source.ts";
import type { CallExpression, Expression, NameExpression } from "./syntax.ts";

/** So many calls are written out in one scenario at most: functions that call functions grow fast. */
const MOST_CALLS = 20_000;

export function callFunction(context: Context, expression: CallExpression, definition: FunctionDefinition): Value {
  const { parameters, name } = definition;
  const named = expression.arguments.find((argument) => argument.name !== undefined);
  if (named?.name !== undefined) fail(unexpectedArgumentName(at(context, named.name), name, named.name.name, []));
  if (expression.arguments.length !== parameters.length) {
    const signature = `${name}(${parameters.map((parameter) => parameter.name).join(", ")})`;
    fail(wrongParameterCount(at(context, expression), signature, expression.arguments.length));
  }
  const meanings = all(
    expression.arguments.map(
      ({ value }) =>
        () =>
          argumentMeaning(context, value),
    ),
  );
  return applyFunction(context, expression, definition, meanings);
}

/** What a parameter stands for: a value, a function to call, a dim to go over, a model to ask. */
export function argumentMeaning(context: Context, expression: Expression): Meaning {
  if (expression.kind === "lambda") return { kind: "function", definition: lambdaOf(context, expression) };
  if (expression.kind === "name") {
    const meaning = context.scope.find(expression.name);
    if (meaning?.kind === "dim" || meaning?.kind === "box" || meaning?.kind === "function") return meaning;
    const builtin = meaning === undefined ? functions.get(expression.name) : undefined;
    if (builtin !== undefined) return { kind: "function", definition: definitionOf(context, expression, builtin) };
  }
  return { kind: "let", value: elaborate(context, expression) };
}

/** A built-in function by its name, as in `twice(exp, x)`. */
function definitionOf(context: Context, name: NameExpression, builtin: BuiltinFunction): FunctionDefinition {
  const { span } = name;
  const parameters = Array.from({ length: builtin.arity[0] }, (_, i) => ({ name: `x${i}`, span }));
  const args = parameters.map((parameter) => ({ value: { kind: "name" as const, ...parameter }, span }));
  return {
    name: name.name,
    parameters,
    lets: [],
    body: { kind: "call", callee: name, arguments: args, span },
    context,
  };
}

export function lambdaOf(context: Context, expression: Expression & { kind: "lambda" }): FunctionDefinition {
  return { name: "this function", parameters: expression.parameters, lets: [], body: expression.body, context };
}

/** The body with the parameters bound; mistakes in it name the call. */
export function applyFunction(
  context: Context,
  call: { readonly span: CallExpression["span"] },
  definition: FunctionDefinition,
  meanings: readonly Meaning[],
): Value {
  context.calls.count += 1;
  if (context.calls.count > MOST_CALLS) fail(tooManyCalls(at(context, call), MOST_CALLS));
  const { context: own, parameters, lets, body } = definition;
  const scope = own.scope.within();
  parameters.forEach((parameter, i) => {
    scope.bind(parameter, meanings[i]);
  });
  // What the call may do is decided where it stands: files, loops around it, access it uses.
  const inner: Context = { ...context, source: own.source, scope, resources: own.resources };
  return naming(context, call, () => {
    for (const { head, value } of lets) {
      const found = elaborate(inner, value);
      const fitted = head.dims === undefined ? found : fitToHead(inner, head, headAxes(inner, head.dims), value, found);
      scope.bind(head.name, { kind: "let", value: fitted });
    }
    return elaborate(inner, body);
  });
}

/** Does what a call stands for; mistakes in it name the call. */
export function naming<T>(context: Context, call: { readonly span: CallExpression["span"] }, work: () => T): T {
  try {
    return work();
  } catch (problem) {
    if (!(problem instanceof DiagnosticError)) throw problem;
    throw new DiagnosticError(problem.diagnostics.map((diagnostic) => namingCall(context, call, diagnostic)));
  }
}

function namingCall(
  context: Context,
  call: { readonly span: CallExpression["span"] },
  diagnostic: Diagnostic,
): Diagnostic {
  const { source, labels } = diagnostic;
  const isHere = source === context.source;
  if (isHere && labels.some(({ span }) => span.start >= call.span.start && span.end <= call.span.end))
    return diagnostic;
  if (isHere && labels.length < 3)
    return { ...diagnostic, labels: [...labels, { span: call.span, text: "called here" }] };
  const { line, column } = positionAt(context.source, call.span.start);
  const note = `called in ${context.source.name}:${line}:${column}`;
  if (diagnostic.notes.some((other) => other.startsWith("called in "))) return diagnostic;
  return { ...diagnostic, notes: [...diagnostic.notes, note] };
}
