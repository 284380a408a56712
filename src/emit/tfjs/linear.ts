/** Factors and triangular systems of many matrices at once, [count, n, n], in forward kernels: columns within blocks, products between them. */
import type * as Core from "@tensorflow/tfjs-core";
import type { Tensor } from "./value.ts";

/** Rows up to which columns are taken one after the other. */
const BLOCK = 16;

type Cube = Core.Tensor3D;

/** Rows `from` .. `to` and columns `left` .. `right` of each matrix. */
function part(core: typeof Core, x: Tensor, [from, to]: readonly number[], [left, right]: readonly number[]): Tensor {
  return core.slice(x, [0, from, left], [-1, to - from, right - left]);
}

const turned = (core: typeof Core, x: Tensor): Tensor => core.transpose(x, [0, 2, 1]);

const product = (core: typeof Core, a: Tensor, b: Tensor): Tensor => core.matMul(a as Cube, b as Cube);

const halfOf = (n: number) => Math.ceil(n / 2 / BLOCK) * BLOCK;

/** The lower triangle L with L L' = a, from a's lower triangle; its whole lower triangle is NaN where a is not positive definite. */
export function cholesky(core: typeof Core, a: Tensor): Tensor {
  const [, n] = a.shape;
  const factor = factorOf(core, a);
  // A pivot that is none makes all later ones NaN.
  const last = part(core, factor, [n - 1, n], [n - 1, n]);
  return core.where(lowerTriangle(core, n), core.add(factor, core.sub(last, last)), 0);
}

/** Conditions [1, n, n]. */
function lowerTriangle(core: typeof Core, n: number): Tensor {
  const places = core.range(0, n);
  return core.greaterEqual(core.reshape(places, [1, n, 1]), core.reshape(places, [1, 1, n]));
}

function factorOf(core: typeof Core, a: Tensor): Tensor {
  const [, n] = a.shape;
  if (n <= BLOCK) return factorByColumns(core, a);
  const h = halfOf(n);
  const first = factorOf(core, part(core, a, [0, h], [0, h]));
  const across = solveLower(core, first, turned(core, part(core, a, [h, n], [0, h])));
  const below = turned(core, across);
  const rest = core.sub(part(core, a, [h, n], [h, n]), product(core, below, across));
  const right = core.concat([core.zeros([a.shape[0], h, n - h]), factorOf(core, rest)], 1);
  return core.concat([core.concat([first, below], 1), right], 2);
}

function factorByColumns(core: typeof Core, a: Tensor): Tensor {
  const [, n] = a.shape;
  const columns: Tensor[] = [];
  let rest = a;
  for (let j = 0; j < n; j++) {
    const m = n - j;
    const column = part(core, rest, [0, m], [0, 1]);
    const pivot = part(core, column, [0, 1], [0, 1]);
    const scaled = core.div(column, core.sqrt(core.where(core.greater(pivot, 0), pivot, Number.NaN)));
    columns.push(
      core.pad(scaled, [
        [0, 0],
        [j, 0],
        [0, 0],
      ]),
    );
    if (m === 1) break;
    const below = part(core, scaled, [1, m], [0, 1]);
    rest = core.sub(part(core, rest, [1, m], [1, m]), core.mul(below, turned(core, below)));
  }
  return core.concat(columns, 2);
}

/** Solves l x = b for b [count, n, m]; only the lower triangle of l is read. */
export function solveLower(core: typeof Core, l: Tensor, b: Tensor): Tensor {
  const [, n, m] = b.shape;
  if (n > BLOCK) {
    const h = halfOf(n);
    const first = solveLower(core, part(core, l, [0, h], [0, h]), part(core, b, [0, h], [0, m]));
    const known = product(core, part(core, l, [h, n], [0, h]), first);
    const rest = core.sub(part(core, b, [h, n], [0, m]), known);
    return core.concat([first, solveLower(core, part(core, l, [h, n], [h, n]), rest)], 1);
  }
  const rows: Tensor[] = [];
  let rest = b;
  for (let i = 0; i < n; i++) {
    const left = n - i;
    const row = core.div(part(core, rest, [0, 1], [0, m]), part(core, l, [i, i + 1], [i, i + 1]));
    rows.push(row);
    if (left === 1) break;
    rest = core.sub(part(core, rest, [1, left], [0, m]), core.mul(part(core, l, [i + 1, n], [i, i + 1]), row));
  }
  return core.concat(rows, 1);
}

/** Solves l' x = b: turned by half, l' is a lower triangle. */
export function solveTransposed(core: typeof Core, l: Tensor, b: Tensor): Tensor {
  const lower = core.reverse(turned(core, l), [1, 2]);
  return core.reverse(solveLower(core, lower, core.reverse(b, 1)), 1);
}

/**
 * The symmetric adjoint of the matrix whose factor l has the adjoint g, both lower: with P the lower triangle of l' g, its diagonal halved, the symmetric
 * part of l'^-1 P l^-1 (Murray 2016, "Differentiation of the Cholesky decomposition", equation 10).
 */
export function choleskyAdjoint(core: typeof Core, l: Tensor, g: Tensor): Tensor {
  const [, n] = l.shape;
  const isLower = lowerTriangle(core, n);
  const lower = (x: Tensor) => core.where(isLower, x, 0);
  const whole = lower(product(core, turned(core, lower(l)), lower(g)));
  const halved = core.sub(whole, core.mul(whole, core.reshape(core.mul(core.eye(n), 0.5), [1, n, n])));
  const half = turned(core, solveTransposed(core, l, halved));
  const adjoint = solveTransposed(core, l, half);
  return core.mul(core.add(adjoint, turned(core, adjoint)), 0.5);
}
