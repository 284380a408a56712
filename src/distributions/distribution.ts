/** What a distribution is to the rest of the house: parameters with their domains, a support, a log density, a sampler. */

import type { Random } from "../inference/random.ts";
import type { Node, Shape } from "../tensor/node.ts";

/** The set a parameter must lie in; constants are checked before a run. `integer` means >= 0 and whole. */
export type Domain =
  | "real"
  | "positive"
  | "nonnegative"
  | "unit"
  | "integer"
  | "whole"
  | "simplex"
  | "covariance"
  | "cholesky_correlation"
  | "lower_triangular";

export interface Parameter {
  readonly name: string;
  readonly domain: Domain;
  /** 0 scalar, 1 vector over the last axis, 2 matrix over the last two. */
  readonly rank: 0 | 1 | 2;
  /** It may differ along the event: the event's axes stand before its own. */
  readonly alongEvent?: true;
  /** Elements of its last axis, which then has nothing to do with the event's: the weights of so many components. */
  readonly size?: number;
}

/** Where a density lives. Bounds are nodes of the batch shape, so they may be latent. */
export type Support =
  | { readonly kind: "real" }
  | { readonly kind: "positive" }
  | { readonly kind: "nonnegative" }
  | { readonly kind: "above"; readonly lower: Node }
  | { readonly kind: "below"; readonly upper: Node }
  | { readonly kind: "interval"; readonly lower: Node; readonly upper: Node }
  | { readonly kind: "unit" }
  | { readonly kind: "simplex" }
  /** Vectors whose elements increase, each in the scalar set `of`, whose bounds have the shape of the vectors. */
  | { readonly kind: "ordered"; readonly of: ScalarSupport }
  /** Symmetric positive definite matrices. */
  | { readonly kind: "covariance" }
  /** Lower triangular matrices with a positive diagonal whose rows have length 1. */
  | { readonly kind: "cholesky_correlation" }
  | { readonly kind: "whole"; readonly lower?: Node; readonly upper?: Node }
  /** 0 .. size - 1 */
  | { readonly kind: "category"; readonly size: number };

/** The continuous sets of single numbers. */
export type ScalarSupport = Extract<
  Support,
  { kind: "real" | "positive" | "nonnegative" | "above" | "below" | "interval" | "unit" }
>;

/** What known arguments fail to satisfy together. */
export interface Unmet {
  /** Index of the parameter to blame. */
  readonly parameter: number;
  /** Completes "must be ..". */
  readonly need: string;
  /** Absent where it is not known. */
  readonly value?: number;
}

/** How a distribution was made of others. Its parameters are its own ones, in order, and then those of its parts. */
export interface Made {
  /** Name of the combinator. */
  readonly combinator: string;
  /** Names of its own parameters, of which some may be left out in a call. */
  readonly own: readonly string[];
  readonly parts: readonly Distribution[];
}

export interface Distribution {
  readonly name: string;
  readonly parameters: readonly Parameter[];
  /** Rank of one event: 0 for scalars, 1 for vectors (last axis). */
  readonly eventRank: 0 | 1 | 2;
  readonly discrete: boolean;
  /** True for Flat and HalfFlat: no draws, no evidence. */
  readonly improper?: boolean;
  /** Its density does not integrate to 1: no evidence. */
  readonly unnormalised?: true;
  /** Whether draws follow its density up to a factor that does not depend on latents; absent: they do. */
  drawsFollow?(args: readonly Node[]): boolean;
  /** Single values have a probability and others a density: it can be observed, but no latent can have it. */
  readonly atoms?: true;
  /** What it is made of; absent where it stands in the registry. */
  readonly made?: Made;
  /** One sentence and the source of the parametrisation, for docs and hover. */
  readonly documentation: string;
  /** What known arguments must satisfy together, and with the shape of an event: the first that do not. */
  requires?(args: readonly Node[], event: Shape): Unmet | undefined;
  /** Whether all parts of a mixture have one support, so that a latent can have it; absent: they have. */
  agrees?(args: readonly Node[]): boolean;
  /** `args[i]` has shape [...batch, ...own axes of parameter i], see `Parameter`. */
  support(args: readonly Node[]): Support;
  /**
   * Log density with all constants, shape [...batch]: x has shape [...batch, ...event], args as in `support`.
   * -Infinity outside the support where x is data; latents are inside by construction of their transform.
   */
  logDensity(x: Node, args: readonly Node[]): Node;
  /**
   * For vector events of real numbers: the distribution of each element by itself, a scalar one with args [...batch, n]. Where it is
   * given, events may be missing in part.
   */
  margins?(args: readonly Node[], n: number): { readonly distribution: Distribution; readonly args: readonly Node[] };
  /**
   * log P(X <= x) and log P(X > x) of scalars, to rounding in both tails, for all real x (of counts: whole x); shapes as in
   * `logDensity`. Only what has both can be truncated or censored; counts are summed where they are absent.
   */
  logCdf?(x: Node, args: readonly Node[]): Node;
  logCcdf?(x: Node, args: readonly Node[]): Node;
  /**
   * log P(lower <= X <= upper) of continuous scalars, bounds within the support: where the density may be so uneven between
   * them that neither a difference of those functions nor the density at their middle tells it.
   */
  logBetween?(lower: Node, upper: Node, args: readonly Node[]): Node;
  /** Given with `logBetween`: a draw given that it lies between bounds, infinite where there are none. */
  sampleBetween?(random: Random, args: readonly Float64Array[], lower: number, upper: number): number;
  /** Indices of parameters by which these functions have no derivative: such arguments must be known. */
  readonly knownForCdf?: readonly number[];
  /** One event, given the parameters of that one event (row-major); writes into `out` at `offset`. */
  sample(random: Random, args: readonly Float64Array[], out: Float64Array, offset: number, size: number): void;
}
