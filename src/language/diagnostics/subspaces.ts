/** Latents that are told to lie in a subspace and cannot. */

import type { Diagnostic } from "../diagnostic.ts";
import type { Span } from "../source.ts";
import { error, type Place } from "./make.ts";

/** @param isScalar it has no axis at all; else its prior has no bounds that a penalty could stand for */
export function noSubspaceFor(place: Place, latent: string, distribution: string, isScalar: boolean): Diagnostic {
  const label = isScalar ? "a single number" : `its prior is ${distribution}`;
  const remedy = isScalar
    ? "a subspace is one of its last axis, and it has none"
    : "a prior on all real numbers or between bounds at which its density is finite can have one, e.g. Normal or Uniform";
  return error("PAL2360", `\`${latent}\` cannot be searched for in a subspace`, place, label, [remedy]);
}

/** @param isBox a declared model, whose file has no such matrix; else a network whose weights are latent */
export function noFirstMatrix(place: Place, name: string, isBox: boolean): Diagnostic {
  const remedy = isBox
    ? "row_space needs a net of known layers that begins with a dense one"
    : "its weights are latent: row_space needs a model that is read from a file";
  return error("PAL2361", `\`${name}\` has no first weight matrix that is known`, place, "", [remedy]);
}

export function otherWidth(place: Place, latent: string, axes: string, box: string, inputs: number): Diagnostic {
  return error("PAL2362", `\`${latent}\` is no input of \`${box}\``, place, axes, [
    `its last axis must have the ${inputs} elements of the input of \`${box}\``,
  ]);
}

export function stepsInOtherSpaces(place: Place, first: Span): Diagnostic {
  const label = { source: place.source, span: first, text: "the first step" };
  return error(
    "PAL2363",
    "the steps of this infer search in different spaces",
    place,
    "",
    ["a step begins where the one before ended: give all of them the same `within`"],
    [label],
  );
}
