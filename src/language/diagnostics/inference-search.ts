/** What can go wrong while a black box is searched for the network behind it, and what such a scenario is not. */
import type { Diagnostic } from "../diagnostic.ts";
import { count, error, type Place } from "./make.ts";

/** @param what needs a log density: `pal density`, `emit`, .. */
export function noDensity(place: Place, what: string, algorithm: string): Diagnostic {
  return error("PAL2284", `${what} needs a log density, and this scenario has none`, place, "has no prior", [
    `${algorithm} finds the network by asking; give its weights a prior (and a width) for a density`,
  ]);
}

/** More hinges than inputs: their rows depend on one another, and gradients do not tell which side of a hinge is the active one. */
export function moreUnitsThanInputs(place: Place, box: string, hinges: number, inputs: number): Diagnostic {
  return error(
    "PAL5140",
    `\`${box}\` has more hidden units than inputs`,
    place,
    `at least ${hinges} hinges, ${inputs} inputs`,
    [
      "rows of more units than inputs depend on one another, and the side on which each is active cannot be told from gradients",
      "a model whose gradient changes everywhere (tanh, sigmoid, softmax) looks the same: it has no hinges at all",
    ],
  );
}

/** Rows that depend on one another. */
export function dependentUnits(place: Place, box: string, hinges: number, how: string): Diagnostic {
  return error("PAL5141", `hidden units of \`${box}\` depend on one another`, place, how, [
    `${count(hinges, "hinge")} found; which side of each is the active one cannot be told from gradients, so no network is returned`,
  ]);
}

/** The answers are not those of any network with one hidden layer of relu, as far as the search came. */
export function noSuchNetwork(place: Place, box: string, why: string, remedy: string): Diagnostic {
  return error("PAL5142", `no network with one hidden layer of relu explains the gradients of \`${box}\``, place, why, [
    remedy,
  ]);
}

/** The width that the network was declared with is not the number of hinges. */
export function otherWidth(place: Place, name: string, stated: number, found: number): Diagnostic {
  return error("PAL5143", `\`${name}\` was declared with ${stated} hidden units, and ${found} were found`, place, "", [
    "rows of the same direction are one unit to every question that can be asked; units without weight are none",
    "`dense([auto], relu)` takes the width that is found",
  ]);
}

/** The budget was used up before a network was found. */
export function budgetBeforeNetwork(place: Place, budget: number, hinges: number): Diagnostic {
  return error(
    "PAL5144",
    `the budget of ${budget.toLocaleString("en")} queries is used up, and there is no network`,
    place,
    `${count(hinges, "hinge")} found`,
    ["raise the budget: a search asks about 10 rows a hidden unit, and twice that of rounded answers"],
  );
}
