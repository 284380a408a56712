/** Missing data in places where no distribution can stand in for them. */
import type { Diagnostic } from "../diagnostic.ts";
import type { Span } from "../source.ts";
import { error, type Place } from "./make.ts";

/** Data that are observed in part and read elsewhere: a missing element has no distribution. */
export function missingUnobserved(place: Place, name: string, element: string): Diagnostic {
  return error("PAL3100", `\`${name}\` has missing values that nothing observes`, place, element, [
    `\`${name}\` is read by the model, so what is missing needs a distribution: let an \`observe\` reach it too, or drop it from the data`,
  ]);
}

/** Missing values that the model reads, of a quantity that single values have a probability of. */
export function missingCensored(place: Place, name: string, distribution: string, element: string): Diagnostic {
  return error("PAL3105", `\`${name}\` is read by the model, and missing values of it are censored`, place, element, [
    `under ${distribution} a missing value that is read would be a bound with a probability and other numbers with a density: no latent can be that. Fill it in, drop its row, or read the uncensored quantity as a latent of its own`,
  ]);
}

/** Vector events that are missing in part, under a distribution that does not say what one element is like. */
export function missingInEvent(place: Place, distribution: string, element: string): Diagnostic {
  return error("PAL3102", `an event of ${distribution} is missing in part`, place, element, [
    "only whole events of it may be missing (they are imputed); parts may under MvNormal and its like: drop the row, or empty it",
  ]);
}

/**
 * Missing values that cannot be drawn one after the other.
 * @param reads what reads them too early: `its own later elements`
 */
export function missingNotOrdered(place: Place, name: string, reads: string, remedy: string, data: Span): Diagnostic {
  return error(
    "PAL3103",
    `the missing values of \`${name}\` have no distribution of their own`,
    place,
    reads,
    [remedy],
    [{ span: data, text: "has missing values" }],
  );
}

/** One missing element, two distributions. */
export function missingTwice(place: Place, name: string, what: string, first: Span): Diagnostic {
  return error(
    "PAL3104",
    `the missing values of \`${name}\` have two distributions`,
    place,
    what,
    [
      "data with missing values are observed by one `observe`, or by several of one distribution that share its elements out",
    ],
    [{ span: first, text: "first here" }],
  );
}
