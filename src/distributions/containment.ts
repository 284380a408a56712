/** Whether one support lies within another, as far as bounds are known. */
import { constantValue } from "../tensor/evaluate.ts";
import type { Node } from "../tensor/node.ts";
import type { ScalarSupport, Support } from "./distribution.ts";

type Bounds = readonly [lower: Known, upper: Known];
/** A bound of each event; undefined where it depends on latents. */
type Known = ArrayLike<number> | undefined;

/**
 * What the outer support asks that the inner one does not keep: `positive`, `between 0 and 1`; undefined where the inner lies
 * within it, or a bound that depends on latents leaves that open. The edges themselves do not count: draws rarely meet them.
 */
export function mayLeave(inner: Support, outer: Support): string | undefined {
  switch (outer.kind) {
    case "real":
    case "whole":
    case "category":
      return undefined;
    case "positive":
    case "nonnegative":
    case "unit":
    case "above":
    case "below":
    case "interval":
      return isBetween(rangeOf(inner), boundsOf(outer)) ? undefined : describe(outer);
    case "simplex":
      return inner.kind === "simplex" ? undefined : "proportions that sum to 1";
    case "ordered": {
      if (inner.kind !== "ordered") return "increasing";
      return mayLeave(inner.of, outer.of);
    }
    case "covariance":
      return inner.kind === "covariance" ? undefined : "a covariance matrix";
    case "cholesky_correlation":
      return inner.kind === "cholesky_correlation" ? undefined : "the Cholesky factor of a correlation matrix";
  }
}

const EDGE = 1e-9;

function known(bound: Node | undefined, without: number, beyond = 0): Known {
  return bound === undefined ? [without] : constantValue(bound)?.map((x) => x + beyond);
}

function boundsOf(support: ScalarSupport): Bounds {
  switch (support.kind) {
    case "real":
      return [[Number.NEGATIVE_INFINITY], [Number.POSITIVE_INFINITY]];
    case "positive":
    case "nonnegative":
      return [[0], [Number.POSITIVE_INFINITY]];
    case "unit":
      return [[0], [1]];
    case "above":
      return [known(support.lower, 0), [Number.POSITIVE_INFINITY]];
    case "below":
      return [[Number.NEGATIVE_INFINITY], known(support.upper, 0)];
    case "interval":
      return [known(support.lower, 0), known(support.upper, 0)];
  }
}

/** Between which numbers the elements of an event lie. */
function rangeOf(support: Support): Bounds {
  switch (support.kind) {
    // Whole numbers reach their bounds, so these must lie strictly inside.
    case "whole":
      return [
        known(support.lower, Number.NEGATIVE_INFINITY, -EDGE),
        known(support.upper, Number.POSITIVE_INFINITY, EDGE),
      ];
    case "category":
      return [[-EDGE], [support.size - 1 + EDGE]];
    case "simplex":
      return [[0], [1]];
    case "ordered":
      return boundsOf(support.of);
    case "covariance":
    case "cholesky_correlation":
      return [[Number.NEGATIVE_INFINITY], [Number.POSITIVE_INFINITY]];
    default:
      return boundsOf(support);
  }
}

/**
 * The first element at an edge of its open set, where the unconstrained quantity would be infinite; undefined where there is none, or
 * bounds are not known.
 */
export function atEdge(support: Support, values: Float64Array): number | undefined {
  const [low, high] = rangeOf(support);
  const meets = (bounds: Known) =>
    values.findIndex((x, i) => bounds !== undefined && x === bounds[Math.floor((i * bounds.length) / values.length)]);
  const found = [meets(low), meets(high)].filter((i) => i >= 0);
  return found.length === 0 ? undefined : Math.min(...found);
}

function isBetween([lower, upper]: Bounds, [low, high]: Bounds): boolean {
  return everyPair(lower, low, (a, b) => a >= b) && everyPair(upper, high, (a, b) => a <= b);
}

/** Bounds over different shapes, events and elements, are not compared. */
function everyPair(a: Known, b: Known, holds: (a: number, b: number) => boolean): boolean {
  if (a === undefined || b === undefined || (a.length > 1 && b.length > 1 && a.length !== b.length)) return true;
  const n = Math.max(a.length, b.length);
  for (let i = 0; i < n; i++) if (!holds(a[a.length > 1 ? i : 0], b[b.length > 1 ? i : 0])) return false;
  return true;
}

function describe(support: ScalarSupport): string {
  if (support.kind === "positive") return "positive";
  if (support.kind === "nonnegative") return "positive or 0";
  const [low, high] = boundsOf(support).map((bound) =>
    bound?.length === 1 || allSame(bound) ? bound?.[0] : undefined,
  );
  if (low === undefined || high === undefined) return "within its bounds";
  if (high === Number.POSITIVE_INFINITY) return `${low} or more`;
  return low === Number.NEGATIVE_INFINITY ? `${high} or less` : `between ${low} and ${high}`;
}

function allSame(values: Known): boolean {
  return values !== undefined && Array.from(values).every((value) => value === values[0]);
}
