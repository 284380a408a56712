/** The source of random numbers that kernels and samplers are given. */

/** Draws keyed by (seed, lane, step): a pure function of the key and of how many numbers were drawn since `seek`. */
export interface Random {
  /** In (0, 1), 53 bits, never 0 or 1. */
  uniform(): number;
  /** Standard normal. */
  normal(): number;
  /** Standard exponential. */
  exponential(): number;
  /** Whole number in [0, n). */
  below(n: number): number;
}
