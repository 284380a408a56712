/** What cannot be printed as a program of another system. */
import type { Diagnostic } from "../diagnostic.ts";
import { error, type Place } from "./make.ts";

/** `system` is `Stan` or `WebPPL`, throughout. */
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

/** `why` it is not summed out: "no known bounds". */
export function discreteLatent(place: Place, latent: string, why: string): Diagnostic {
  return error("PAL4103", "Stan has no discrete parameters", place, `\`${latent}\` cannot be summed out: ${why}`, [
    "`pal emit --to webppl` keeps it as a random choice",
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

/** Latents of a loop that need earlier ones, in more than one loop or as whole vectors with constraints. */
export function notInOrder(place: Place, latent: string): Diagnostic {
  return error(
    "PAL4106",
    `\`${latent}\` cannot be drawn element by element in WebPPL`,
    place,
    "needs earlier elements",
    [
      "only latents of one loop over their first axis, with distributions of numbers, are printed; the algorithms here draw all",
    ],
  );
}

export function innerProblem(place: Place, system: string): Diagnostic {
  return error("PAL4107", `${system} has no inner problem`, place, "depends on an `argmin` of a loss", [
    "`by = unroll(steps = .., rate = ..)` is a loop and can be printed; the algorithms here take either",
  ]);
}
