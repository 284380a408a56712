/** Whether a prior has draws that follow its density, and a density that integrates to 1. */
import type { Applied, CheckedScenario, Latent } from "./checked.ts";

/**
 * Why a prior has no draws: it is improper, or the factor by which its density fails to integrate to 1 depends on other latents,
 * so that drawing one after the other does not follow the product of the densities.
 */
export type NoDraws = "improper" | "unnormalised";

export function whyNoDraws({ distribution, args }: Applied): NoDraws | undefined {
  if (distribution.improper === true) return "improper";
  return distribution.drawsFollow?.(args) === false ? "unnormalised" : undefined;
}

/** The first latent whose prior has no draws. */
export function withoutDraws(latents: readonly Latent[]): Latent | undefined {
  return latents.find(({ prior }) => whyNoDraws(prior) !== undefined);
}

/** What keeps the evidence from being known, as the end of a sentence; undefined where it is. */
export function whyNoEvidence({ latents, observations }: CheckedScenario): string | undefined {
  const improper = latents.find(({ prior }) => prior.distribution.improper === true);
  if (improper !== undefined) return `the prior of ${improper.name} is improper`;
  const latent = latents.find(({ prior }) => prior.distribution.unnormalised === true);
  if (latent !== undefined) {
    return `the prior of ${latent.name}, ${latent.prior.distribution.name}, is restricted without being renormalised`;
  }
  const own = latents.find(({ isReference }) => isReference === true);
  if (own !== undefined) return `the density of ${own.name} is not known to integrate to 1`;
  const observation = observations.find(({ likelihood }) => likelihood.distribution.unnormalised === true);
  return observation && `the density of ${observation.text} is restricted without being renormalised`;
}
