/** What two rows of a matched target are compared by. */

import { cosine } from "../metrics/cosine.ts";
import { ncc } from "../metrics/ncc.ts";
import { rmse } from "../metrics/rmse.ts";
import { type PictureShape, ssim } from "../metrics/ssim.ts";
import { sorted, variance } from "../moments.ts";

export interface Measure {
  readonly name: "ncc" | "cosine" | "rmse" | "ssim";
  /** Of two rows of one length. */
  of(a: ArrayLike<number>, b: ArrayLike<number>): number;
  /** 1 where larger is closer, -1 where smaller is. */
  readonly sign: 1 | -1;
  /** What counts as found, the easier one first. */
  readonly thresholds: readonly number[];
}

/**
 * Correlations of 0.8 and 0.9 leave 36 % and 19 % of a row's variance unexplained; errors of 0.6 and 0.44 of the standard
 * deviation of the truth leave as much.
 */
const correlations = [0.8, 0.9];
/** Angles of 18 and 8 degrees. */
const cosines = [0.95, 0.99];
/** Buzaglo et al. 2023 call pictures above 0.4 good reconstructions. */
const similarities = [0.4, 0.6];

/**
 * @param truth all rows of the truth: its range scales `ssim`, its spread the thresholds of `rmse`
 * @param picture needed by `ssim`
 */
export function measureOf(name: Measure["name"], truth: ArrayLike<number>, picture: PictureShape = [1, 1, 1]): Measure {
  if (name === "ncc") return { name, of: ncc, sign: 1, thresholds: correlations };
  if (name === "cosine") return { name, of: cosine, sign: 1, thresholds: cosines };
  if (name === "rmse") {
    const sd = truth.length > 1 ? Math.sqrt(variance(truth)) : 0;
    const scale = sd > 0 ? sd : 1;
    return { name, of: rmse, sign: -1, thresholds: correlations.map((r) => scale * Math.sqrt(1 - r * r)) };
  }
  const ascending = sorted(truth);
  const range = { low: ascending[0], high: ascending[ascending.length - 1] };
  return { name, of: (a, b) => ssim(a, b, picture, range), sign: 1, thresholds: similarities };
}

/** Whether a value of the measure reaches a threshold. */
export function reaches(measure: Measure, value: number, threshold: number): boolean {
  return measure.sign * value >= measure.sign * threshold;
}
