/** Random numbers that are a pure function of (seed, lane, step, draw), so any order of work gives the same bits. */
import { normalQuantile } from "./normal-quantile.ts";
import type { Random } from "./random.ts";
import { threefry } from "./threefry.ts";

const TWO_32 = 4294967296;

/**
 * A counter-based generator. The key is Threefry of the lane under the seed, hence distinct for distinct lanes of one
 * seed; the counter is (step, draw), 32 bits each. Every number drawn uses one 64-bit block: no hidden state, no caches.
 */
export class CounterRandom implements Random {
  private k0 = 0;
  private k1 = 0;
  private step = 0;
  private draw = 0;
  private readonly block = new Int32Array(2);

  /** `seed` and `lane` are whole numbers in [0, 2^53). */
  constructor(
    private readonly seed: number,
    lane: number,
  ) {
    this.enter(lane);
  }

  /** Goes to the first number of step 0 of a lane: the same as a new generator, without the allocation. */
  enter(lane: number): void {
    const { seed } = this;
    threefry(seed | 0, Math.floor(seed / TWO_32) | 0, lane | 0, Math.floor(lane / TWO_32) | 0, this.block);
    this.k0 = this.block[0];
    this.k1 = this.block[1];
    this.seek(0);
  }

  /** Goes to the first number of `step`, a whole number in [0, 2^32). */
  seek(step: number): void {
    this.step = step | 0;
    this.draw = 0;
  }

  /** An odd multiple of 2^-53: symmetric about 1/2 and never 0 or 1. */
  uniform(): number {
    const block = this.block;
    threefry(this.k0, this.k1, this.step, this.draw++, block);
    return ((block[0] >>> 6) * 67108864 + (block[1] >>> 6) + 0.5) * 2.220446049250313e-16;
  }

  /** By inversion: one uniform for each normal, monotone in it. */
  normal(): number {
    return normalQuantile(this.uniform());
  }

  exponential(): number {
    return -Math.log(this.uniform());
  }

  /** Biased by less than n * 2^-52. */
  below(n: number): number {
    return Math.floor(this.uniform() * n);
  }
}
