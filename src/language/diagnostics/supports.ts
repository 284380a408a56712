/** Values outside the set they must lie in. */
import type { Diagnostic, Label } from "../diagnostic.ts";
import { error, type Place } from "./make.ts";

export function argumentOutsideDomain(
  place: Place,
  distribution: string,
  parameter: string,
  need: string,
  found: string | undefined,
  written: string,
): Diagnostic {
  const label = found === undefined ? "this one is not" : `this is ${found}`;
  return error("PAL2201", `${parameter} of ${distribution} must be ${need}`, place, label, [
    `it is written ${written}`,
  ]);
}

/** Bounds that leave nothing between them. */
export function emptySupport(
  place: Place,
  distribution: string,
  lower: string,
  upper: string,
  more: readonly Label[],
): Diagnostic {
  return error(
    "PAL2203",
    `nothing lies between the bounds of ${distribution}`,
    place,
    `from ${lower} to ${upper}`,
    ["the lower bound comes first, and must be below the upper one"],
    more,
  );
}

export function latentMayLeaveDomain(
  place: Place,
  distribution: string,
  parameter: string,
  need: string,
  latent: string,
  remedy: string,
): Diagnostic {
  return error(
    "PAL2202",
    `${parameter} of ${distribution} must be ${need}`,
    place,
    `the latent \`${latent}\` is not kept there`,
    [remedy],
  );
}

/** A datum outside the support: which element, where it stands in its file, what the support is. */
export function dataOutsideSupport(place: Place, distribution: string, element: string, support: string): Diagnostic {
  return error("PAL2207", `data outside the support of ${distribution}`, place, `${element}; ${support}`, [
    "no value of the latents makes this datum possible: correct it, or choose another distribution",
  ]);
}

/** @param remedy a statement that moves the data inside, and what to observe then */
export function exactZero(place: Place, distribution: string, element: string, remedy: string): Diagnostic {
  return error("PAL2208", `an exact 0 or 1 under ${distribution} has no finite density`, place, element, [
    `rounded or saturated data are moved inside before they are observed, as in \`observe inside ~ ${distribution}(..)\` with\n\`${remedy}\``,
  ]);
}

/** @param remedy what may be missing where it is observed */
export function missingValue(place: Place, element: string, remedy: string): Diagnostic {
  return error("PAL2209", "a missing value is observed", place, element, [remedy]);
}

/** @param element of what is observed, where that is what is NaN: `y[3] is NaN` */
export function notANumber(place: Place, what: string, element?: string): Diagnostic {
  const lead = element === undefined ? "" : "nothing it is computed from is missing: ";
  return error("PAL2210", `${what} is not a number`, place, element ?? "this gives NaN", [
    `${lead}0 / 0 (as in standardising a constant column), the log or root of a negative number, and a spread over one element give NaN`,
  ]);
}

/** Missing data anywhere but alone on the left of an `observe`. */
export function missingInExpression(place: Place, name: string, element: string): Diagnostic {
  return error("PAL2211", `\`${name}\` has missing values`, place, element, [
    `a computation with a missing value has no result: drop its row from the file, or fill it in; where the model reads it, \`observe ${name} ~ ..\` makes what is missing a latent`,
  ]);
}
