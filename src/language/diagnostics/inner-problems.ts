/** What can be wrong in inner problems, `argmin(w => loss, start = e)`: codes PAL2340 to PAL2347. */
import type { Diagnostic } from "../diagnostic.ts";
import { error, type Place } from "./make.ts";

const written = "`argmin(w => sum((y - X @ w)^2) + sum(w^2), start = repeat(0, 3))`";

/** The first argument is a function, but not one of the one value that is looked for. */
export function badLoss(place: Place, parameters: number): Diagnostic {
  return error("PAL2340", "`argmin` looks for one value", place, `a function of ${parameters}`, [
    `several are one array, of which the loss takes its parts: as in ${written}`,
  ]);
}

export function noStart(place: Place): Diagnostic {
  return error("PAL2341", "`argmin` of a function needs a start", place, "", [
    `\`start\` says from where it searches, and gives the shape of what is found: as in ${written}`,
  ]);
}

/** `shown` are the axes of what the function gives. */
export function lossNotANumber(place: Place, shown: string): Diagnostic {
  return error("PAL2342", "the loss of `argmin` is one number", place, shown, [
    "add up what is lost, as in `sum((y - X @ w)^2)`",
  ]);
}

export function boxInLoss(place: Place, box: string): Diagnostic {
  return error(
    "PAL2343",
    `the loss of \`argmin\` asks \`${box}\` about what it looks for`,
    place,
    "a model has no second derivative here",
    ["write out what is fitted, as in `sigmoid(X @ w)`; a model may be asked about anything else"],
  );
}

/** Its second derivatives are 0 or negative wherever it is. */
export function lossWithoutCurvature(place: Place): Diagnostic {
  return error("PAL2344", "this loss has no minimum that can be followed", place, "its curvature is nowhere positive", [
    "a penalty such as `+ 0.01 * sum(w^2)` makes one; `by = unroll(steps = 200, rate = 0.1)` takes steps down as they come",
  ]);
}

export function unknownMethod(place: Place): Diagnostic {
  return error("PAL2345", "`by` is `newton()` or `unroll(steps = .., rate = ..)`", place, "", [
    "newton(), the default, finds the minimum; unroll(..) takes so many steps of gradient descent, as a training run does",
  ]);
}

/** `need` as in "a whole number from 1 to 100,000". */
export function badStep(place: Place, option: string, need: string): Diagnostic {
  return error("PAL2346", `\`${option}\` of \`unroll\` is ${need}`, place, "", [
    "as in `unroll(steps = 200, rate = 0.1)`: every step goes against the gradient of the loss, rate times as far",
  ]);
}

/** `over` beside a function, `start` or `by` beside an array. */
export function mixedForms(place: Place, option: string, isFunction: boolean): Diagnostic {
  const found = isFunction ? "the argument of a function's minimum has no `over`" : `an array has no \`${option}\``;
  return error("PAL2347", "two forms of `argmin` are mixed", place, found, [
    "`argmin(a, over = dim)` is the index of the least element of an array; `argmin(w => loss, start = e)` the w at which a loss is least",
  ]);
}
