/** Chooses the next temperature of one part so that its particles keep a wanted effective sample size (Jasra et al. 2011). */

export interface Increment {
  readonly temperature: number;
  /** Log of the mean incremental weight: what this stage adds to the log evidence. */
  readonly logEvidence: number;
}

/** Relative precision of the bisection; the effective sample size need not be met more exactly than this. */
const PRECISION = 1e-6;
/** Smallest step relative to the temperature, so that a pathological likelihood cannot stall the run. */
const SMALLEST = 1e-9;

/**
 * From `temperature`, the largest next one (at most 1) at which weights exp(step * logLikelihood) have an effective sample size
 * (sum w)^2 / sum w^2 of `fraction` times the particles that are possible at all. Writes the weights, normalised to sum 1.
 * Returns undefined when every likelihood is zero.
 */
export function temper(
  logLikelihood: Float64Array,
  temperature: number,
  fraction: number,
  weights: Float64Array,
): Increment | undefined {
  const n = logLikelihood.length;
  let most = Number.NEGATIVE_INFINITY;
  let possible = 0;
  for (let i = 0; i < n; i++) {
    if (logLikelihood[i] > Number.NEGATIVE_INFINITY) possible++;
    if (logLikelihood[i] > most) most = logLikelihood[i];
  }
  if (possible === 0) return undefined;

  let step = 1 - temperature;
  if (effectiveSize(logLikelihood, most, step) < fraction * possible) {
    let low = 0;
    let high = step;
    while (high - low > PRECISION * high) {
      step = 0.5 * (low + high);
      if (effectiveSize(logLikelihood, most, step) < fraction * possible) high = step;
      else low = step;
    }
    step = Math.max(low, temperature * SMALLEST, Number.MIN_VALUE);
  }

  let sum = 0;
  for (let i = 0; i < n; i++) {
    weights[i] = Math.exp(step * (logLikelihood[i] - most));
    sum += weights[i];
  }
  for (let i = 0; i < n; i++) weights[i] /= sum;
  return { temperature: Math.min(1, temperature + step), logEvidence: step * most + Math.log(sum / n) };
}

function effectiveSize(logLikelihood: Float64Array, most: number, step: number): number {
  let sum = 0;
  let squares = 0;
  for (let i = 0; i < logLikelihood.length; i++) {
    const weight = Math.exp(step * (logLikelihood[i] - most));
    sum += weight;
    squares += weight * weight;
  }
  return (sum * sum) / squares;
}
