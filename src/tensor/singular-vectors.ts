/** The leading singular vectors of a matrix, for what is known before a program runs. */
import { eigenOfTridiagonal } from "./tridiagonal.ts";

export interface Singular {
  /** Decreasing. */
  readonly values: Float64Array;
  /** [count, rows of the matrix], with orthonormal rows. */
  readonly vectors: Float64Array;
}

/** What is left of a Ritz pair, relative to the largest singular value squared, when it counts as found. */
const FOUND = 1e-12;
/** So many times as many steps are taken between two looks at what is found. */
const GROWTH = 1.5;

/**
 * The leading left singular vectors of a [rows, columns]: Lanczos' iteration for a a' with full reorthogonalisation (Golub & Van Loan,
 * "Matrix Computations", section 10.3), until the wanted pairs have converged or the space is exhausted.
 * @param count at most the smaller of rows and columns
 */
export function leadingSingularVectors(a: Float64Array, rows: number, columns: number, count: number): Singular {
  const space: Float64Array[] = [];
  const diagonal: number[] = [];
  const beside: number[] = [];
  let next: Float64Array | undefined = unitBeside(space, rows);
  let look = count;
  for (let step = 1; next !== undefined; step++) {
    space.push(next);
    const image = timesItself(a, rows, columns, next);
    diagonal.push(dot(next, image));
    orthogonalise(image, space);
    const rest = Math.sqrt(dot(image, image));
    const scale = Math.max(...diagonal.map(Math.abs));
    const isNew = rest > Number.EPSILON * rows * scale;
    if (step === rows) break;
    if (step >= look) {
      look = Math.ceil(GROWTH * step);
      const { values, vectors } = eigenOfTridiagonal(diagonal, beside);
      const order = largest(values, count);
      const left = order.map((i) => rest * Math.abs(vectors[(step - 1) * step + i]));
      if (left.every((each) => each <= FOUND * scale)) break;
    }
    beside.push(isNew ? rest : 0);
    // An invariant subspace ends the iteration early; what lies beside it is searched from a vector of its own.
    next = isNew ? image.map((x) => x / rest) : unitBeside(space, rows);
  }
  const { values, vectors } = eigenOfTridiagonal(diagonal, beside.slice(0, diagonal.length - 1));
  const order = largest(values, count);
  const found = new Float64Array(count * rows);
  for (const [i, j] of order.entries()) {
    const row = found.subarray(i * rows, (i + 1) * rows);
    for (const [k, basis] of space.entries()) addTimes(row, vectors[k * space.length + j], basis);
  }
  return { values: Float64Array.from(order, (j) => Math.sqrt(Math.max(0, values[j]))), vectors: found };
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
  const length = Math.sqrt(dot(start, start));
  return start.map((x) => x / length);
}

/** Takes out of x what lies in the space; twice, which is enough. */
function orthogonalise(x: Float64Array, space: readonly Float64Array[]): void {
  for (let pass = 0; pass < 2; pass++) for (const each of space) addTimes(x, -dot(each, x), each);
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

function addTimes(to: Float64Array, factor: number, x: Float64Array): void {
  for (let i = 0; i < to.length; i++) to[i] += factor * x[i];
}

/** a a' v */
function timesItself(a: Float64Array, rows: number, columns: number, v: Float64Array): Float64Array {
  const inner = new Float64Array(columns);
  for (let i = 0; i < rows; i++) addTimes(inner, v[i], a.subarray(i * columns, (i + 1) * columns));
  return Float64Array.from({ length: rows }, (_, i) => dot(a.subarray(i * columns, (i + 1) * columns), inner));
}
