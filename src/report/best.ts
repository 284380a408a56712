/** What `summary.json` says of the starts of an optimiser: the best of them, with its values, and how the others did. */
import { bestStart } from "../diagnostics/starts.ts";
import type { InferenceResult } from "../runs/infer.ts";

export interface StartsReport {
  readonly starts: {
    readonly count: number;
    readonly failed: number;
    /** As good as the best, to 0.1 in the log density. */
    readonly as_good_as_best: number;
  };
  /** Absent where no start has ended. */
  readonly best?: {
    /** Counts from 1, as the files of the draws do. */
    readonly start: number;
    readonly log_density: number;
    readonly gradient_norm: number;
    /** By the names of the elements. */
    readonly values: Readonly<Record<string, number>>;
  };
}

export function reportStarts({ chains }: InferenceResult, names: readonly string[]): StartsReport {
  const best = bestStart(chains);
  const starts = {
    count: chains.length,
    failed: chains.filter(({ summary }) => summary?.failure !== undefined).length,
    as_good_as_best: best?.reached ?? 0,
  };
  if (best === undefined) return { starts };
  const values = chains[best.chain].targets[0];
  return {
    starts,
    best: {
      start: best.chain + 1,
      log_density: best.logDensity,
      gradient_norm: best.gradientNorm,
      values: Object.fromEntries(names.map((name, i) => [name, values[i]])),
    },
  };
}
