/** Networks with latent weights, and derivatives of nets that cannot be had. */
import type { Diagnostic, Label } from "../diagnostic.ts";
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

/** A width that is to be found, and an algorithm that needs it beforehand; `needs` says which, where one is chosen. */
export function widthNotFound(place: Place, name: string, needs?: Label): Diagnostic {
  return error(
    "PAL2194",
    `no algorithm here finds the width of \`${name}\``,
    place,
    "",
    [
      `write a number, as in \`dense([32], relu)\`; or \`target ${name}\` without a prior and \`infer hinge_search(model = f)\`, which finds it by asking f`,
    ],
    needs === undefined ? [] : [needs],
  );
}

/** `hinge_search()` without the model that it asks. */
export function searchWithoutModel(place: Place, algorithm: string, models: readonly string[]): Diagnostic {
  return error("PAL2280", `${algorithm} asks a model, and none is named`, place, "", [
    models.length === 0
      ? `declare one first: \`model f(real[..]) -> real = tfjs("..") access explanations\``
      : `write \`${algorithm}(model = ${models[0]})\``,
  ]);
}

export function nothingSought(place: Place, algorithm: string): Diagnostic {
  return error("PAL2281", `${algorithm} finds a network, and no target is one`, place, "", [
    "declare it, `network N(real[..]) -> real = dense([auto], relu)`, and write `target N`",
  ]);
}

/** @param description its architecture: `4-16(tanh)-3` */
export function networkNotSearchable(place: Place, algorithm: string, name: string, description: string): Diagnostic {
  return error("PAL2282", `${algorithm} cannot find a network like \`${name}\``, place, `it is ${description}`, [
    "networks with one hidden layer of relu and one real output can be found: `dense([auto], relu)`, or with a known width",
  ]);
}

/** @param why the model is not one whose network can be found */
export function modelNotSearchable(place: Place, algorithm: string, name: string, why: string): Diagnostic {
  return error("PAL2283", `${algorithm} cannot search \`${name}\``, place, why, [
    "it needs a model with one real output and the inputs of the network",
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
