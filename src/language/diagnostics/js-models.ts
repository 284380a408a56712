/** Models that are modules of the user's: code that may not run, cannot be loaded, or does not do what a model does. */
import type { JsProblem, JsProblemKind } from "../../blackbox/js/problem.ts";
import type { Diagnostic } from "../diagnostic.ts";
import { error, type Place } from "./make.ts";

/** A scenario names code, and the command line does not allow it. */
export function codeNotAllowed(place: Place, path: string): Diagnostic {
  return error("PAL3200", "this scenario wants to run code of its own", place, `"${path}" is a program`, [
    "a scenario is data and runs nothing; a module can do whatever you can",
    "read it, and then add `--allow-code` to the command",
  ]);
}

const codes: Readonly<Record<JsProblemKind, string>> = {
  load: "PAL3201",
  exports: "PAL3202",
  threw: "PAL3203",
  answer: "PAL3204",
  simplex: "PAL3205",
};

const headlines: Readonly<Record<JsProblemKind, (name: string) => string>> = {
  load: (name) => `${name} cannot be loaded`,
  exports: (name) => `${name} is no model`,
  threw: (name) => `${name} failed when it was asked`,
  answer: (name) => `${name} does not answer a row for each row`,
  simplex: (name) => `${name} does not return a simplex`,
};

/**
 * What was found wrong with a module.
 * @param place the provider call while it is loaded, the model's statement once it runs
 * @param name the module as the scenario names it, or the model
 */
export function badModule(place: Place, name: string, { kind, message, hint }: JsProblem): Diagnostic {
  return error(codes[kind], headlines[kind](name), place, message, [hint]);
}

/** Access grants explanations, and the module offers none. */
export function moduleWithoutGradient(place: Place, model: string): Diagnostic {
  return error("PAL3206", `\`${model}\` has no gradients to give`, place, "its module exports no `gradient`", [
    "declare `access scores`, or export `gradient(rows, cotangents)`: for each row the sum over outputs of cotangent times gradient",
    "`nuts(gradient = finite_difference())` makes gradients of scores",
  ]);
}

/** Access grants parameters, and a module has none. */
export function moduleWithoutParameters(place: Place, model: string): Diagnostic {
  return error("PAL3207", `\`${model}\` has no parameters to show`, place, "a module answers rows and nothing else", [
    "declare `access scores`, or `access scores, explanations` where it exports `gradient`",
  ]);
}
