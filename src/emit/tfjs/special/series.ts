/** Polynomials, choices and iterations as kernels: what the special functions are made of. */
import type * as Core from "@tensorflow/tfjs-core";
import type { Tensor } from "../value.ts";

export type Kernels = typeof Core;

/** The polynomial with these coefficients, constant first, by Horner's scheme. */
export function polynomial(core: Kernels, x: Tensor, coefficients: readonly number[]): Tensor {
  const degree = coefficients.length - 1;
  let value = core.mul(x, coefficients[degree]);
  for (let i = degree - 1; i > 0; i--) value = core.mul(core.add(value, coefficients[i]), x);
  return core.add(value, coefficients[0]);
}

export function rational(core: Kernels, x: Tensor, over: readonly number[], under: readonly number[]): Tensor {
  return core.div(polynomial(core, x, over), polynomial(core, x, under));
}

/** x to a whole power of at least 1. */
export function power(core: Kernels, x: Tensor, exponent: number): Tensor {
  if (exponent === 1) return x;
  const half = power(core, x, Math.floor(exponent / 2));
  const square = core.mul(half, half);
  return exponent % 2 === 0 ? square : core.mul(square, x);
}

export const isNotNumber = (core: Kernels, x: Tensor): Tensor => core.notEqual(x, x);

/** Whether a condition holds anywhere: rare cases are computed only where there are some. */
export const anywhere = (core: Kernels, condition: Tensor): boolean => core.any(condition).dataSync()[0] !== 0;

/** Steps between looks at whether an iteration has ended. */
const EACH = 4;
/** A result that changes by no more of itself than rounding does, 2^-23, has settled. */
const SETTLED = 1.2e-7;

/**
 * Repeats a step until its last element, the result, has settled in every place, or `limit` times. Where it has settled it stays, as rounding errors
 * would carry it away while other places go on.
 * @returns the result
 */
export function iterate(
  core: Kernels,
  start: readonly Tensor[],
  step: (state: readonly Tensor[], k: number) => readonly Tensor[],
  limit: number,
): Tensor {
  let state: Tensor[] = [...start, core.notEqual(0, core.zerosLike(start[start.length - 1]))];
  let isOver = false;
  for (let k = 1; k < limit && !isOver; k += EACH) {
    const next = core.tidy(() => {
      let now = state;
      for (let i = 0; i < EACH; i++) now = settling(core, now, step(now.slice(0, -1), k + i));
      isOver = core.all(now[now.length - 1]).dataSync()[0] !== 0;
      return now;
    });
    if (k > 1) core.dispose(state);
    state = next;
  }
  return state[state.length - 2];
}

/** The next state, whose last element says where the result stays. */
function settling(core: Kernels, state: readonly Tensor[], next: readonly Tensor[]): Tensor[] {
  const [before, isSettled] = state.slice(-2);
  const result = core.where(isSettled, before, next[next.length - 1]);
  const change = core.abs(core.sub(result, before));
  // What is no number stays none.
  const moves = core.greater(change, core.mul(core.abs(result), SETTLED));
  return [...next.slice(0, -1), result, core.logicalNot(moves)];
}
