/** The contract of optimisers: what moves a position uphill, one gradient at a time. */
import type { Construction, OptionSpec } from "../kernel.ts";

/**
 * Moves the position uphill, in place.
 * @param step counts from 0
 * @param share of the rate that the decay leaves, in [0, 1]
 */
export type Move = (position: Float64Array, gradient: Float64Array, step: number, share: number) => void;

export interface Optimiser {
  readonly name: string;
  readonly documentation: string;
  readonly options: readonly OptionSpec[];
  /** Its memory is that of one start. */
  begin(options: Construction["options"], dimension: number): Move;
}
