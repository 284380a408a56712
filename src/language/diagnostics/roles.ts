/** Statements that break the roles of a scenario: observed and latent, truth and model, access granted and used. */
import type { Access } from "../checked.ts";
import type { Diagnostic, Label } from "../diagnostic.ts";
import type { Span } from "../source.ts";
import { error, list, type Place, warning } from "./make.ts";

export function observingLatent(place: Place, text: string, latent: string, declared: Span): Diagnostic {
  return error(
    "PAL2101",
    `\`${text}\` is not known: it depends on the latent \`${latent}\``,
    place,
    "observed here",
    [
      `\`observe\` is for data; to add a log density of latents write \`factor\`, to give \`${latent}\` a distribution write \`prior\``,
    ],
    [{ span: declared, text: "a latent" }],
  );
}

export function observingBox(place: Place, text: string): Diagnostic {
  return error("PAL2102", `\`${text}\` asks a black box, so it is not known before the run`, place, "", [
    "observe the recorded answers (`data`), and let the distribution on the right ask the box",
  ]);
}

export function notATarget(place: Place, statement: "truth" | "control", name: string, targets: readonly string[]): Diagnostic {
  return error("PAL2103", `\`${statement} ${name}\`: \`${name}\` is not a target`, place, "", [
    targets.length > 0 ? `targets: ${list(targets)}` : "write the `target` statement above it",
  ]);
}

/** A kernel or an expression asks a box for more than its `access` grants. */
export function accessExceeded(
  place: Place,
  box: string,
  what: "labels" | "scores" | "gradients",
  granted: ReadonlySet<Access>,
  use: Label,
  remedies: readonly string[],
): Diagnostic {
  const names = [...granted];
  return error("PAL2104", `this box is not asked for ${what}`, place, `grants ${list(names)}`, [...remedies], [
    { span: use.span, text: use.text || `needs the ${what} of ${box}` },
  ]);
}

export function unknownAccess(place: Place, name: string): Diagnostic {
  return error("PAL2105", `unknown access \`${name}\``, place, "", ["access is labels, scores, explanations or parameters"]);
}

export function noTarget(place: Place): Diagnostic {
  return error("PAL2106", "the scenario has no target", place, "", [
    "say what is wanted back: `target x` names latents or lets",
  ]);
}

export function nothingToInfer(place: Place): Diagnostic {
  return error("PAL2107", "the scenario has no latent quantity", place, "", ["`prior x ~ Normal(0, 1)` declares one"]);
}

export function truthInModel(place: Place, file: string, truth: Span): Diagnostic {
  return error(
    "PAL2108",
    `\`${file}\` is the truth: the model may not read it`,
    place,
    "read here as data",
    ["the held-back answer is for scoring after the run; inference would be given what it is to find"],
    [{ span: truth, text: "the same bytes, as truth" }],
  );
}

export function truthSpecial(place: Place, name: string): Diagnostic {
  return error("PAL2109", `the truth of \`${name}\` cannot be read in the model`, place, "", [
    "`truth` and `control` live outside the model's scope; they may use data and lets, never the reverse",
  ]);
}

export function noGradientThrough(place: Place, what: string, use: Label): Diagnostic {
  return error(
    "PAL2110",
    `${what} has no gradient`,
    place,
    "",
    ["smc(..) and rwm(..) need none"],
    [use],
  );
}

export function discreteLatent(place: Place, name: string, distribution: string): Diagnostic {
  return error("PAL2111", `the latent \`${name}\` is discrete`, place, `${distribution} has whole numbers only`, [
    "latents are continuous for now: sum it out by hand with `factor logsumexp(..)`",
  ]);
}

export function randomGradient(place: Place): Diagnostic {
  return error("PAL2112", "an unbiased random gradient breaks the reversibility of MCMC", place, "", [
    "use gradient = finite_difference()",
  ]);
}

export function unusedLatent(place: Place, name: string): Diagnostic {
  return warning("PAL2190", `no observation or factor depends on the latent \`${name}\``, place, "its posterior is its prior");
}

export function unusedData(place: Place, name: string): Diagnostic {
  return warning("PAL2191", `\`${name}\` is declared and never used`, place);
}
