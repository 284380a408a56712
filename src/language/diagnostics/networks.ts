/** Networks with latent weights, and derivatives of nets that cannot be had. */
import type { Diagnostic } from "../diagnostic.ts";
import type { Span } from "../source.ts";
import { error, type Place } from "./make.ts";

/** `N(x)` where no `prior parameters(N)` stands above it. */
export function networkWithoutPrior(place: Place, name: string, declared: Span): Diagnostic {
  return error(
    "PAL2193",
    `the weights of \`${name}\` have no prior`,
    place,
    "",
    [`say what is believed of them first: \`prior parameters(${name}) ~ Normal(0, 1)\``],
    [{ span: declared, text: "declared here" }],
  );
}

/** A width that is to be found by an algorithm. */
export function widthNotFound(place: Place, name: string): Diagnostic {
  return error("PAL2194", `no algorithm here finds the width of \`${name}\``, place, "", [
    "write a number, as in `dense([32], relu)`; `auto` is for `hinge_search(model = f)`, which this version does not have yet",
  ]);
}

/**
 * Something that needs a net written out, of a model that runs as it is.
 * @param what cannot be had
 */
export function unknownLayers(place: Place, what: string, description: string): Diagnostic {
  return error("PAL2195", `${what} cannot be had`, place, `it is ${description}`, [
    "only nets that are chains of known layers can be written out; `parameters(f)` and `gradient(f, x)` work with any",
  ]);
}

/**
 * A derivative of every row by every weight that no sum over the rows follows.
 * @param size its numbers: `20 x 785,000`
 */
export function tooManyDerivatives(place: Place, size: string, most: number): Diagnostic {
  return error("PAL2196", "too many derivatives to store", place, `${size} numbers`, [
    `at most ${most.toLocaleString("en")} are stored; summed over the rows, as in \`sum(w * parameter_gradient(f, x), over = row)\`, any number is possible`,
  ]);
}
