/** A position with its densities, the state of every kernel here, and the query buffers that kernels ask with. */
import type { Ask, Query, Target, Wants } from "./kernel.ts";

/** Plain data. `logDensity` and `gradient` are those at the temperature of the last evaluation; `parts` never is tempered. */
export interface Point {
  /** Unconstrained, [dimension]. */
  readonly position: Float64Array;
  logDensity: number;
  logLikelihood: number;
  /** [part, 2]: log prior and log likelihood of each part. */
  readonly parts: Float64Array;
  /** Of `logDensity`, [dimension]; meaningful after an evaluation that wanted it. */
  readonly gradient: Float64Array;
}

export function newPoint(target: Target): Point {
  return {
    position: new Float64Array(target.dimension),
    logDensity: Number.NEGATIVE_INFINITY,
    logLikelihood: Number.NEGATIVE_INFINITY,
    parts: new Float64Array(2 * target.partCount),
    gradient: new Float64Array(target.dimension),
  };
}

export function newQuery(target: Target, wants: Wants): Query {
  return { ...newPoint(target), wants, failure: undefined };
}

/** Log prior + temperature * log likelihood; at temperature 0 a likelihood of zero does no harm. */
export function tempered(logPrior: number, logLikelihood: number, temperature: number): number {
  return temperature === 0 ? logPrior : logPrior + temperature * logLikelihood;
}

/** Copies a vector; a plain loop is faster than `set` for the short ones that are most common. */
export function copyVector(from: Float64Array, to: Float64Array): void {
  const n = from.length;
  if (n > 40) to.set(from);
  else for (let i = 0; i < n; i++) to[i] = from[i];
}

/** Copies a point, or what a query was answered with. */
export function copyPoint(from: Point, to: Point): void {
  copyVector(from.position, to.position);
  copyVector(from.parts, to.parts);
  copyVector(from.gradient, to.gradient);
  to.logDensity = from.logDensity;
  to.logLikelihood = from.logLikelihood;
}

/** Evaluates the density where the point stands and fills in the rest of it. */
export function* evaluatePoint(point: Point, query: Query): Ask<Point> {
  query.position.set(point.position);
  yield query;
  copyPoint(query, point);
  return point;
}

/** A new point at `position`: what `init` of every kernel does. */
export function* pointAt(position: Float64Array, query: Query, target: Target): Ask<Point> {
  const point = newPoint(target);
  point.position.set(position);
  return yield* evaluatePoint(point, query);
}
