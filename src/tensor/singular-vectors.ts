/** The leading singular vectors of a matrix, for what is known before a program runs. */
import { orthogonalise } from "../linear/gram-schmidt.ts";
import { addTo, dot, norm, unitOf } from "../linear/vectors.ts";
import { eigenOfTridiagonal } from "./tridiagonal.ts";

export interface Singular {
  /** Decreasing. */
  readonly values: Float64Array;
  /** [count, rows of the matrix], with orthonormal rows. */
  readonly vectors: Float64Array;
}

/** What is left of a Ritz pair, relative to the largest singular value squared, when it counts as found. */
const FOUND = 1e-12;
/** The same for a first look at what lies beside the pairs, and the margin by which that must be smaller to be left. */
const ROUGHLY = 1e-3;
const MARGIN = 0.05;
/** Values that differ by less are equal. */
const EQUAL = 1e-10;
/** So many times as many steps are taken between two looks at what is found. */
const GROWTH = 1.5;

/** Eigenvalues of a a', decreasing, with vectors of length 1. */
interface Pairs {
  readonly values: readonly number[];
  readonly vectors: readonly Float64Array[];
}

/** One question and its answer. */
interface Known {
  readonly a: Float64Array;
  readonly rows: number;
  readonly count: number;
  readonly found: Singular;
}

/** The latest answers: weights of a net are asked for a subspace and for controls, and a density is planned more than once. */
const latest: Known[] = [];
const MOST_KEPT = 4;

/**
 * The leading left singular vectors of a [rows, columns], to be read only: the same question again has the same answer.
 * @param count at most the smaller of rows and columns
 */
export function leadingSingularVectors(a: Float64Array, rows: number, columns: number, count: number): Singular {
  const known = latest.find((one) => one.rows === rows && one.count === count && isSame(one.a, a));
  if (known !== undefined) return known.found;
  // Squares of the numbers must neither over- nor underflow.
  const unit = unitOf(a) || 1;
  const { values, vectors } = findSingularVectors(
    a.map((x) => x / unit),
    rows,
    columns,
    count,
  );
  const found = { values: values.map((x) => unit * x), vectors };
  latest.unshift({ a, rows, count, found });
  latest.length = Math.min(latest.length, MOST_KEPT);
  return found;
}

function isSame(a: Float64Array, b: Float64Array): boolean {
  return a.length === b.length && a.every((x, i) => x === b[i]);
}

/** An iteration from one vector finds one of equal values: what lies beside the pairs is searched until it holds nothing larger. */
function findSingularVectors(a: Float64Array, rows: number, columns: number, count: number): Singular {
  let pairs = ritzPairs(a, rows, columns, count, [], FOUND);
  while (count < rows) {
    const smallest = pairs.values[count - 1];
    const isLarger = (share: number, tolerance: number) => {
      const other = ritzPairs(a, rows, columns, 1, pairs.vectors, tolerance);
      return other.values[0] > share * smallest ? other : undefined;
    };
    const other = isLarger(1 - MARGIN, ROUGHLY) && isLarger(1 + EQUAL, FOUND);
    if (other === undefined) break;
    pairs = merged(pairs, other);
  }
  const vectors = new Float64Array(count * rows);
  for (const [i, vector] of pairs.vectors.entries()) vectors.set(vector, i * rows);
  return { values: Float64Array.from(pairs.values, (value) => Math.sqrt(Math.max(0, value))), vectors };
}

/** As many of the largest as the first has. */
function merged(first: Pairs, { values, vectors }: Pairs): Pairs {
  const all = [...first.values, ...values];
  const both = [...first.vectors, ...vectors];
  const order = largest(Float64Array.from(all), first.values.length);
  return { values: order.map((i) => all[i]), vectors: order.map((i) => both[i]) };
}

/**
 * Lanczos' iteration for a a' with full reorthogonalisation (Golub & Van Loan, "Matrix Computations", section 10.3), until the wanted
 * pairs have converged or the space is exhausted.
 * @param outside vectors that all others are orthogonal to
 * @param tolerance what may be left of a pair, as a share of the largest value
 */
function ritzPairs(
  a: Float64Array,
  rows: number,
  columns: number,
  count: number,
  outside: readonly Float64Array[],
  tolerance: number,
): Pairs {
  const space: Float64Array[] = [];
  const diagonal: number[] = [];
  const beside: number[] = [];
  let next: Float64Array | undefined = unitBeside(outside, rows);
  let look = count;
  for (let step = 1; next !== undefined; step++) {
    space.push(next);
    const image = timesItself(a, rows, columns, next);
    diagonal.push(dot(next, image));
    const all = [...outside, ...space];
    orthogonalise(image, all);
    const rest = norm(image);
    const scale = Math.max(...diagonal.map(Math.abs));
    const isNew = rest > Number.EPSILON * rows * scale;
    if (all.length === rows) break;
    if (step >= look) {
      look = Math.ceil(GROWTH * step);
      const { values, vectors } = eigenOfTridiagonal(diagonal, beside);
      const order = largest(values, count);
      const left = order.map((i) => rest * Math.abs(vectors[(step - 1) * step + i]));
      if (left.every((each) => each <= tolerance * scale)) break;
    }
    beside.push(isNew ? rest : 0);
    // An invariant subspace ends the iteration early; what lies beside it is searched from a vector of its own.
    next = isNew ? image.map((x) => x / rest) : unitBeside(all, rows);
  }
  const { values, vectors } = eigenOfTridiagonal(diagonal, beside.slice(0, diagonal.length - 1));
  const order = largest(values, count);
  return {
    values: order.map((j) => values[j]),
    vectors: order.map((j) => {
      const vector = new Float64Array(rows);
      for (const [k, basis] of space.entries()) addTo(vector, vectors[k * space.length + j], basis);
      return vector;
    }),
  };
}

function largest(values: Float64Array, count: number): number[] {
  return [...values.keys()].sort((i, j) => values[j] - values[i]).slice(0, count);
}

/** A unit vector orthogonal to a space; undefined where that is everything. */
function unitBeside(space: readonly Float64Array[], size: number): Float64Array | undefined {
  if (space.length === size) return undefined;
  // Any vector that no matrix is likely to be orthogonal to: the fractional parts of multiples of the golden ratio.
  const start = Float64Array.from(
    { length: size },
    (_, i) => (((i + 1 + space.length) * 0.6180339887498949) % 1) - 0.5,
  );
  orthogonalise(start, space);
  const length = norm(start);
  return start.map((x) => x / length);
}

/** a a' v */
function timesItself(a: Float64Array, rows: number, columns: number, v: Float64Array): Float64Array {
  const inner = new Float64Array(columns);
  for (let i = 0; i < rows; i++) addTo(inner, v[i], a.subarray(i * columns, (i + 1) * columns));
  return Float64Array.from({ length: rows }, (_, i) => dot(a.subarray(i * columns, (i + 1) * columns), inner));
}
