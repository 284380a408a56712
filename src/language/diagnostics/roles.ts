/** Statements that break the roles of a scenario: observed and latent, truth and model, access granted and used. */
import type { Access } from "../checked.ts";
import type { Diagnostic, Label } from "../diagnostic.ts";
import type { Span } from "../source.ts";
import { count, error, list, type Place, warning } from "./make.ts";
import { type WithoutDraws, withoutPriorDraws } from "./prior-draws.ts";
import { didYouMean } from "./suggest.ts";

export function observingLatent(place: Place, text: string, latent: string, declared: Span): Diagnostic {
  const what = text === latent ? `\`${latent}\` is a latent` : `\`${text}\` depends on the latent \`${latent}\``;
  return error(
    "PAL2101",
    `${what}: only what is known can be observed`,
    place,
    "observed here",
    [
      `\`factor\` adds a log density of latents, as in \`factor -0.5 * (${text}) ^ 2\``,
      `\`prior ${latent} ~ ..\` gives \`${latent}\` its distribution`,
    ],
    [{ span: declared, text: "a latent" }],
  );
}

export function observingBox(place: Place, text: string): Diagnostic {
  return error(
    "PAL2102",
    `\`${text}\` asks a black box that is not imported, so it is not known before the run`,
    place,
    "",
    ["observe the recorded answers (`data`), and let the distribution on the right ask the box"],
  );
}

export function notATarget(
  place: Place,
  statement: "truth" | "control",
  name: string,
  targets: readonly string[],
): Diagnostic {
  const close = didYouMean(name, targets);
  return error("PAL2103", `\`${statement} ${name}\`: \`${name}\` is not a target`, place, "", [
    close === undefined ? undefined : `did you mean \`${close}\`?`,
    `a ${statement} is compared with a target${targets.length > 0 ? `; targets: ${list(targets)}` : `: add \`target ${name}\``}`,
  ]);
}

/** Two truths of one target, or two controls of one name. */
export function comparisonTwice(place: Place, what: string, remedy: string, first: Span): Diagnostic {
  return error("PAL2114", what, place, "again", [remedy], [{ span: first, text: "first here" }]);
}

/** A kernel or an expression asks a box for more than its `access` grants. */
export function accessExceeded(
  place: Place,
  box: string,
  what: "labels" | "scores" | "gradients" | "second derivatives" | "parameters",
  granted: ReadonlySet<Access>,
  use: Label,
  remedies: readonly string[],
): Diagnostic {
  const names = [...granted];
  return error(
    "PAL2104",
    `this box is not asked for ${what}`,
    place,
    `grants ${list(names)}`,
    [...remedies],
    [{ span: use.span, text: use.text || `needs the ${what} of ${box}` }],
  );
}

export function unknownAccess(place: Place, name: string, words: readonly string[]): Diagnostic {
  const close = didYouMean(name, words);
  return error("PAL2105", `unknown access \`${name}\``, place, "", [
    close === undefined ? undefined : `did you mean \`${close}\`?`,
    `access is ${list(words, "or")}`,
  ]);
}

export function noTarget(place: Place): Diagnostic {
  return error("PAL2106", "the scenario has no target", place, "", [
    "say what is wanted back: `target x` names a latent or a `let`",
  ]);
}

export function nothingToInfer(place: Place): Diagnostic {
  return error("PAL2107", "the scenario has nothing to infer", place, "", [
    "declare what is not known: `prior x ~ Normal(0, 1)`",
  ]);
}

/** @param copied how the truth shows that it is the same: `the same bytes` */
export function truthInModel(place: Place, name: string, copied: string, truth: Span): Diagnostic {
  return error(
    "PAL2108",
    `\`${name}\` is the truth: the model may not read it`,
    place,
    "read here as data",
    ["the held-back answer is for scoring after the run; inference would be given what it is to find"],
    [{ span: truth, text: `${copied}, as truth` }],
  );
}

