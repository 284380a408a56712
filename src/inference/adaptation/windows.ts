/** Stan's warm-up schedule: an initial buffer, windows that double in which the metric is learnt, a terminal buffer. */

export interface Schedule {
  /** Iterations [start, stop) feed the estimate of the metric. */
  readonly start: number;
  readonly stop: number;
  /** The last iteration of each window: after it the metric is renewed. */
  readonly ends: ReadonlySet<number>;
}

const INITIAL = 75;
const BASE = 25;
const TERMINAL = 50;

/**
 * The schedule of a warm-up of so many iterations. Shorter than 150, the three phases take 15, 75 and 10 %; shorter
 * than 20 there are no windows. Source: Stan reference manual, "HMC algorithm parameters"; windowed_adaptation.hpp.
 */
export function warmupSchedule(warmup: number): Schedule {
  if (warmup < 20) return { start: 0, stop: 0, ends: new Set() };
  let initial = INITIAL;
  let base = BASE;
  let terminal = TERMINAL;
  if (initial + base + terminal > warmup) {
    initial = Math.floor(0.15 * warmup);
    terminal = Math.floor(0.1 * warmup);
    base = warmup - initial - terminal;
  }
  const stop = warmup - terminal;
  const ends = new Set<number>();
  let size = base;
  let end = initial + base;
  while (end < stop) {
    ends.add(end - 1);
    size *= 2;
    // A window whose successor would not fit is stretched to the end.
    end = end + size + 2 * size >= stop + 1 ? stop : end + size;
  }
  ends.add(stop - 1);
  return { start: initial, stop, ends };
}
