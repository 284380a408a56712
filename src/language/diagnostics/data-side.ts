/** Mathematics of the data side: where it is asked of latents, where it has no result, and units. */
import type { Diagnostic } from "../diagnostic.ts";
import { error, type Place } from "./make.ts";

/**
 * @param unknown `depends on the latent \`x\``
 * @param instead what does the same, or nearly, in a density
 */
export function dataSideOnly(place: Place, name: string, unknown: string, instead: string): Diagnostic {
  return error("PAL3110", `${name}(..) works on known values only`, place, unknown, [
    `it has no derivative and never enters a density: ${instead}`,
  ]);
}

/** @param what `the matrix is singular` */
export function noResult(place: Place, name: string, what: string, remedy: string): Diagnostic {
  return error("PAL3111", `${name}(..) has no result here`, place, what, [remedy]);
}

export function unknownUnit(place: Place, text: string): Diagnostic {
  return error("PAL3112", `"${text}" is not a unit`, place, "", [
    'units are written as in "mg/mL", "m/s^2", "kWh" or "degC"; a quantity has its number before them, as in "5 mg/mL"',
  ]);
}

export function unitsDiffer(
  place: Place,
  from: string,
  to: string,
  fromDimension: string,
  toDimension: string,
): Diagnostic {
  return error(
    "PAL3113",
    `"${from}" does not convert to "${to}"`,
    place,
    `${fromDimension} on one side, ${toDimension} on the other`,
    [
      "only units of one dimension convert: correct the unit, or multiply by the constant that lies between them (a density, a molar mass) first",
    ],
  );
}

/** A function whose result has parts, without one; or a part that it does not have. */
export function partOf(
  place: Place,
  name: string,
  argument: string,
  parts: readonly string[],
  found?: string,
): Diagnostic {
  const shown = parts.map((part) => `\`${name}(${argument}).${part}\``).join(", ");
  return error(
    "PAL3114",
    found === undefined ? `${name}(..) has several parts` : `${name}(..) has no part \`${found}\``,
    place,
    "",
    [`its parts are ${shown}`],
  );
}

/** A number of clusters, of points or a rank that the matrix does not have. @param what `the rank` */
export function badCount(
  place: Place,
  name: string,
  what: string,
  found: number,
  least: number,
  most: number,
): Diagnostic {
  return error("PAL3115", `${what} of ${name}(..) must lie between ${least} and ${most}`, place, `this is ${found}`, [
    what === "the seed"
      ? "any whole number from 0 will do"
      : "a matrix has no more clusters than rows, and no larger rank than rows or columns",
  ]);
}
