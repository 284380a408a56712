/** Gradient ascent from where a query stands: its position is moved in place, step by step, until it settles or fails. */
import type { Ask, Query } from "../kernel.ts";
import type { Decay } from "../optimisers/decay.ts";
import type { Move } from "../optimisers/optimiser.ts";

export interface Climb {
  readonly steps: number;
  /** Ends once no element of the gradient is larger; negative for never. */
  readonly tolerance: number;
  readonly decay: Decay;
  readonly move: Move;
  /** Called after every evaluation, with the norm of the gradient there. */
  readonly onStep?: (step: number, gradientNorm: number) => void;
}

/** What a climb came to; density and gradient there are in the query. */
export interface Reached {
  readonly steps: number;
  /** Euclidean. */
  readonly gradientNorm: number;
  /** Set where the density or its gradient stopped being a number. */
  readonly failure?: string;
}

export function* ascend(query: Query, climb: Climb): Ask<Reached> {
  const { steps, tolerance, decay, move, onStep } = climb;
  const { position, gradient } = query;
  const dimension = gradient.length;
  yield query;
  for (let step = 0; ; step++) {
    let squares = 0;
    let largest = 0;
    for (let i = 0; i < dimension; i++) {
      const size = Math.abs(gradient[i]);
      squares += size * size;
      if (size > largest) largest = size;
    }
    const gradientNorm = Math.sqrt(squares);
    // Both comparisons are false for NaN too.
    if (!(query.logDensity > Number.NEGATIVE_INFINITY && gradientNorm < Number.POSITIVE_INFINITY)) {
      return { steps: step, gradientNorm, failure: whyFailed(query) };
    }
    if (step === steps || largest <= tolerance) return { steps: step, gradientNorm };
    onStep?.(step, gradientNorm);
    move(position, gradient, step, decay(step, steps));
    yield query;
  }
}

function whyFailed({ failure, logDensity, gradient }: Query): string {
  if (failure !== undefined) return failure.message;
  if (!Number.isFinite(logDensity)) return `the log density is ${logDensity}`;
  const i = gradient.findIndex((g) => !Number.isFinite(g));
  return i < 0 ? "the gradient is too large" : `the gradient is ${gradient[i]} in coordinate ${i}`;
}
