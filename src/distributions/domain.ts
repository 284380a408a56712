/** Whether numbers lie in the domain of a parameter: constants are checked before a run. */

import { choleskyFactor } from "../linear/cholesky.ts";
import { type Shape, sizeOf } from "../tensor/node.ts";
import { indexOf } from "../tensor/shape.ts";
import type { Domain } from "./distribution.ts";

/** The first element that leaves the set: "sd must be {need}, found {value}". */
export interface Violation {
  /** Of the element, or of the whole vector or matrix where no single element is to blame. */
  readonly index: number[];
  readonly value: number;
  /** Completes "must be ..". */
  readonly need: string;
}

interface Rule {
  readonly holds: (x: number) => boolean;
  readonly need: string;
}

const finite: Rule = { holds: Number.isFinite, need: "a finite number" };
/** What each single element must satisfy. */
const elements: Readonly<Record<Domain, Rule>> = {
  real: finite,
  positive: { holds: (x) => x > 0 && x < Number.POSITIVE_INFINITY, need: "positive" },
  nonnegative: { holds: (x) => x >= 0 && x < Number.POSITIVE_INFINITY, need: "positive or 0" },
  unit: { holds: (x) => x >= 0 && x <= 1, need: "between 0 and 1" },
  integer: { holds: (x) => Number.isSafeInteger(x) && x >= 0, need: "a whole number, 0 or more" },
  whole: { holds: Number.isSafeInteger, need: "a whole number" },
  simplex: { holds: (x) => x >= 0 && x <= 1 + SIMPLEX_TOLERANCE, need: "between 0 and 1" },
  covariance: finite,
  cholesky_correlation: finite,
  lower_triangular: finite,
};

/** How far the sum of proportions may be from 1 (DESIGN 1.3). */
export const SIMPLEX_TOLERANCE = 1e-3;
/** How far the squared length of a row may be from 1. */
const LENGTH_TOLERANCE = 1e-6;
/** Relative to the two diagonal elements: what computing a covariance leaves of asymmetry. */
const SYMMETRY_TOLERANCE = 1e-8;

/**
 * The first violation of the domain by row-major `values` of that shape, whose last `rank` axes are one vector or matrix.
 * Infinities and NaN lie in no domain. Simplexes sum to 1 within 1e-3; covariances are symmetric and positive definite;
 * triangular factors have a positive diagonal and zeros above it, those of
 * correlations also rows of length 1.
 */
export function violation(domain: Domain, rank: number, values: Float64Array, shape: Shape): Violation | undefined {
  const { holds, need } = elements[domain];
  const bad = values.findIndex((x) => !holds(x));
  if (bad >= 0) return { index: indexOf(shape, bad), value: values[bad], need };
  const check = wholes[domain];
  if (check === undefined) return undefined;
  const batch = shape.slice(0, shape.length - rank);
  const event = shape.slice(shape.length - rank);
  const size = sizeOf(event);
  for (let b = 0; b < sizeOf(batch); b++) {
    const found = check(values.subarray(b * size, (b + 1) * size), event[event.length - 1]);
    if (found) return { ...found, index: [...indexOf(batch, b), ...found.index] };
  }
  return undefined;
}

/** What whole vectors (of n elements) and matrices (of n columns) must satisfy. */
const wholes: Readonly<Partial<Record<Domain, (values: Float64Array, n: number) => Violation | undefined>>> = {
  simplex: sumsToOne,
  covariance,
  cholesky_correlation: unitRows,
  lower_triangular: triangular,
};

function sumsToOne(p: Float64Array): Violation | undefined {
  const total = p.reduce((a, b) => a + b, 0);
  return Math.abs(total - 1) <= SIMPLEX_TOLERANCE
    ? undefined
    : { index: [], value: total, need: "proportions that sum to 1" };
}

function covariance(a: Float64Array, n: number): Violation | undefined {
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) {
      const scale = Math.sqrt(Math.abs(a[i * n + i] * a[j * n + j]));
      const difference = Math.abs(a[i * n + j] - a[j * n + i]);
      if (difference > SYMMETRY_TOLERANCE * scale) return { index: [i, j], value: a[i * n + j], need: "symmetric" };
    }
  }
  const factor = choleskyFactor(a, n);
  if (!("pivot" in factor)) return undefined;
  return { index: [factor.row, factor.row], value: a[factor.row * n + factor.row], need: "positive definite" };
}

function triangular(l: Float64Array, n: number): Violation | undefined {
  for (let i = 0; i < n; i++) {
    if (!(l[i * n + i] > 0)) return { index: [i, i], value: l[i * n + i], need: "positive on the diagonal" };
    for (let j = i + 1; j < n; j++) {
      if (l[i * n + j] !== 0) return { index: [i, j], value: l[i * n + j], need: "0 above the diagonal" };
    }
  }
  return undefined;
}

function unitRows(l: Float64Array, n: number): Violation | undefined {
  const found = triangular(l, n);
  if (found !== undefined) return found;
  for (let i = 0; i < n; i++) {
    const squares = l.subarray(i * n, i * n + i + 1).reduce((s, x) => s + x * x, 0);
    if (Math.abs(squares - 1) > LENGTH_TOLERANCE) {
      return { index: [i, i], value: l[i * n + i], need: "such that the squares of its row sum to 1" };
    }
  }
  return undefined;
}
