/** Warnings about what is legal and rarely meant, or slow to sample (in the manner of Stan's pedantic mode). */
import type { Diagnostic, Label } from "../diagnostic.ts";
import type { Span } from "../source.ts";
import { count, type Place, warning } from "./make.ts";

function more(diagnostic: Diagnostic, ...labels: readonly Label[]): Diagnostic {
  return { ...diagnostic, labels: [...diagnostic.labels, ...labels] };
}

export function flatPrior(place: Place, latent: string, distribution: string): Diagnostic {
  return warning("PAL2220", `the prior of \`${latent}\` is flat`, place, `${distribution} is improper`, [
    "there are no prior draws, so no prior check and no evidence, and few data may leave no posterior: a wide proper prior on the scale of the quantity says as little",
  ]);
}

/** @param found `sd = 1000000` */
export function widePrior(place: Place, latent: string, found: string): Diagnostic {
  return warning("PAL2221", `the prior of \`${latent}\` is very wide`, place, found, [
    "say what is plausible, or measure in other units: sampling works best where quantities are of the order of 1",
  ]);
}

/** @param use what the latent is: `mean of Normal` */
export function hardBounds(place: Place, latent: string, use: string, used: Span): Diagnostic {
  const diagnostic = warning(
    "PAL2222",
    `\`${latent}\` cannot leave the bounds of its prior`,
    place,
    "no value beyond is possible",
    [
      "if the bounds are no law of nature, a prior that falls off (Normal, HalfNormal, ..) lets the data overrule it; a posterior piled up at a bound shows that they would",
    ],
  );
  return more(diagnostic, { span: used, text: `${use} may lie beyond` });
}

/** @param what how the argument shows that it is a variance: `a square`, `named variance` */
export function varianceAsScale(
  place: Place,
  distribution: string,
  parameter: string,
  what: string,
  remedy: string,
): Diagnostic {
  return warning("PAL2223", `${parameter} of ${distribution} looks like a ${what}`, place, "", [remedy]);
}

export function factorAsCovariance(place: Place, distribution: string, remedy: string): Diagnostic {
  return warning("PAL2224", `covariance of ${distribution} is given a Cholesky factor`, place, "", [remedy]);
}

export function inverseGammaScale(place: Place, latent: string, parameter: string, used: Span): Diagnostic {
  const diagnostic = warning(
    "PAL2225",
    `an inverse gamma prior is for variances, and \`${latent}\` is a scale`,
    place,
    "",
    [
      `let \`${latent}\` be the variance and write sqrt(${latent}) where it is used, or give the scale a HalfNormal or HalfStudentT prior`,
    ],
  );
  return more(diagnostic, { span: used, text: `used as ${parameter}` });
}

/** @param how `sum`, `difference`, `product` or `ratio` */
export function onlyTogether(place: Place, first: string, second: string, how: string, other: Span): Diagnostic {
  const diagnostic = warning("PAL2226", `\`${first}\` and \`${second}\` are seen only by their ${how}`, place, "", [
    `the data cannot tell them apart, only their priors do: chains will wander along a ridge. Infer the ${how} itself, or fix one of them`,
  ]);
  return more(diagnostic, { span: other, text: "" });
}

export function freeGroupEffects(place: Place, effects: string, intercept: string, other: Span): Diagnostic {
  const diagnostic = warning(
    "PAL2227",
    `\`${effects}\` can take over the level of \`${intercept}\``,
    place,
    "an effect for every group, of fixed spread",
    [
      `the same number added to all of \`${effects}\` and taken from \`${intercept}\` changes nothing but the priors: leave \`${intercept}\` out, subtract mean(${effects}), or give the effects a spread of their own with a prior`,
    ],
  );
  return more(diagnostic, { span: other, text: "an intercept beside them" });
}

/** @param rewritten the two statements that take its place */
export function centredHierarchy(
  place: Place,
  latent: string,
  data: number,
  groups: number,
  rewritten: string,
): Diagnostic {
  const each = data / groups;
  const about = each < 1 ? "less than one datum" : `about ${count(Math.round(each), "datum", "data")}`;
  return warning(
    "PAL2228",
    `\`${latent}\` is centred on latents, with ${about} for each of its ${groups} elements`,
    place,
    "its scale is a latent: a funnel",
    [`with few data a standardised form samples better: ${rewritten}`],
  );
}

export function jump(place: Place, what: string, algorithm: string): Diagnostic {
  return warning(
    "PAL2229",
    `${what} of a latent jumps, and ${algorithm} follows gradients`,
    place,
    "derivative 0 between the jumps",
    [
      "the density has steps that no gradient shows: use a smooth function (sigmoid, softplus, tanh), sum a discrete quantity out, or sample with rwm(..) or smc(..)",
    ],
  );
}

export function comparison(place: Place, algorithm: string): Diagnostic {
  return warning("PAL2230", "a comparison with a latent decides", place, "the density may jump where it turns", [
    `${algorithm} follows gradients, which do not show jumps: right where both sides agree at the threshold, else a sigmoid of the difference is smooth`,
  ]);
}

/** @param found `values around 2000000, spread 1.2` */
export function unscaledData(place: Place, name: string, found: string, remedy: string): Diagnostic {
  return warning("PAL2231", `\`${name}\` is on a scale that slows adaptation`, place, found, [remedy]);
}

export function priorFromData(place: Place, latent: string, data: string, observed: Span): Diagnostic {
  const diagnostic = warning(
    "PAL2232",
    `the prior of \`${latent}\` depends on the observed data \`${data}\``,
    place,
    "",
    ["the data count twice, and intervals come out too narrow: a prior is what is believed before they are seen"],
  );
  return more(diagnostic, { span: observed, text: "observed here" });
}

export function observedTwice(place: Place, text: string, first: Span): Diagnostic {
  const diagnostic = warning("PAL2233", `\`${text}\` is observed twice`, place, "again", [
    "its evidence counts twice: one observation of a mixture or a product says more clearly what is meant",
  ]);
  return more(diagnostic, { span: first, text: "first here" });
}
