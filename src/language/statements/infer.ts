/** `infer NAME = algorithm(option = value, ..)`: options read by their schema into plain data. */
import type { Algorithm, Construction, OptionSpec, OptionValue } from "../../inference/kernel.ts";
import { refuseTwice } from "../call.ts";
import type { Infer } from "../checked.ts";
import { all, at, type Context } from "../context.ts";
import { fail, list } from "../diagnostics/make.ts";
import {
  badOptionValue,
  misplaced,
  type NameSpace,
  unexpectedArgumentName,
  unknownName,
} from "../diagnostics/names.ts";
import { randomGradient } from "../diagnostics/roles.ts";
import { showNumber, textOf } from "../elements.ts";
import { knownNumber } from "../known.ts";
import type { CallExpression, Expression, InferStatement } from "../syntax.ts";

/** The algorithms there are, as far as the checker needs to know them. */
export interface Catalogue {
  readonly algorithms: ReadonlyMap<
    string,
    Pick<Algorithm, "name" | "options" | "needsGradient" | "needsPriorDraws" | "movesDiscrete">
  >;
  /** Kernels that may be an option's value: `move = rwm(steps = 10)`. */
  readonly kernels: ReadonlyMap<string, Schema>;
}

/** Something with options: an algorithm, a kernel, a way to get gradients. */
interface Schema {
  readonly name: string;
  readonly options: readonly OptionSpec[];
}

const gradients: ReadonlyMap<string, Schema> = new Map([
  [
    "finite_difference",
    {
      name: "finite_difference",
      options: [
        {
          name: "step",
          type: "positive",
          default: 0,
          documentation: "relative step; by default chosen by the box's precision",
        },
      ],
    },
  ],
]);

export function declareInfer(context: Context, statement: InferStatement, catalogue: Catalogue): Infer {
  const steps = all(
    statement.steps.map((call) => () => construct(context, call, "algorithm", catalogue.algorithms, catalogue)),
  );
  const stepSpans = statement.steps.map((step) => step.callee.span);
  return { name: statement.name?.name ?? steps[0].name, steps, span: statement.span, stepSpans };
}

function construct(
  context: Context,
  call: CallExpression,
  space: NameSpace,
  known: ReadonlyMap<string, Schema>,
  catalogue: Catalogue,
): Construction {
  const { callee } = call;
  if (space === "gradient" && callee.name === "spsa") fail(randomGradient(at(context, call)));
  const entry = known.get(callee.name);
  if (entry === undefined) return fail(unknownName(at(context, callee), space, callee.name, known.keys()));
  const names = entry.options.map((spec) => spec.name);
  const options: Record<string, OptionValue> = {};
  for (const spec of entry.options) options[spec.name] = spec.default;
  refuseTwice(context, callee.name, call.arguments);
  all(
    call.arguments.map((argument) => () => {
      if (argument.name === undefined) {
        const what = `options of ${callee.name} are written with their names`;
        return fail(
          misplaced(at(context, argument), what, `${callee.name}(${names[0]} = ..); its options: ${list(names)}`),
        );
      }
      const name = argument.name.name;
      const spec = entry.options.find((candidate) => candidate.name === name);
      if (spec === undefined) {
        return fail(unexpectedArgumentName(at(context, argument.name), callee.name, name, names));
      }
      options[name] = optionValue(context, callee.name, spec, argument.value, catalogue);
    }),
  );
  return { name: entry.name, options };
}

function optionValue(
  context: Context,
  callee: string,
  spec: OptionSpec,
  value: Expression,
  catalogue: Catalogue,
): OptionValue {
  const bad = (need: string, found = `\`${textOf(context.source, value.span)}\``): never =>
    fail(badOptionValue(at(context, value), `${callee}(${spec.name} = ..)`, need, found, spec.documentation));
  switch (spec.type) {
    case "word":
      if (value.kind === "name" && spec.words?.includes(value.name)) return value.name;
      if (value.kind === "string" && spec.words?.includes(value.value)) return value.value;
      return bad(list(spec.words ?? [], "or"));
    case "flag":
      if (value.kind === "name" && (value.name === "true" || value.name === "false")) return value.name === "true";
      return knownNumber(context, value, spec.name) !== 0;
    case "kernel":
      if (value.kind === "call") return construct(context, value, "kernel", catalogue.kernels, catalogue);
      if (value.kind === "name") return construct(context, callOf(value), "kernel", catalogue.kernels, catalogue);
      return bad("a kernel, e.g. rwm(steps = 10)");
    case "gradient":
      if (value.kind === "call") return construct(context, value, "gradient", gradients, catalogue);
      if (value.kind === "name") return construct(context, callOf(value), "gradient", gradients, catalogue);
      return bad("finite_difference()");
    default: {
      const x = knownNumber(context, value, `${callee}(${spec.name} = ..)`);
      const need = unmet(spec, x);
      return need === undefined ? x : bad(need, showNumber(x));
    }
  }
}

/** What a number must be and is not. */
function unmet(spec: OptionSpec, x: number): string | undefined {
  const minimum = spec.minimum ?? 0;
  const maximum = spec.maximum ?? Number.MAX_SAFE_INTEGER;
  switch (spec.type) {
    case "count":
      if (Number.isSafeInteger(x) && x >= minimum && x <= maximum) return undefined;
      if (maximum < Number.MAX_SAFE_INTEGER) return `a whole number from ${minimum} to ${maximum.toLocaleString("en")}`;
      return minimum > 0 ? `a whole number, at least ${minimum}` : "a whole number, 0 or more";
    case "positive":
      return x > 0 && Number.isFinite(x) ? undefined : "a number above 0";
    default:
      return x > 0 && x < 1 ? undefined : "a number between 0 and 1";
  }
}

function callOf(name: Expression & { kind: "name" }): CallExpression {
  return { kind: "call", callee: { name: name.name, span: name.span }, arguments: [], span: name.span };
}
