/** How far the moments of a run lie from those of a reference. */
import type { Finished } from "./run.ts";

export interface Moments {
  readonly mean: number;
  readonly sd: number;
}

/**
 * |run - reference| over their joint standard error, by quantity.
 * @param draws the independent draws that the reference itself was made of; infinite for an exact one
 */
export function meanErrors(
  run: Finished,
  reference: Readonly<Record<string, Moments>>,
  draws = Number.POSITIVE_INFINITY,
): Record<string, number> {
  return errors(run, reference, (name, { mean, sd }) => {
    const own = run.summary.quantities[name];
    return Math.abs(own.mean - mean) / Math.hypot(own.mcse_mean, sd / Math.sqrt(draws));
  });
}

/** The same of the standard deviations, against an exact reference. */
export function sdErrors(run: Finished, reference: Readonly<Record<string, Moments>>): Record<string, number> {
  return errors(run, reference, (name, { sd }) => Math.abs(run.summary.quantities[name].sd - sd) / run.mcseSd[name]);
}

/** |run - reference| of the means, in standard deviations of the reference. */
export function meanDistances(run: Finished, reference: Readonly<Record<string, Moments>>): Record<string, number> {
  return errors(run, reference, (name, { mean, sd }) => Math.abs(run.summary.quantities[name].mean - mean) / sd);
}

/** Deviations of the standard deviations as a share of what is allowed: the larger of 10 % and 4 of their standard errors. */
export function sdShares(run: Finished, reference: Readonly<Record<string, Moments>>): Record<string, number> {
  return errors(run, reference, (name, { sd }) => {
    const off = Math.abs(run.summary.quantities[name].sd - sd);
    return off / Math.max(0.1 * sd, 4 * run.mcseSd[name]);
  });
}

function errors(
  run: Finished,
  reference: Readonly<Record<string, Moments>>,
  error: (name: string, moments: Moments) => number,
): Record<string, number> {
  const own = Object.keys(run.summary.quantities).sort();
  const other = Object.keys(reference).sort();
  if (own.join() !== other.join()) throw new Error(`the run has ${own.join(", ")}; the reference ${other.join(", ")}`);
  return Object.fromEntries(own.map((name) => [name, error(name, reference[name])]));
}
