/** Names that are unknown, used too early, declared twice or used for what they are not. */
import type { Diagnostic } from "../diagnostic.ts";
import type { Span } from "../source.ts";
import { count, error, list, type Place } from "./make.ts";
import { didYouMean } from "./suggest.ts";

/** What a list of names is made of, in messages. */
export type NameSpace =
  | "name"
  | "function"
  | "distribution"
  | "algorithm"
  | "kernel"
  | "optimizer"
  | "subspace"
  | "provider"
  | "dim"
  | "label"
  | "gradient"
  | "layer"
  | "weight"
  | "architecture"
  | "activation";

const unknownCodes: Record<NameSpace, string> = {
  name: "PAL2001",
  function: "PAL2006",
  distribution: "PAL2007",
  algorithm: "PAL2008",
  kernel: "PAL2008",
  optimizer: "PAL2008",
  subspace: "PAL2008",
  provider: "PAL2008",
  gradient: "PAL2008",
  architecture: "PAL2008",
  activation: "PAL2008",
  layer: "PAL2010",
  weight: "PAL2010",
  dim: "PAL2010",
  label: "PAL2010",
};

/** @param hint where the name means something elsewhere: `exp` is a function */
export function unknownName(
  place: Place,
  space: NameSpace,
  name: string,
  candidates: Iterable<string>,
  hint?: string,
): Diagnostic {
  const known = [...candidates];
  const close = didYouMean(name, known);
  const legal =
    known.length === 0
      ? "nothing of that kind is declared above this line"
      : known.length <= 60
        ? `${headings[space]}: ${list(known)}`
        : `${headings[space]}: ${known.slice(0, 60).join(", ")}, ..`;
  return error(unknownCodes[space], `unknown ${space} \`${name}\``, place, "", [
    hint ?? (close === undefined ? legal : `did you mean \`${close}\`?`),
  ]);
}

const headings: Record<NameSpace, string> = {
  name: "declared above",
  function: "functions",
  distribution: "distributions",
  algorithm: "algorithms",
  kernel: "kernels",
  optimizer: "optimisers",
  subspace: "subspaces",
  provider: "providers",
  dim: "dims declared above",
  label: "its labels",
  gradient: "gradients come from",
  layer: "its layers",
  weight: "its weights",
  architecture: "networks are",
  activation: "activations",
};

/** @param own the use stands in the very statement that declares the name */
export function usedBeforeDeclaration(place: Place, name: string, declared: Span, own: boolean): Diagnostic {
  const remedy = own
    ? "a declaration cannot use its own name: rename one of the two; a recursion is written with `for` or `scan`"
    : "move the declaration above this line";
  const labels = [{ span: declared, text: "declared here" }];
  return error("PAL2002", `\`${name}\` is used before it is declared`, place, "", [remedy], labels);
}

export function declaredTwice(place: Place, name: string, first: Span): Diagnostic {
  return error(
    "PAL2004",
    `\`${name}\` is declared twice`,
    place,
    "",
    ["a name has one meaning in a scenario: rename one of the two"],
    [{ span: first, text: "first declared here" }],
  );
}

/** @param missing names of parameters without an argument, where parameters have names */
export function wrongArgumentCount(
  place: Place,
  name: string,
  expected: string,
  found: number,
  missing: readonly string[] = [],
): Diagnostic {
  const lacks = missing.length > 0 && found > 0 ? `; ${list(missing)} missing` : "";
  return error(
    "PAL2005",
    `wrong number of arguments for ${name}`,
    place,
    `${found === 0 ? "none" : count(found, "argument")} given${lacks}`,
    [`it is written ${expected}`],
  );
}

/** `Normal(0, sd = 1, sd = 2)` */
export function givenTwice(place: Place, callee: string, name: string, first: Span): Diagnostic {
  return error(
    "PAL2025",
    `${callee} is given \`${name}\` twice`,
    place,
    "again",
    ["leave one of them out"],
    [{ span: first, text: "given here" }],
  );
}

/** @param noun what it would be: an option of a function or algorithm, an argument of a distribution */
export function unexpectedArgumentName(
  place: Place,
  callee: string,
  name: string,
  legal: readonly string[],
  noun: "option" | "argument" = "option",
): Diagnostic {
  const close = didYouMean(name, legal);
  return error("PAL2009", `${callee} has no ${noun} \`${name}\``, place, "", [
    close !== undefined ? `did you mean \`${close}\`?` : undefined,
    legal.length > 0 ? `its ${noun}s: ${list(legal)}` : `its arguments have no names: ${callee}(..)`,
  ]);
}

/**
 * @param subject what needs it: `nuts(draws = ..)`, `a budget`
 * @param meaning what it is for
 */
export function badOptionValue(
  place: Place,
  subject: string,
  need: string,
  found: string,
  meaning: string,
): Diagnostic {
  return error("PAL2011", `${subject} needs ${need}`, place, `this is ${found}`, [meaning]);
}

/** A name that means something else than what its place needs: `record` is a dim; a value is expected here. */
export function wrongKind(place: Place, name: string, kind: string, expected: string, remedy: string): Diagnostic {
  return error("PAL2012", `\`${name}\` is ${kind}; ${expected} is expected here`, place, "", [remedy]);
}

export function misplaced(place: Place, what: string, remedy: string): Diagnostic {
  return error("PAL2013", what, place, "", [remedy]);
}

/** @param fault that there is no header, one further down, or a second one */
export function scenarioFirst(place: Place, fault: "absent" | "late" | "second"): Diagnostic {
  const remedies = {
    absent: "give the scenario a name in its first statement: `scenario NAME`",
    late: "move it above all other statements",
    second: "one file is one scenario: leave this one out",
  };
  return error("PAL2014", "a scenario file begins with `scenario NAME`", place, "", [remedies[fault]]);
}

export function noSuchParam(name: string, candidates: Iterable<string>): Diagnostic {
  const known = [...candidates];
  const close = didYouMean(name, known);
  return {
    code: "PAL2015",
    severity: "error",
    message: `--set ${name}: the scenario has no param \`${name}\``,
    labels: [],
    notes: [
      close === undefined
        ? known.length > 0
          ? `its params: ${list(known)}`
          : "it declares no params"
        : `did you mean \`${close}\`?`,
    ],
  };
}

export function badParamValue(name: string, text: string): Diagnostic {
  return {
    code: "PAL2016",
    severity: "error",
    message: `--set ${name}=${text}: \`${text}\` is not a number`,
    labels: [],
    notes: [`write \`--set ${name}=NUMBER\`, e.g. ${name}=0.5`],
  };
}

export function noSuchInfer(name: string, known: readonly string[], algorithms: readonly string[]): Diagnostic {
  const close = didYouMean(name, [...known, ...algorithms]);
  return {
    code: "PAL2017",
    severity: "error",
    message: `--infer ${name}: neither an \`infer\` of the scenario nor an algorithm`,
    labels: [],
    notes: [
      ...(close === undefined ? [] : [`did you mean \`${close}\`?`]),
      `the scenario's: ${list(known)}; algorithms: ${list(algorithms)}, e.g. --infer '${algorithms[0]}(draws = 500)'`,
    ],
  };
}
