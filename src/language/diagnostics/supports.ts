/** Values outside the set they must lie in. */
import type { Diagnostic } from "../diagnostic.ts";
import { error, type Place } from "./make.ts";

export function argumentOutsideDomain(place: Place, distribution: string, parameter: string, need: string, found: string): Diagnostic {
  return error("PAL2201", `${parameter} of ${distribution} must be ${need}`, place, `this is ${found}`);
}

export function latentMayLeaveDomain(
  place: Place,
  distribution: string,
  parameter: string,
  need: string,
  latent: string,
  remedy: string,
): Diagnostic {
  return error("PAL2202", `${parameter} of ${distribution} must be ${need}`, place, `the latent \`${latent}\` is not kept there`, [
    remedy,
  ]);
}

/** A datum outside the support: which element, where it stands in its file, what the support is. */
export function dataOutsideSupport(place: Place, distribution: string, element: string, support: string): Diagnostic {
  return error("PAL2207", `data outside the support of ${distribution}`, place, `${element}; ${support}`);
}

export function exactZero(place: Place, distribution: string, element: string): Diagnostic {
  return error(
    "PAL2208",
    `an exact 0 or 1 under ${distribution} has no finite density`,
    place,
    element,
    [
      "the scores are saturated or rounded; move them inside before observing them: `data inside = (seen + 1e-6) / (1 + 3e-6)` for three classes",
    ],
  );
}

export function missingValue(place: Place, element: string): Diagnostic {
  return error("PAL2209", "a missing value is observed", place, element, ["drop the row, or fill it in, before the run"]);
}

export function notANumber(place: Place, what: string): Diagnostic {
  return error("PAL2210", `${what} is not a number`, place, "the expression gives NaN");
}
