/** What every kernel says about a step, so that any of them can serve as a move within another algorithm. */

/** Reused from step to step: read it before the next one. */
export interface MoveInfo {
  /** [partCount]: the acceptance probability of each independent part. */
  readonly acceptance: Float64Array;
}
