/** Distributions that cannot be made of others, or cannot stand where they do. */
import type { Diagnostic } from "../diagnostic.ts";
import { error, type Place } from "./make.ts";
import { type WithoutDraws, withoutPriorDraws } from "./prior-draws.ts";

/** A value where a combinator takes a distribution. */
export function distributionExpected(place: Place, combinator: string, signature: string): Diagnostic {
  return error("PAL2150", `${combinator} goes over a distribution`, place, "this is a value", [
    `it is written ${signature}, where D is a distribution with its arguments: \`Normal(0, 1)\``,
  ]);
}

export function cannotCombine(place: Place, combinator: string, reason: string, remedy: string): Diagnostic {
  return error("PAL2151", `${combinator} cannot be made of this`, place, reason, [remedy]);
}

/** `Truncated(Normal(0, 1))` */
export function boundMissing(place: Place, combinator: string, signature: string): Diagnostic {
  return error("PAL2152", `${combinator} has no bound`, place, "neither lower nor upper", [
    `it is written ${signature}; one of them may be left out: \`${combinator}(Normal(0, 1), lower = 0)\``,
  ]);
}

/** A latent whose prior gives single values a probability. */
export function latentWithAtoms(place: Place, latent: string, distribution: string): Diagnostic {
  return error("PAL2153", `\`${latent}\` cannot be ${distribution}`, place, "for data only", [
    "a censored quantity is its bound with a probability and other numbers with a density: give the latent the distribution inside, or Truncated(..)",
  ]);
}

/** A latent whose prior mixes distributions over different sets. */
export function latentAcrossSupports(place: Place, latent: string, distribution: string): Diagnostic {
  return error(
    "PAL2154",
    `the components of \`${latent}\` have different supports`,
    place,
    `the density of ${distribution} jumps where one of them ends`,
    [
      "give all components one support, with bounds that are known or the same: Truncated(..) cuts what is wider; data may be observed under any",
    ],
  );
}

/** Draws of a restricted prior do not follow its density where the probability of the restriction depends on other latents. */
export function priorDrawsUnknown(place: Place, lacking: WithoutDraws): Diagnostic {
  const { latent, distribution } = lacking;
  const remedy = `${distribution} is not renormalised, and how much it leaves out depends on other latents: give it known arguments, or the same for all its elements, or use nuts(..)`;
  return withoutPriorDraws("PAL2155", place, lacking, `those of \`${latent}\` are not known`, remedy, "restricted");
}