/** A name that only a `truth` or `control` brings up is used elsewhere. */
export function heldBack(place: Place, name: string, declared: Span): Diagnostic {
  return error(
    "PAL2109",
    `\`${name}\` is held back: the model cannot read it`,
    place,
    "used here",
    ["`truth` and `control` are for scoring after the run; they may use data and lets, never the reverse"],
    [{ span: declared, text: "its only declaration" }],
  );
}

export function noGradientThrough(place: Place, what: string, use: Label, remedy: string): Diagnostic {
  return error("PAL2110", `${what} has no gradient`, place, "", [remedy], [use]);
}

/** Counts that share a total are one event of many numbers, and there are too many of those to sum over. */
export function discreteVector(place: Place, name: string, distribution: string): Diagnostic {
  return error(
    "PAL2111",
    `the latent \`${name}\` is a vector of counts`,
    place,
    `${distribution} draws whole vectors`,
    ["a discrete latent has a distribution of single numbers: Categorical, Bernoulli, Binomial, Poisson, .."],
  );
}

/** Weights of a network are moved along gradients, and there are many. */
export function discreteWeights(place: Place, name: string, distribution: string): Diagnostic {
  return error("PAL2171", `\`${name}\` are weights, which are real numbers`, place, `${distribution} is discrete`, [
    "give them a continuous prior, as in `Normal(0, 1)`",
  ]);
}

/** An algorithm that moves continuous latents only, and discrete ones that cannot be summed out. */
export function cannotMove(
  place: Place,
  algorithm: string,
  latents: readonly { readonly name: string; readonly span: Span; readonly why: string }[],
): Diagnostic {
  const names = list(latents.map(({ name }) => `\`${name}\``));
  return error(
    "PAL2172",
    `${algorithm} cannot move the discrete ${latents.length === 1 ? "latent" : "latents"} ${names}`,
    place,
    "moves continuous latents only",
    [
      "`rwm(..)` can, and `smc(..)` with rwm moves",
      "discrete latents with few values that meet few others are summed out: then every algorithm can run",
    ],
    latents.map(({ span, why }) => ({ span, text: why })),
  );
}

export function randomGradient(place: Place): Diagnostic {
  return error("PAL2112", "a random gradient breaks the reversibility of MCMC", place, "", [
    "use gradient = finite_difference()",
  ]);
}

/** Tempering begins with draws of the prior, which an improper one does not have. */
export function improperPrior(place: Place, lacking: WithoutDraws): Diagnostic {
  const { latent, distribution } = lacking;
  const remedy = `${distribution} is improper: give \`${latent}\` a proper prior such as Normal(0, 100), or use nuts(..)`;
  return withoutPriorDraws("PAL2113", place, lacking, `that of \`${latent}\` has none`, remedy, "improper");
}

/** A budget that does not last for a single evaluation of the density. */
export function budgetBelowEvaluation(place: Place, box: string, budget: number, rows: number): Diagnostic {
  return warning(
    "PAL2192",
    `the budget of \`${box}\` is used up before the first draw`,
    place,
    `${count(budget, "row")} granted, one evaluation asks ${rows}`,
    ["a run asks that many rows at every step: raise the budget, or leave it out"],
  );
}

/** Questions at known inputs that a budget does not last for: without their answers there is no model. */
export function budgetBelowAnswers(place: Place, box: string, budget: number, rows: number): Diagnostic {
  return error(
    "PAL2254",
    `the budget of \`${box}\` does not last for the answers that the model is made of`,
    place,
    `${count(budget, "row")} granted, its known questions ask ${rows}`,
    ["ask at fewer inputs, or raise the budget"],
  );
}

export function unusedLatent(place: Place, name: string): Diagnostic {
  return warning(
    "PAL2190",
    `no observation or factor depends on the latent \`${name}\``,
    place,
    "its posterior is its prior",
    ["let an `observe` or a `factor` depend on it, or remove it"],
  );
}

export function unusedName(place: Place, name: string): Diagnostic {
  return warning("PAL2191", `\`${name}\` is declared and never used`, place, "", [
    "remove it, or check where it was meant to stand",
  ]);
}
