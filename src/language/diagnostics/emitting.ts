/** What cannot be printed as a program of another system. */
import type { Diagnostic } from "../diagnostic.ts";
import { error, type Place } from "./make.ts";

/** `system` is `stan` or `webppl`, throughout. */
export function opaqueBox(place: Place, box: string, system: string): Diagnostic {
  return error("PAL4100", `\`${box}\` cannot be written out for ${system}`, place, "an opaque black box", [
    "only nets of known layers can be printed as part of a program; nuts(..) and smc(..) ask this one as it is",
  ]);
}

export function guardedBox(place: Place, box: string, system: string): Diagnostic {
  return error(
    "PAL4101",
    `the access to \`${box}\` does not allow writing it out for ${system}`,
    place,
    "grants less",
    ["the printed program holds all of its weights, which takes `access parameters`"],
  );
}

export function budgetedBox(place: Place, box: string, system: string): Diagnostic {
  return error("PAL4102", `the budget of \`${box}\` cannot be kept by ${system}`, place, "nobody counts there", [
    "with `access parameters` the copy is your own: leave the budget out",
  ]);
}

export function discreteLatent(place: Place, latent: string): Diagnostic {
  return error("PAL4103", "Stan has no discrete parameters", place, `\`${latent}\` is discrete`, [
    "`pal emit --to webppl` keeps it as a random choice; here `nuts(..)` and `smc(..)` sum it out",
  ]);
}

export function unprintableSupport(place: Place, latent: string, system: string): Diagnostic {
  return error("PAL4104", `the support of \`${latent}\` cannot be declared for ${system}`, place, "", [
    "its bounds must be numbers, data or latents declared before it, in plain arithmetic",
  ]);
}

export function latentIndex(place: Place, system: string): Diagnostic {
  return error("PAL4105", `${system} cannot index an array by a quantity that depends on latents`, place, "", [
    "write it as a sum over the possible values, or keep the scenario here",
  ]);
}
