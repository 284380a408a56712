/** Where a chain starts: a given point, or the first of many random ones where density and gradient are finite. */
import type { Ask, Failure, Target, Wants } from "./kernel.ts";
import { evaluatePoint, newPoint, newQuery, type Point } from "./point.ts";
import type { Random } from "./random.ts";

const TRIES = 100;

/** Where an unconstrained coordinate starts that nothing else says: uniform in (-2, 2), as in Stan. */
export function uniformStart(random: Random): number {
  return 2 * (2 * random.uniform() - 1);
}

/** Thrown when no tried position has a finite log density (and gradient, where one is needed). */
export class StartNotFound extends Error {
  constructor(
    /** Chain or island. */
    readonly chain: number,
    /** The last position tried, unconstrained. */
    readonly position: Float64Array,
    readonly failure: Failure,
    readonly tries: number,
  ) {
    super(
      tries === 1
        ? `chain ${chain} cannot start where it was told to: ${failure.message}`
        : `chain ${chain} found no start in ${tries} tries: at the last, ${failure.message}`,
    );
    this.name = "StartNotFound";
  }
}

/**
 * Finds the start of a chain. Throws StartNotFound.
 * @param priorDraw where discrete coordinates start; absent where the prior has no draws
 */
export function* findStart(
  target: Target,
  wants: Wants,
  chain: number,
  given: Float64Array | undefined,
  random: Random,
  priorDraw?: (random: Random, out: Float64Array) => void,
): Ask<Point> {
  const point = newPoint(target);
  const query = newQuery(target, wants);
  const tries = given === undefined ? TRIES : 1;
  let failure: Failure = { recoverable: true, message: "" };
  for (let n = 0; n < tries; n++) {
    if (given !== undefined) point.position.set(given);
    else {
      const whole = wholeStarts(target, random, priorDraw);
      for (let i = 0; i < target.dimension; i++) point.position[i] = uniformStart(random);
      for (const [index, value] of whole) point.position[index] = value;
    }
    yield* evaluatePoint(point, query);
    if (Number.isFinite(point.logDensity) && (wants === "value" || point.gradient.every(Number.isFinite))) return point;
    failure = query.failure ?? { recoverable: true, message: reason(point) };
  }
  throw new StartNotFound(chain, point.position.slice(), failure, tries);
}

/** Values of the discrete coordinates: those of a draw of the prior, else near the bound that they have. */
function wholeStarts(
  { discrete = [], dimension }: Target,
  random: Random,
  priorDraw?: (random: Random, out: Float64Array) => void,
): (readonly [index: number, value: number])[] {
  if (discrete.length === 0) return [];
  const drawn = new Float64Array(dimension);
  priorDraw?.(random, drawn);
  return discrete.map(({ index, lower, upper }) => {
    if (priorDraw !== undefined) return [index, drawn[index]];
    const values = Math.min(upper - lower + 1, 10);
    if (Number.isFinite(lower)) return [index, lower + random.below(values)];
    return [index, (Number.isFinite(upper) ? upper : 0) - random.below(values)];
  });
}

function reason(point: Point): string {
  if (Number.isFinite(point.logDensity)) {
    const i = point.gradient.findIndex((g) => !Number.isFinite(g));
    return `the gradient is ${point.gradient[i]} in coordinate ${i}`;
  }
  const share = Number.isFinite(point.logLikelihood) ? "prior" : "likelihood";
  return `the log ${share} is ${point.logDensity}`;
}

/** Thrown by methods that begin with prior draws where the prior has none. */
export class ImproperPrior extends Error {
  constructor(readonly algorithm: string) {
    super(`${algorithm} starts from draws of the prior, and an improper prior has none`);
    this.name = "ImproperPrior";
  }
}
