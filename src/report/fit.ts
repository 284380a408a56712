/** How well what was found explains the data: the log density of each start or chain, and the predictive check. */
import { mean } from "../diagnostics/moments.ts";
import type { InferenceResult, Prepared } from "../runs/infer.ts";
import { checkPredictions, type NoCheck, type ObservationFit } from "../runs/predictive-check.ts";
import { total } from "../runs/query-counts.ts";
import { findsPoints } from "./answers.ts";

export interface Fit {
  /** Of each start or chain, in their order: what a start reached, or the mean over draws; NaN where it has none. */
  readonly log_density: readonly number[];
  /** Why observations were not predicted. */
  readonly unchecked?: NoCheck;
  /** Of all draws; of starts, that of the best one. */
  readonly observations?: readonly ObservationFit[];
  readonly passed?: boolean;
  /** Of starts: whether each passed; null where it was not looked at. */
  readonly starts_passed?: readonly (boolean | null)[];
}

/** @returns the fit and how many rows the check asked of black boxes */
export async function fitOf(
  prepared: Prepared,
  seed: number,
  result: InferenceResult,
  spent: number,
): Promise<{ readonly fit: Fit; readonly queries: number }> {
  const log_density = result.chains.map(({ logDensities }) =>
    logDensities.length === 0 ? Number.NaN : mean(logDensities),
  );
  const positions = result.chains.map((chain) => chain.positions);
  const isPoints = findsPoints(result);
  // The best start first: where observations are many, only the first ones are looked at.
  const order = [...positions.keys()].sort((a, b) => descending(log_density[a], log_density[b]));
  const groups = isPoints ? order.map((start) => positions[start]) : [positions.flat()];
  const checks = await checkPredictions(prepared, groups, seed, spent);
  if (typeof checks === "string") return { fit: { log_density, unchecked: checks }, queries: 0 };
  const [first] = checks.groups;
  const starts_passed = positions.map((_, start) => checks.groups[order.indexOf(start)]?.passed ?? null);
  return {
    fit: { log_density, ...first, ...(isPoints && { starts_passed }) },
    queries: total(checks.queries),
  };
}

function descending(a: number, b: number): number {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(a)) - Number(Number.isNaN(b));
  return b - a;
}
