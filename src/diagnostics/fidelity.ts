/** Closeness of a reconstruction to the truth: error beside that of the prior and the controls, coverage never without width. */

import { mean, variance } from "./moments.ts";

/** The mean and 90 % interval of one element; the interval of a point is NaN. */
export interface ElementSummary {
  readonly mean: number;
  readonly q05: number;
  readonly q95: number;
}

export interface Fidelity {
  /** Root mean squared error of the posterior mean, or of the point that an optimiser found. */
  readonly rmse: number;
  /** The same of the prior mean; NaN where the prior has none. */
  readonly prior_rmse: number;
  /** The same of each control, by name. */
  readonly control: Readonly<Record<string, number>>;
  /** Share of elements whose 90 % interval holds the truth; NaN of points. */
  readonly coverage90: number;
  /** Mean width of the 90 % intervals over the mean width of the prior's. */
  readonly width90_over_prior: number;
  /** How many elements were scored. */
  readonly elements: number;
  /**
   * Standard error over elements of the mean difference between the squared errors of the strongest rival (prior mean or
   * control) and those of the posterior mean.
   */
  readonly gain_se: number;
}

/**
 * Scores the chosen elements of a target.
 * @param elements flat positions to score, at least one
 * @param prior summaries of prior draws; absent where the prior is improper
 */
export function fidelityOf(
  elements: readonly number[],
  posterior: readonly ElementSummary[],
  prior: readonly ElementSummary[] | undefined,
  truth: ArrayLike<number>,
  controls: ReadonlyMap<string, ArrayLike<number>>,
): Fidelity {
  const squares = (guess: (i: number) => number) => elements.map((i) => (guess(i) - truth[i]) ** 2);
  const own = squares((i) => posterior[i].mean);
  const priorSquares = prior === undefined ? undefined : squares((i) => prior[i].mean);
  const controlSquares = new Map([...controls].map(([name, values]) => [name, squares((i) => values[i])]));
  const rivals = [...(priorSquares === undefined ? [] : [priorSquares]), ...controlSquares.values()];
  const strongest = rivals.reduce<readonly number[] | undefined>(
    (best, next) => (best === undefined || mean(next) < mean(best) ? next : best),
    undefined,
  );
  const covered = elements.filter((i) => truth[i] >= posterior[i].q05 && truth[i] <= posterior[i].q95);
  const width = (summaries: readonly ElementSummary[]) =>
    mean(elements.map((i) => summaries[i].q95 - summaries[i].q05));
  return {
    rmse: Math.sqrt(mean(own)),
    prior_rmse: priorSquares === undefined ? Number.NaN : Math.sqrt(mean(priorSquares)),
    control: Object.fromEntries([...controlSquares].map(([name, values]) => [name, Math.sqrt(mean(values))])),
    coverage90: elements.some((i) => Number.isNaN(posterior[i].q05)) ? Number.NaN : covered.length / elements.length,
    width90_over_prior: prior === undefined ? Number.NaN : width(posterior) / width(prior),
    elements: elements.length,
    gain_se: strongest === undefined ? Number.NaN : standardError(strongest.map((value, k) => value - own[k])),
  };
}

function standardError(values: readonly number[]): number {
  return values.length < 2 ? Number.NaN : Math.sqrt(variance(values) / values.length);
}

/** Standard errors by which the posterior must beat its strongest rival before it is said to add anything. */
const threshold = 2;

/**
 * The prior mean or control that is closest to the truth: what a leak must be measured against; undefined where there is neither a
 * prior with a mean nor a control.
 */
export function strongestRival(scores: Fidelity): { readonly name: string; readonly rmse: number } | undefined {
  const rivals = [["prior", scores.prior_rmse] as const, ...Object.entries(scores.control)];
  return rivals
    .filter(([, rmse]) => Number.isFinite(rmse))
    .map(([name, rmse]) => ({ name, rmse }))
    .sort((a, b) => a.rmse - b.rmse)[0];
}

/** Whether the posterior mean is closer to the truth than its strongest rival by more than chance explains. */
export function addsSomething(scores: Fidelity): boolean {
  const rival = strongestRival(scores);
  if (rival === undefined) return false;
  const gain = rival.rmse ** 2 - scores.rmse ** 2;
  return gain > 0 && gain > threshold * (Number.isFinite(scores.gain_se) ? scores.gain_se : 0);
}
