/** The jumps once more, from all answers at once. */
import { choleskyFactor, solveLower, solveTransposed } from "../../linear/cholesky.ts";
import { RowBasis } from "../../linear/row-basis.ts";
import { addTo, dot } from "../../linear/vectors.ts";
import type { Answer } from "./asked.ts";
import { type Jumps, patternOf } from "./pattern.ts";

/** The share of a diagonal element that is no pivot but rounding. */
const SINGULAR = 1e-10;

/**
 * On which side of each hinge an answer lies is known from the rough jumps; the gradients are then linear in base and jumps: G = [1 P] [base;
 * Z] with P of zeros and ones. Its least-squares solution by the normal equations, as a correction to what there is, so that
 * the squared condition number touches the correction only.
 * @param sd of one number of an answer
 * @returns what was given where the answers do not determine all jumps
 */
export function refineJumps(given: Jumps, answers: readonly Answer[], sd: number): Refined {
  const old = [given.base, ...given.jumps];
  const [n, dimension] = [old.length, given.base.length];
  const normal = new Float64Array(n * n);
  /** [n, dimension] */
  const right = new Float64Array(n * dimension);
  const rightOf = (i: number) => right.subarray(i * dimension, (i + 1) * dimension);
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
      addTo(rightOf(i), 1, error);
      for (const k of behind) normal[i * n + k] += 1;
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
  const factor = choleskyFactor(normal, n, SINGULAR);
  if ("pivot" in factor) return rough();
  solveLower(factor, right, n, dimension);
  solveTransposed(factor, right, n, dimension);
  const better = old.map((vector, i) => {
    const correction = rightOf(i);
    return vector.map((value, k) => value + correction[k]);
  });
  const basis = new RowBasis();
  if (!better.slice(1).every((jump) => basis.add(jump, given.apart))) return rough();
  const errors = inverseDiagonal(factor, n).map((variance) => sd * Math.sqrt(variance));
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

/** The diagonal of (L L')^-1. */
function inverseDiagonal(factor: Float64Array, n: number): number[] {
  const inverse = Float64Array.from({ length: n * n }, (_, i) => (i % (n + 1) === 0 ? 1 : 0));
  solveLower(factor, inverse, n, n);
  return Array.from({ length: n }, (_, i) => {
    let total = 0;
    for (let k = i; k < n; k++) total += inverse[k * n + i] ** 2;
    return total;
  });
}
