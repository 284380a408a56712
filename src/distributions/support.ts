/** Whether data lie in the support of a distribution, and proportions brought to sum to 1. */
import { constantValue } from "../tensor/evaluate.ts";
import { type Node, type Shape, sizeOf } from "../tensor/node.ts";
import { indexOf } from "../tensor/shape.ts";
import type { Support } from "./distribution.ts";
import { SIMPLEX_TOLERANCE, type Violation, violation } from "./domain.ts";

/** The first datum outside: the datum "must be {need}". */
export interface Outside extends Violation {
  /** `zero`: an exact 0 or 1 where only the open set has a finite density (unit and simplex supports). */
  readonly kind: "outside" | "zero";
}

/** What is known of a bound at the datum at a row-major position: its number, or undefined where it is latent or absent. */
type Bound = (position: number) => number | undefined;

/** A bound has the batch shape: one for each event of `eventSize` data. */
function boundOf(node: Node | undefined, eventSize: number): Bound {
  const values = node && constantValue(node);
  return (position) => values?.[Math.floor(position / eventSize)];
}

/** Numbers as people write them. */
function show(x: number): string {
  return Number(x.toPrecision(6)).toString();
}

function describeRange(lower: number | undefined, upper: number | undefined): string {
  if (lower !== undefined && upper !== undefined) return `${show(lower)} .. ${show(upper)}`;
  if (lower !== undefined) return `${show(lower)} or more`;
  return upper !== undefined ? `${show(upper)} or less` : "";
}

function within(x: number, lower: number | undefined, upper: number | undefined): boolean {
  return (lower === undefined || x >= lower) && (upper === undefined || x <= upper);
}

/** What is wrong with one datum, if anything: what it must be, and whether it is an exact zero or one. */
function judge(
  support: Support,
  x: number,
  position: number,
  lower: Bound,
  upper: Bound,
): Pick<Outside, "kind" | "need"> | undefined {
  const outside = (need: string) => ({ kind: "outside" as const, need });
  if (!Number.isFinite(x)) return outside("a finite number");
  switch (support.kind) {
    case "real":
      return undefined;
    case "positive":
      return x > 0 ? undefined : outside("positive");
    case "nonnegative":
      return x >= 0 ? undefined : outside("positive or 0");
    case "above":
    case "below":
    case "interval": {
      const low = lower(position);
      const high = upper(position);
      if (within(x, low, high)) return undefined;
      return outside(`${low !== undefined && high !== undefined ? "in " : ""}${describeRange(low, high)}`);
    }
    case "ordered":
    case "covariance":
    case "cholesky_correlation":
      return undefined;
    case "unit":
    case "simplex":
      if (x > 0 && x < 1) return undefined;
      return x === 0 || x === 1 ? { kind: "zero", need: "strictly between 0 and 1" } : outside("between 0 and 1");
    case "whole": {
      const low = lower(position);
      const high = upper(position);
      if (Number.isInteger(x) && within(x, low, high)) return undefined;
      const range = describeRange(low, high);
      return outside(`a whole number${range && `, ${range}`}`);
    }
    case "category":
      return Number.isInteger(x) && x >= 0 && x < support.size
        ? undefined
        : outside(`a whole number, 0 .. ${support.size - 1}`);
  }
}

/**
 * The first datum of row-major `data` outside the support, whose shape ends in `eventRank` axes of one event. Bounds that
 * depend on latents are not checked. Simplexes may miss the sum 1 by 1e-3; their rounding above 1 is no violation.
 */
export function outside(support: Support, data: Float64Array, shape: Shape, eventRank: number): Outside | undefined {
  const event = shape.slice(shape.length - eventRank);
  const eventSize = sizeOf(event);
  const lower = boundOf("lower" in support ? support.lower : undefined, eventSize);
  const upper = boundOf("upper" in support ? support.upper : undefined, eventSize);
  for (const [position, value] of data.entries()) {
    const found = judge(support, value, position, lower, upper);
    if (found) return { index: indexOf(shape, position), value, ...found };
  }
  switch (support.kind) {
    case "simplex":
      return sumAway(data, shape, eventSize);
    case "ordered":
      return outside(support.of, data, shape, 0) ?? outOfOrder(data, shape);
    case "covariance":
    case "cholesky_correlation": {
      const found = violation(support.kind, 2, data, shape);
      return found && { kind: "outside", ...found };
    }
    default:
      return undefined;
  }
}

/** The first element along the last axis that is not above the one before it. */
function outOfOrder(data: Float64Array, shape: Shape): Outside | undefined {
  const n = shape[shape.length - 1];
  const bad = data.findIndex((value, i) => i % n > 0 && !(value > data[i - 1]));
  if (bad < 0) return undefined;
  const need = `above the element before it, ${show(data[bad - 1])}`;
  return { kind: "outside", index: indexOf(shape, bad), value: data[bad], need };
}

function sumAway(data: Float64Array, shape: Shape, size: number): Outside | undefined {
  for (let start = 0; start < data.length; start += size) {
    const value = sumOf(data, start, size);
    if (Math.abs(value - 1) <= SIMPLEX_TOLERANCE) continue;
    return { kind: "outside", index: indexOf(shape, start).slice(0, -1), value, need: "proportions that sum to 1" };
  }
  return undefined;
}

function sumOf(data: Float64Array, start: number, size: number): number {
  let total = 0;
  for (let i = start; i < start + size; i++) total += data[i];
  return total;
}

/** Proportions over the last axis (`size` long) divided by their sum, so that rounded data become a simplex. */
export function renormaliseSimplex(data: Float64Array, size: number): Float64Array {
  const result = Float64Array.from(data);
  for (let start = 0; start < data.length; start += size) {
    const total = sumOf(data, start, size);
    for (let i = start; i < start + size; i++) result[i] /= total;
  }
  return result;
}

/**
 * The bounds of a support at which densities are finite, so that what lies beyond them can be penalised instead of being ruled out;
 * undefined for every other support.
 */
export function finiteBounds(support: Support): { readonly lower?: Node; readonly upper?: Node } | undefined {
  switch (support.kind) {
    case "real":
      return {};
    case "interval":
      return { lower: support.lower, upper: support.upper };
    case "above":
      return { lower: support.lower };
    case "below":
      return { upper: support.upper };
    default:
      return undefined;
  }
}
