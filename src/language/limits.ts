/** How large a value may be: a slip such as `dim n = 1e12` gives a message, not a full memory. */
import type { Node } from "../tensor/node.ts";
import { dependsOn } from "../tensor/passes/dependencies.ts";
import type { Axis } from "./checked.ts";
import type { Place } from "./diagnostics/make.ts";
import { fail } from "./diagnostics/make.ts";
import { tooLarge } from "./diagnostics/shapes.ts";

/** Elements of one value, 0.8 GB of float64. */
const MOST_ELEMENTS = 1e8;
/** Elements of one discrete latent, each of which is a variable to be summed out. */
const MOST_DISCRETE = 1e6;

/**
 * Refuses axes of too many elements in all.
 * @param made what the value is made of: one that holds derivatives by weights is not stored before it is summed
 */
export function checkLimit(place: Place, axes: readonly Axis[], made: readonly Node[] = []): void {
  if (axes.reduce((n, axis) => n * axis.size, 1) <= MOST_ELEMENTS) return;
  const isStored = !made.some((node) => dependsOn(node, ({ op }) => op.name === "parameter_gradient"));
  if (isStored) fail(tooLarge(place, axes, MOST_ELEMENTS));
}

/** Refuses discrete latents of more elements than can be summed out. */
export function checkDiscreteLimit(place: Place, axes: readonly Axis[]): void {
  if (axes.reduce((n, axis) => n * axis.size, 1) > MOST_DISCRETE) fail(tooLarge(place, axes, MOST_DISCRETE));
}
