/** Where an algorithm is told to start: values and distributions of latents that cannot be. */
import type { Diagnostic } from "../diagnostic.ts";
import { error, type Place } from "./make.ts";

/** @param element which one is outside, with its value: `tau[2] = -1` */
export function startOutside(place: Place, element: string, need: string): Diagnostic {
  return error("PAL2250", "this start lies outside the support", place, element, [`it must be ${need}`]);
}

/** A distribution of starts that has values where the latent has none. */
export function startMayLeave(place: Place, distribution: string, latent: string, need: string): Diagnostic {
  return error("PAL2251", `starts drawn from ${distribution} can lie outside the support of \`${latent}\``, place, "", [
    `\`${latent}\` is ${need}: draw its starts from a distribution that is, or cut this one with Truncated(..)`,
  ]);
}

export function startWithoutDraws(place: Place, distribution: string): Diagnostic {
  return error("PAL2252", `${distribution} has no draws to start from`, place, "is improper", [
    "give a distribution with a finite spread, e.g. Normal(0, 1), or a value",
  ]);
}

/** A discrete latent has no start: it is summed out, or drawn. */
export function startOfDiscrete(place: Place, latent: string): Diagnostic {
  return error("PAL2253", `\`${latent}\` is discrete and has no start`, place, "", [
    "discrete latents are summed out: leave it out of the record",
  ]);
}
