/** `infer NAME = algorithm(option = value, ..)`: options read by their schema into plain data. */
import type { Algorithm, Construction, OptionSpec, OptionValue } from "../../inference/kernel.ts";
import type { Infer } from "../checked.ts";
import { all, at, type Context } from "../context.ts";
import { fail } from "../diagnostics/make.ts";
import { badOptionValue, misplaced, type NameSpace, unexpectedArgumentName, unknownName } from "../diagnostics/names.ts";
import { randomGradient } from "../diagnostics/roles.ts";
import { knownNumber } from "../elaborate.ts";
import type { CallExpression, Expression, InferStatement } from "../syntax.ts";

/** The algorithms there are, as far as the checker needs to know them. */
export interface Catalogue {
  readonly algorithms: ReadonlyMap<string, Pick<Algorithm, "name" | "options" | "needsGradient">>;
  /** Kernels that may be an option's value: `move = rwm(steps = 10)`. */
  readonly kernels: ReadonlyMap<string, { readonly name: string; readonly options: readonly OptionSpec[] }>;
}

const gradients: ReadonlyMap<string, { readonly name: string; readonly options: readonly OptionSpec[] }> = new Map([
  [
    "finite_difference",
    {
      name: "finite_difference",
      options: [{ name: "step", type: "positive", default: 0, documentation: "relative step; 0 chooses it by the box's precision" }],
    },
  ],
]);

export function declareInfer(context: Context, statement: InferStatement, catalogue: Catalogue): Infer {
  const steps = all(statement.steps.map((call) => () => construct(context, call, "algorithm", catalogue.algorithms, catalogue)));
  return { name: statement.name?.name ?? steps[0].name, steps, span: statement.span };
}

function construct(
  context: Context,
  call: CallExpression,
  space: NameSpace,
  known: ReadonlyMap<string, { readonly name: string; readonly options: readonly OptionSpec[] }>,
  catalogue: Catalogue,
): Construction {
  const { callee } = call;
  if (space === "gradient" && callee.name === "spsa") fail(randomGradient(at(context, call)));
  const entry = known.get(callee.name);
  if (entry === undefined) return fail(unknownName(at(context, callee), space, callee.name, known.keys()));
  const options: Record<string, OptionValue> = {};
  for (const spec of entry.options) options[spec.name] = spec.default;
  all(
    call.arguments.map((argument) => () => {
      const names = entry.options.map((spec) => spec.name);
      if (argument.name === undefined) {
        return fail(misplaced(at(context, argument), `options of ${callee.name} are written with their names`, `e.g. ${callee.name}(${names[0]} = ..)`));
      }
      const name = argument.name.name;
      const spec = entry.options.find((candidate) => candidate.name === name);
      if (spec === undefined) return fail(unexpectedArgumentName(at(context, argument.name), callee.name, name, names));
      options[name] = optionValue(context, callee.name, spec, argument.value, catalogue);
    }),
  );
  return { name: entry.name, options };
}

function optionValue(context: Context, callee: string, spec: OptionSpec, value: Expression, catalogue: Catalogue): OptionValue {
  const bad = (need: string, found: string): never => fail(badOptionValue(at(context, value), callee, spec.name, need, found));
  switch (spec.type) {
    case "word":
      if (value.kind === "name" && spec.words?.includes(value.name)) return value.name;
      return bad((spec.words ?? []).join(" or "), shown(context, value));
    case "flag":
      if (value.kind === "name" && (value.name === "true" || value.name === "false")) return value.name === "true";
      return knownNumber(context, value, spec.name) !== 0;
    case "kernel":
      if (value.kind === "call") return construct(context, value, "kernel", catalogue.kernels, catalogue);
      if (value.kind === "name") return construct(context, callOf(value), "kernel", catalogue.kernels, catalogue);
      return bad("a kernel, e.g. rwm(steps = 10)", shown(context, value));
    case "gradient":
      if (value.kind === "call") return construct(context, value, "gradient", gradients, catalogue);
      return bad("finite_difference()", shown(context, value));
    default:
      return numberOption(spec, knownNumber(context, value, spec.name), bad);
  }
}

function numberOption(spec: OptionSpec, x: number, bad: (need: string, found: string) => never): number {
  if (spec.type === "count" && !(Number.isInteger(x) && x >= 0 && x <= Number.MAX_SAFE_INTEGER)) return bad("a whole number", String(x));
  if (spec.type === "positive" && !(x > 0 && Number.isFinite(x))) return bad("a number above 0", String(x));
  if (spec.type === "unit" && !(x > 0 && x < 1)) return bad("a number between 0 and 1", String(x));
  return x;
}

function callOf(name: Expression & { kind: "name" }): CallExpression {
  return { kind: "call", callee: { name: name.name, span: name.span }, arguments: [], span: name.span };
}

function shown(context: Context, expression: Expression): string {
  return `\`${context.source.text.slice(expression.span.start, expression.span.end)}\``;
}
