/** What a search came to: a network with how well it agrees, or why there is none. */
import type { Answer } from "./asked.ts";
import type { HiddenUnit } from "./hidden-layer.ts";
import type { Precision } from "./precision.ts";
import type { NoSides } from "./sides.ts";

/** Why no network is returned. */
export type Refusal =
  /** The gradient is the same wherever it was asked. */
  | { readonly kind: "linear" }
  /** More hinges on a line than there are inputs: their rows depend on one another. */
  | { readonly kind: "wide"; readonly hinges: number }
  /** The jumps of the gradient depend on one another: `parallel` where two of them are multiples of one another. */
  | { readonly kind: "dependent"; readonly hinges: number; readonly parallel: boolean }
  /** The hinges are there, and no choice of their sides gives the gradients, as a part of which `residual` is left. */
  | ({ readonly kind: "sides"; readonly hinges: number } & NoSides)
  /** Hinges found on every line, and gradients that they do not explain. */
  | { readonly kind: "unexplained"; readonly hinges: number; readonly lines: number }
  /** A network was made, and its gradients are not those of the box at fresh points. */
  | { readonly kind: "disagrees"; readonly hinges: number; readonly agreement: Agreement }
  /** A width was stated, and another was found. */
  | { readonly kind: "width"; readonly hinges: number; readonly stated: number };

export interface Agreement {
  /**
   * Root mean square error of the gradients, relative to their size: on the answers the network was made from, each taken in the linear
   * piece that it names.
   */
  readonly fit: number;
  /** Answers that name no piece of the network. */
  readonly outside: number;
  /** The same error at fresh points, where the network says itself in which piece they lie, and the largest at one of them. */
  readonly fresh: number;
  readonly worst: number;
  readonly points: number;
  /** How many of the fresh points agree to the precision of the answers, or to 1e-9 where that is finer. */
  readonly agreeing: number;
  /** At the same fresh points: the best linear model, and the network with the sides of half its hinges exchanged. */
  readonly linear: number;
  readonly exchanged: number;
}

export interface Recovered {
  readonly units: readonly HiddenUnit[];
  /** Answers at points that were not used for it. */
  readonly fresh: readonly Answer[];
  readonly agreement: Agreement;
  /** Hinges on the line whose jump is smaller than the error of the answers: they are seen, and no unit can be made of them. */
  readonly faint: number;
  /** Biases as a part of the length of a row times that of a point: all below this, where there are none; else how exact they are. */
  readonly biases: { readonly present: boolean; readonly precision: number };
}

export interface Outcome {
  readonly recovered?: Recovered;
  readonly refusal?: Refusal;
  readonly precision: Precision;
  /** Rows asked, and lines they lay on. */
  readonly queries: number;
  readonly lines: number;
}
