/** The jumps once more, from all answers at once. */
import type { Answer } from "./asked.ts";
import { type Jumps, patternOf } from "./pattern.ts";
import { RowBasis } from "./row-basis.ts";
import { addTo, dot } from "./vectors.ts";

/**
 * On which side of each hinge an answer lies is known from the rough jumps; the gradients are then linear in base and jumps: G = [1 P] [base;
 * Z] with P of zeros and ones. Its least-squares solution by the normal equations, as a correction to what there is, so that
 * the squared condition number touches the correction only.
 * @param sd of one number of an answer
 * @returns what was given where the answers do not determine all jumps
 */
export function refineJumps(given: Jumps, answers: readonly Answer[], sd: number): Refined {
  const old = [given.base, ...given.jumps];
  const normal = old.map(() => new Float64Array(old.length));
  const right = old.map(({ length }) => new Float64Array(length));
  const named = answers.flatMap(({ gradient }) => {
    const pattern = patternOf(gradient, given);
    return pattern === undefined
      ? []
      : [{ gradient, behind: [...old.keys()].filter((i) => i === 0 || pattern[i - 1] === 1) }];
  });
  const outside = answers.length - named.length;
  for (const { gradient, behind } of named) {
    const error = lessThese(gradient, old, behind);
    for (const i of behind) {
      addTo(right[i], 1, error);
      for (const k of behind) normal[i][k] += 1;
    }
  }
  const made = (vectors: readonly Float64Array[], basis: RowBasis, errors: readonly number[]): Refined => {
    const squares = named.reduce((total, { gradient, behind }) => {
      const rest = lessThese(gradient, vectors, behind);
      return total + dot(rest, rest);
    }, 0);
    const fit = Math.sqrt(squares / Math.max(1, named.length));
    const [base, ...refined] = vectors;
    return { ...given, base, jumps: refined, basis, errors, fit, outside };
  };
  const rough = () =>
    made(
      old,
      given.basis,
      given.jumps.map(() => Math.SQRT2 * sd),
    );
  const factor = cholesky(normal);
  if (factor === undefined) return rough();
  solve(factor, right);
  const better = old.map((vector, i) => vector.map((value, k) => value + right[i][k]));
  const basis = new RowBasis();
  if (!better.slice(1).every((jump) => basis.add(jump, given.apart))) return rough();
  const errors = inverseDiagonal(factor).map((variance) => sd * Math.sqrt(variance));
  return made(better, basis, errors.slice(1));
}

export interface Refined extends Jumps {
  /** Of one number of each jump: a standard deviation. */
  readonly errors: readonly number[];
  /** Root mean square length of what base and jumps leave of the answers, each taken in the piece that it names itself. */
  readonly fit: number;
  /** Answers that name no piece. */
  readonly outside: number;
}

function lessThese(gradient: Float64Array, vectors: readonly Float64Array[], which: readonly number[]): Float64Array {
  const rest = gradient.slice();
  for (const i of which) addTo(rest, -1, vectors[i]);
  return rest;
}

/** The lower factor of a matrix, in its place; undefined where it is not positive definite to rounding. */
function cholesky(matrix: Float64Array[]): Float64Array[] | undefined {
  const n = matrix.length;
  for (let j = 0; j < n; j++) {
    const before = matrix[j][j];
    for (let k = 0; k < j; k++) matrix[j][j] -= matrix[j][k] ** 2;
    if (!(matrix[j][j] > 1e-10 * before)) return undefined;
    matrix[j][j] = Math.sqrt(matrix[j][j]);
    for (let i = j + 1; i < n; i++) {
      for (let k = 0; k < j; k++) matrix[i][j] -= matrix[i][k] * matrix[j][k];
      matrix[i][j] /= matrix[j][j];
    }
  }
  return matrix;
}

/** Solves L L' X = B in the place of B. */
function solve(factor: readonly Float64Array[], right: readonly Float64Array[]): void {
  const n = factor.length;
  const divide = (i: number) => {
    for (let k = 0; k < right[i].length; k++) right[i][k] /= factor[i][i];
  };
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < i; k++) addTo(right[i], -factor[i][k], right[k]);
    divide(i);
  }
  for (let i = n - 1; i >= 0; i--) {
    for (let k = i + 1; k < n; k++) addTo(right[i], -factor[k][i], right[k]);
    divide(i);
  }
}

/** The diagonal of (L L')^-1. */
function inverseDiagonal(factor: readonly Float64Array[]): number[] {
  return factor.map((_, i) => {
    const column = new Float64Array(factor.length);
    let total = 0;
    for (let k = i; k < factor.length; k++) {
      let value = k === i ? 1 : 0;
      for (let m = i; m < k; m++) value -= factor[k][m] * column[m];
      column[k] = value / factor[k][k];
      total += column[k] ** 2;
    }
    return total;
  });
}
