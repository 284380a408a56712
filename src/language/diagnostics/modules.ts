/** What can be wrong with modules and definitions: codes PAL232x. */
import type { Diagnostic } from "../diagnostic.ts";
import { error, list, type Place } from "./make.ts";
import { didYouMean } from "./suggest.ts";

export function unknownModule(place: Place, path: string, standard: readonly string[]): Diagnostic {
  const close = didYouMean(path, standard);
  return error("PAL2320", `cannot use "${path}"`, place, "there is no such module", [
    close === undefined
      ? `the standard modules: ${list(standard)}; a module of your own is written "./name.pal"`
      : `did you mean "${close}"?`,
  ]);
}

/** `names` begins and ends with the same module. */
export function useInCircle(place: Place, names: readonly string[]): Diagnostic {
  return error("PAL2321", "these modules use each other in a circle", place, names.join(" uses "), [
    "move what both need into a module of its own",
  ]);
}

/** A plugin of a user's own. */
export function pluginsNotYet(place: Place): Diagnostic {
  return error("PAL2322", "this version loads no plugins", place, "", [
    "functions and distributions of your own are written in the language: `fn f(x) = ..`, `distribution D(a) { .. }`",
  ]);
}

/** A defined distribution that computes its value stands behind `observe`. */
export function noDensity(place: Place, name: string): Diagnostic {
  return error("PAL2323", `\`${name}\` computes its value: data have no density under it`, place, "", [
    `only latents may have it as their prior; \`value ~ ..\` in its definition, or \`distribution ${name}(..) = density(x => ..)\`, gives it one`,
  ]);
}

/** A defined distribution with latents of its own stands behind `observe`. */
export function priorsInObserve(place: Place, name: string): Diagnostic {
  return error("PAL2324", `\`${name}\` has latents of its own: it may not stand behind \`observe\``, place, "", [
    "declare them with `prior` and give them to a distribution as arguments",
  ]);
}
