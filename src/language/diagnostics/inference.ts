/** What can go wrong once a checked scenario runs. */
import type { Diagnostic, Label } from "../diagnostic.ts";
import type { Source, Span } from "../source.ts";
import { error, list, type Place, warning } from "./make.ts";

/** Which event of a statement has no finite density, and why, where that is known. */
export interface Cause {
  readonly element: string;
  readonly reason?: string;
  /** Of the argument that is to blame. */
  readonly span?: Span;
}

function causeLabels(cause: Cause | undefined): Label[] {
  if (cause?.span === undefined || cause.reason === undefined) return [];
  return [{ span: cause.span, text: cause.reason }];
}

/** No position with a finite density was found; the place is the first statement without one at the last try. */
export function noStart(place: Place, tries: string, value: string, cause?: Cause): Diagnostic {
  const reason = cause?.span === undefined && cause?.reason !== undefined ? `: ${cause.reason}` : "";
  const where = cause === undefined ? "" : `, for ${cause.element}${reason}`;
  return error(
    "PAL5001",
    "no start was found",
    place,
    `its log density is ${value} at the last position tried${where}`,
    [
      tries,
      "the data may be impossible under the model as written, or its prior far too wide: `pal density FILE` shows each statement's share",
    ],
    causeLabels(cause),
  );
}

export function improperPrior(place: Place, latent: string, what: string): Diagnostic {
  return error(
    "PAL5002",
    `${what} draws from the prior, and the prior of \`${latent}\` is improper`,
    place,
    "has no draws",
    ["give it a proper prior, e.g. Normal(0, 100), or use nuts(..)"],
  );
}

/** A log density that is NaN where it is asked. */
export function densityNotANumber(place: Place, element: string, cause?: Cause): Diagnostic {
  return error(
    "PAL5003",
    "the log density is not a number",
    place,
    `NaN${element}`,
    [
      "an argument leaves its domain for some values of the latents (a negative scale, log of a negative number, 0 / 0)",
    ],
    causeLabels(cause),
  );
}

/** Rows of the data that no prior draw comes near. */
export function priorConflict(place: Place, rows: readonly string[], total: number, draws: number): Diagnostic {
  const more = total > rows.length ? [`and ${total - rows.length} more`] : [];
  return warning(
    "PAL5004",
    `the prior contradicts the data: none of ${draws} prior draws comes near`,
    place,
    `${total} ${total === 1 ? "element" : "elements"} out of reach`,
    [...rows, ...more, "widen the prior, or check the units of the data"],
  );
}

/** @param isImproper otherwise its draws do not follow its density, which is restricted without being renormalised */
export function recoverNeedsProperPrior(place: Place, latent: string, isImproper: boolean): Diagnostic {
  const what = isImproper ? "is improper" : "is not renormalised, and how much it leaves out depends on other latents";
  return error("PAL5005", "recover draws truths from the prior", place, `the prior of \`${latent}\` ${what}`, [
    isImproper ? "give it a proper prior" : "give it known arguments, or the same for all its elements",
  ]);
}

/** The data also stand on the right of `~`: simulated data would not be those of the model. */
export function recoverNeedsGenerative(place: Place, text: string, isImproper = false): Diagnostic {
  return error(
    "PAL5006",
    "recover cannot simulate this observation",
    place,
    isImproper ? "its distribution is improper" : `\`${text}\` also stands on the right of \`~\``,
    [
      isImproper
        ? "a density that does not integrate to 1 has no draws"
        : "its rows would have to be simulated one after the other",
    ],
  );
}

/** A factor is a number, not a distribution. */
export function recoverMeetsFactor(place: Place): Diagnostic {
  return error(
    "PAL5006",
    "recover cannot simulate data for a factor",
    place,
    "it says how likely data are, not how to make them",
    ["write it as `observe .. ~ ..` where it stands for data"],
  );
}

export function badPointValue(name: string, need: string, found: string): Diagnostic {
  return {
    code: "PAL5007",
    severity: "error",
    message: `--at: \`${name}\` needs ${need}`,
    labels: [],
    notes: [`this is ${found}`],
  };
}

export function unknownPointName(name: string, known: readonly string[]): Diagnostic {
  return {
    code: "PAL5008",
    severity: "error",
    message: `--at: the scenario has no latent \`${name}\``,
    labels: [],
    notes: [`its latents: ${list(known)}`],
  };
}

/** A budget was used up before anything could be drawn. */
export function budgetTooSmall(source: Source, span: Span, budget: number, reached: string): Diagnostic {
  return error(
    "PAL5009",
    `the budget of ${budget.toLocaleString("en")} queries is used up, and there is no posterior`,
    { source, span },
    reached,
    ["raise the budget, or ask less: fewer particles, fewer steps"],
  );
}

/** The draws of a step would be larger than the memory of the machine. */
export function tooManyDraws(place: Place, algorithm: string, bytes: number, memory: number): Diagnostic {
  const gigabytes = (count: number) => `${Math.ceil(count / 1e9).toLocaleString("en")} GB`;
  return error(
    "PAL5010",
    "the draws do not fit into memory",
    place,
    `all chains together would take about ${gigabytes(bytes)}; this machine has ${gigabytes(memory)}`,
    [
      algorithm === "smc"
        ? "ask for fewer particles or islands, or smaller targets"
        : "ask for fewer draws or chains, or smaller targets: some thousands of effective draws are enough for any summary",
    ],
  );
}

/** Points are no draws: no interval of theirs holds a truth as often as it says. */
export function recoverNeedsDraws(algorithm: string): Diagnostic {
  return {
    code: "PAL5120",
    severity: "error",
    message: `recover checks intervals of draws, and ${algorithm} makes none`,
    labels: [],
    notes: ["choose an algorithm that draws from the posterior: --infer nuts"],
  };
}
