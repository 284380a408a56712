/** How often intervals hold the truth, never without how wide they are. */
import { mean } from "../moments.ts";

export interface Interval {
  readonly low: number;
  readonly high: number;
}

export interface Coverage {
  /** Share of the intervals that hold the truth; their ends count. */
  readonly coverage: number;
  /** Mean width. */
  readonly width: number;
}

/** @param intervals one for each element of the truth, at least one */
export function coverageOf(intervals: readonly Interval[], truth: ArrayLike<number>): Coverage {
  const held = intervals.filter(({ low, high }, i) => truth[i] >= low && truth[i] <= high);
  return {
    coverage: held.length / intervals.length,
    width: mean(intervals.map(({ low, high }) => high - low)),
  };
}
