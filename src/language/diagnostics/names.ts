/** Names that are unknown, used too early, declared twice or used for what they are not. */
import type { Diagnostic } from "../diagnostic.ts";
import type { Span } from "../source.ts";
import { count, error, list, type Place } from "./make.ts";
import { didYouMean } from "./suggest.ts";

/** What a list of names is made of, in messages. */
export type NameSpace = "name" | "function" | "distribution" | "algorithm" | "kernel" | "provider" | "dim" | "label" | "gradient";

const unknownCodes: Record<NameSpace, string> = {
  name: "PAL2001",
  function: "PAL2006",
  distribution: "PAL2007",
  algorithm: "PAL2008",
  kernel: "PAL2008",
  provider: "PAL2008",
  gradient: "PAL2008",
  dim: "PAL2010",
  label: "PAL2010",
};

export function unknownName(place: Place, space: NameSpace, name: string, candidates: Iterable<string>): Diagnostic {
  const known = [...candidates];
  const close = didYouMean(name, known);
  const legal = known.length > 0 && known.length <= 30 ? `known ${space}s: ${list(known)}` : undefined;
  return error(unknownCodes[space], `unknown ${space} \`${name}\``, place, "", [
    close === undefined ? legal : `did you mean \`${close}\`?`,
  ]);
}

export function usedBeforeDeclaration(place: Place, name: string, declared: Span): Diagnostic {
  return error("PAL2002", `\`${name}\` is used before it is declared`, place, "", ["move the declaration above this line"], [
    { span: declared, text: "declared here" },
  ]);
}

export function declaredTwice(place: Place, name: string, first: Span): Diagnostic {
  return error("PAL2004", `\`${name}\` is declared twice`, place, "", ["a name has one meaning in a scenario: rename one of the two"], [
    { span: first, text: "first declared here" },
  ]);
}

export function wrongArgumentCount(place: Place, name: string, expected: string, found: number): Diagnostic {
  return error("PAL2005", `wrong number of arguments for ${name}`, place, `${count(found, "argument")} given`, [
    `it is written ${expected}`,
  ]);
}

export function unexpectedArgumentName(place: Place, callee: string, name: string, legal: readonly string[]): Diagnostic {
  const close = didYouMean(name, legal);
  return error("PAL2009", `${callee} has no option \`${name}\``, place, "", [
    close !== undefined ? `did you mean \`${close}\`?` : undefined,
    legal.length > 0 ? `its options: ${list(legal)}` : "it takes no options",
  ]);
}

export function badOptionValue(place: Place, callee: string, option: string, need: string, found: string): Diagnostic {
  return error("PAL2011", `${callee}(${option} = ..) needs ${need}`, place, `this is ${found}`);
}

export function notAValue(place: Place, name: string, kind: string, remedy: string): Diagnostic {
  return error("PAL2012", `${kind} \`${name}\` is not a value`, place, "", [remedy]);
}

export function misplaced(place: Place, what: string, remedy: string): Diagnostic {
  return error("PAL2013", what, place, "", [remedy]);
}

export function scenarioFirst(place: Place): Diagnostic {
  return error("PAL2014", "a scenario file begins with `scenario NAME`", place, "", ["write it as the first statement, once"]);
}

export function noSuchParam(name: string, candidates: Iterable<string>): Diagnostic {
  const known = [...candidates];
  const close = didYouMean(name, known);
  return {
    code: "PAL2015",
    severity: "error",
    message: `--set ${name}: the scenario has no param \`${name}\``,
    labels: [],
    notes: [close === undefined ? (known.length > 0 ? `its params: ${list(known)}` : "it declares no params") : `did you mean \`${close}\`?`],
  };
}

export function badParamValue(name: string, text: string): Diagnostic {
  return { code: "PAL2016", severity: "error", message: `--set ${name}=${text}: not a number`, labels: [], notes: [] };
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
