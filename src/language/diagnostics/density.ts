/** What can be wrong with a log density of one's own: codes PAL233x. */
import type { Diagnostic } from "../diagnostic.ts";
import { error, list, type Place } from "./make.ts";

/** @param what what is wrong with the call */
export function badDensity(place: Place, what: string): Diagnostic {
  return error("PAL2330", `this is no log density: ${what}`, place, "", [
    "it is written `density(x => -abs(x)^3)`, where it helps with `support = positive` and `start = Gamma(2, 1)`",
  ]);
}

/** A support over which no flat density can be a start. */
export function supportNeedsStart(place: Place, word: string, words: readonly string[]): Diagnostic {
  return error("PAL2331", `a density over ${word === "" ? "this" : `\`${word}\``} needs a start`, place, "", [
    `without a \`start\` the support is ${list(words, "or")}; \`start = Dirichlet(..)\` gives another one, and says where draws begin`,
  ]);
}
