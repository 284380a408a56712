/** How large a value may be: a slip such as `dim n = 1e12` gives a message, not a full memory. */
import type { Axis } from "./checked.ts";
import type { Place } from "./diagnostics/make.ts";
import { fail } from "./diagnostics/make.ts";
import { tooLarge } from "./diagnostics/shapes.ts";

/** Elements of one value, 0.8 GB of float64. */
const MOST_ELEMENTS = 1e8;

/** Refuses axes of too many elements in all. */
export function checkLimit(place: Place, axes: readonly Axis[]): void {
  if (axes.reduce((n, axis) => n * axis.size, 1) > MOST_ELEMENTS) fail(tooLarge(place, axes, MOST_ELEMENTS));
}
