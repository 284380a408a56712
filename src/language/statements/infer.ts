/** `infer NAME = algorithm(option = value, ..)`: options read by their schema into plain data. */
import type { Algorithm, Construction, OptionSpec, OptionValue } from "../../inference/kernel.ts";
import { refuseTwice } from "../call.ts";
import type { Infer, Latent, Start, Subspace } from "../checked.ts";
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
import { readByLatent } from "./records.ts";
import { readStart } from "./starts.ts";
import { checkSpaces, readWithin } from "./within.ts";

/** The algorithms there are, as far as the checker needs to know them. */
export interface Catalogue {
  readonly algorithms: ReadonlyMap<
    string,
    Pick<
      Algorithm,
      "name" | "options" | "seeks" | "needsGradient" | "needsPriorDraws" | "movesDiscrete" | "findsPoints"
    >
  >;
  /** Kernels that may be an option's value: `move = rwm(steps = 10)`. */
  readonly kernels: ReadonlyMap<string, Schema>;
  /** `optimizer = adam(rate = 0.03)` */
  readonly optimizers: ReadonlyMap<string, Schema>;
}

/** What reading the options of one step needs, and where it puts what is no plain data. */
interface Reading {
  readonly catalogue: Catalogue;
  /** Those declared above the statement. */
  readonly latents: readonly Latent[];
  readonly starts: Map<string, Start>;
  readonly within: Map<string, Subspace>;
  /** Latents that `within` names, whatever is wrong with what it says of them. */
  readonly free: Set<string>;
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

export function declareInfer(
  context: Context,
  statement: InferStatement,
  catalogue: Catalogue,
  latents: readonly Latent[],
): Infer {
  const read = all(
    statement.steps.map((call) => () => {
      const reading: Reading = { catalogue, latents, starts: new Map(), within: new Map(), free: new Set() };
      const step = construct(context, call, "algorithm", catalogue.algorithms, reading);
      return { step, starts: reading.starts, within: reading.within };
    }),
  );
  const steps = read.map(({ step }) => step);
  const infer = {
    name: statement.name?.name ?? steps[0].name,
    steps,
    starts: read.map(({ starts }) => starts),
    within: read.map(({ within }) => within),
    span: statement.span,
    stepSpans: statement.steps.map((step) => step.callee.span),
  };
  checkSpaces(context, infer);
  return infer;
}

function construct(
  context: Context,
  call: CallExpression,
  space: NameSpace,
  known: ReadonlyMap<string, Schema>,
  reading: Reading,
): Construction {
  const { callee } = call;
  if (space === "gradient" && callee.name === "spsa") fail(randomGradient(at(context, call)));
  const entry = known.get(callee.name);
  if (entry === undefined) return fail(unknownName(at(context, callee), space, callee.name, known.keys()));
  const names = entry.options.map((spec) => spec.name);
  const options: Record<string, OptionValue> = {};
  for (const spec of entry.options) options[spec.name] = spec.default;
  refuseTwice(context, callee.name, call.arguments);
  // Where a latent may start depends on the space it is in.
  const inOrder = [...call.arguments].sort(
    (a, b) => Number(b.name?.name === "within") - Number(a.name?.name === "within"),
  );
  all(
    inOrder.map((argument) => () => {
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
      options[name] = optionValue(context, callee.name, spec, argument.value, reading);
    }),
  );
  return { name: entry.name, options };
}

function optionValue(
  context: Context,
  callee: string,
  spec: OptionSpec,
  value: Expression,
  reading: Reading,
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
      return construction(context, value, "kernel", reading) ?? bad("a kernel, e.g. rwm(steps = 10)");
    case "optimizer":
      return construction(context, value, "optimizer", reading) ?? bad("an optimiser, e.g. adam(rate = 0.03)");
    case "gradient":
      return construction(context, value, "gradient", reading) ?? bad("finite_difference()");
    case "start": {
      if (value.kind !== "record") return bad("a record by latent, e.g. { x: Normal(0, 0.01), tau: 1 }");
      const option = `${callee}(${spec.name} = ..)`;
      const starts = readByLatent(context, option, value, reading.latents, (entry) =>
        readStart(context, entry, reading.free.has(entry.latent.name)),
      );
      for (const [name, start] of starts) reading.starts.set(name, start);
      return textOf(context.source, value.span).replace(/\s+/g, " ");
    }
    case "model":
      if (value.kind === "name" && context.scope.resolve(value).kind === "box") return value.name;
      return bad("the name of a `model` of this scenario");
    case "within": {
      if (value.kind !== "record") return bad("a record by latent, e.g. { x: row_space(f, rank = 20) }");
      const option = `${callee}(${spec.name} = ..)`;
      for (const { key } of value.entries) reading.free.add(key.name);
      const spaces = readByLatent(context, option, value, reading.latents, (entry) =>
        readWithin(context, option, entry),
      );
      for (const [name, space] of spaces) reading.within.set(name, space);
      return textOf(context.source, value.span).replace(/\s+/g, " ");
    }
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
    case "fraction":
      return x >= 0 && x < 1 ? undefined : "a number from 0 to below 1";
    default:
      return x > 0 && x < 1 ? undefined : "a number between 0 and 1";
  }
}

/** A named thing with options, whose parentheses may be left out; undefined for what is neither. */
function construction(
  context: Context,
  value: Expression,
  space: "kernel" | "optimizer" | "gradient",
  reading: Reading,
): Construction | undefined {
  const { kernels, optimizers } = reading.catalogue;
  const known = { kernel: kernels, optimizer: optimizers, gradient: gradients }[space];
  if (value.kind === "call") return construct(context, value, space, known, reading);
  return value.kind === "name" ? construct(context, callOf(value), space, known, reading) : undefined;
}

function callOf(name: Expression & { kind: "name" }): CallExpression {
  return { kind: "call", callee: { name: name.name, span: name.span }, arguments: [], span: name.span };
}
