/** Constraint transforms of increasing vectors and of matrices (Stan reference manual, chapter "Constraint transforms"). */
import {
  abs,
  add,
  broadcast,
  cholesky,
  constant,
  cumsum,
  div,
  exp,
  fill,
  gather,
  log,
  log1p,
  matmul,
  max,
  mul,
  pad,
  reshape,
  select,
  sign,
  slice,
  softplus,
  sqrt,
  square,
  sub,
  sum,
  tanh,
  transpose,
} from "../tensor/build.ts";
import { type Node, type Shape, sizeOf } from "../tensor/node.ts";
import { range } from "../tensor/shape.ts";
import type { Elementwise, Parametrisation } from "./parametrisation.ts";

/** The smallest normal double: what must stay above 0 has a finite logarithm. */
const SMALLEST = 2.2250738585072014e-308;

/** x less the element before it along the last axis; the first stays. */
function differences(x: Node): Node {
  const axis = x.shape.length - 1;
  return sub(x, pad(slice(x, axis, 0, x.shape[axis] - 1), axis, 1, 0));
}

/** A vector transform: [..., n] to [..., n]. */
function vectors(
  shape: Shape,
  constrain: (u: Node, axis: number) => { value: Node; logJacobian: Node },
  unconstrain: (value: Node, axis: number) => Node,
): Parametrisation {
  const axis = shape.length - 1;
  const isEmpty = shape[axis] === 0;
  return {
    size: sizeOf(shape),
    unconstrainedShape: shape,
    constrain: (u) => (isEmpty ? { value: u, logJacobian: sum(u, [axis]) } : constrain(u, axis)),
    unconstrain: (value) => (isEmpty ? value : unconstrain(value, axis)),
  };
}

/** "Ordered vector": the first element as it is, the others by the logarithm of their step. */
const first = (x: Node, axis: number) => slice(x, axis, 0, 1);
const others = (x: Node, axis: number) => slice(x, axis, 1, x.shape[axis]);
function ascend(u: Node, axis: number): { value: Node; logJacobian: Node } {
  const steps = add(pad(first(u, axis), axis, 0, u.shape[axis] - 1), pad(exp(others(u, axis)), axis, 1, 0));
  return { value: cumsum(steps, axis), logJacobian: sum(others(u, axis), [axis]) };
}
function descend(t: Node, axis: number): Node {
  const last = t.shape[axis] - 1;
  return add(pad(first(t, axis), axis, 0, last), pad(log(others(differences(t), axis)), axis, 1, 0));
}

/** Increasing vectors whose elements `map` brings from the whole line into their set, keeping their order. */
export function ordered(map: Elementwise, shape: Shape): Parametrisation {
  return vectors(
    shape,
    (u, axis) => {
      const { value: t, logJacobian } = ascend(u, axis);
      const { value, logDerivative } = map.constrain(t);
      return { value, logJacobian: add(logJacobian, sum(logDerivative, [axis])) };
    },
    (value, axis) => descend(map.unconstrain(value), axis),
  );
}

/** "Positive ordered vector", above a lower bound: every step by its logarithm. */
export function orderedAbove(lower: Node | undefined, shape: Shape): Parametrisation {
  const bound = lower ?? fill(shape, 0);
  return vectors(
    shape,
    (u, axis) => ({ value: add(bound, cumsum(exp(u), axis)), logJacobian: sum(u, [axis]) }),
    (value) => log(differences(sub(value, bound))),
  );
}

/** The same seen from an upper bound, down from the last element. */
export function orderedBelow(upper: Node, shape: Shape): Parametrisation {
  return vectors(
    shape,
    (u, axis) => ({ value: sub(upper, cumsum(exp(u), axis, true)), logJacobian: sum(u, [axis]) }),
    (value, axis) => {
      const gaps = sub(upper, value);
      const n = shape[axis];
      return log(sub(gaps, pad(slice(gaps, axis, 1, n), axis, 0, 1)));
    },
  );
}

/** Elements of u [..., m] put into an [n, n] matrix: `place` gives the index in u, or m for a 0. */
function intoMatrix(u: Node, n: number, place: (row: number, column: number) => number): Node {
  const axis = u.shape.length - 1;
  const index = range(n * n).map((i) => place(Math.floor(i / n), i % n));
  return gather(pad(u, axis, 0, 1), constant(index, [n, n]), axis);
}

/** The lower elements of matrices [..., n, n] as vectors, row after row. */
function lowerElements(x: Node, n: number, withDiagonal: boolean): Node {
  const index = range(n * n).filter((i) => (withDiagonal ? i % n <= Math.floor(i / n) : i % n < Math.floor(i / n)));
  const flat = reshape(x, [...x.shape.slice(0, -2), n * n]);
  return gather(flat, constant(index, [index.length]), flat.shape.length - 1);
}

/** A constant matrix repeated over the batch of `shape`. */
function mask(shape: Shape, at: (row: number, column: number) => boolean): Node {
  const rank = shape.length;
  const n = shape[rank - 1];
  const values = range(n * n).map((i) => (at(Math.floor(i / n), i % n) ? 1 : 0));
  return broadcast(constant(values, [n, n]), shape, [rank - 2, rank - 1]);
}

/** "Covariance matrices": the Cholesky factor row after row, its diagonal by logarithms. */
export function covariance(shape: Shape): Parametrisation {
  const axis = shape.length - 2;
  const n = shape[axis];
  const batch = shape.slice(0, axis);
  const size = (n * (n + 1)) / 2;
  const row = (i: number) => (i * (i + 1)) / 2;
  const diagonalAt = constant(
    range(n).map((i) => row(i) + i),
    [n],
  );
  const powers = range(n).map((i) => n + 1 - i);
  return {
    size: sizeOf(batch) * size,
    unconstrainedShape: [...batch, size],
    constrain(u) {
      const logs = gather(u, diagonalAt, axis);
      const below = intoMatrix(u, n, (i, j) => (j < i ? row(i) + j : size));
      const onDiagonal = mul(
        broadcast(exp(logs), shape, [...range(axis), axis]),
        mask(shape, (i, j) => i === j),
      );
      const l = add(below, onDiagonal);
      const weighted = mul(logs, broadcast(constant(powers, [n]), logs.shape, [axis]));
      const logJacobian = add(sum(weighted, [axis]), n * Math.LN2);
      return { value: matmul(l, transpose(l)), logJacobian, factor: l };
    },
    unconstrain(value) {
      const elements = lowerElements(cholesky(value), n, true);
      const isDiagonal = intoVector(elements.shape, (i, j) => i === j);
      return select(isDiagonal, log(select(isDiagonal, elements, 1)), elements);
    },
  };
}

/** 1 where an element of the lower triangle, counted row after row, satisfies the condition. */
function intoVector(shape: Shape, at: (row: number, column: number) => boolean): Node {
  const size = shape[shape.length - 1];
  const values: number[] = [];
  for (let i = 0; values.length < size; i++) for (let j = 0; j <= i; j++) values.push(at(i, j) ? 1 : 0);
  return broadcast(constant(values, [size]), shape, [shape.length - 1]);
}

/**
 * "Cholesky factors of correlation matrices": element (i, j) is tanh(u) times the length that the elements before it leave of
 * their row. Lengths are products of 1 / cosh(u), taken in logarithms.
 */
export function choleskyCorrelation(shape: Shape): Parametrisation {
  const axis = shape.length - 2;
  const n = shape[axis];
  const batch = shape.slice(0, axis);
  const size = (n * (n - 1)) / 2;
  const place = (i: number, j: number) => (j < i ? (i * (i - 1)) / 2 + j : size);
  return {
    size: sizeOf(batch) * size,
    unconstrainedShape: [...batch, size],
    constrain(u) {
      const logShare = add(sub(u, softplus(mul(2, u))), Math.LN2);
      const shares = intoMatrix(logShare, n, place);
      const left = cumsum(pad(slice(shares, axis + 1, 0, n - 1), axis + 1, 1, 0), axis + 1);
      const directions = add(
        intoMatrix(tanh(u), n, place),
        mask(shape, (i, j) => i === j),
      );
      const below = mask(shape, (i, j) => j < i);
      return {
        value: mul(directions, max(exp(left), SMALLEST)),
        logJacobian: add(mul(2, sum(logShare, [axis])), sum(mul(left, below), [axis, axis + 1])),
      };
    },
    unconstrain(value) {
      const squares = cumsum(square(value), axis + 1, true);
      const rest = pad(slice(squares, axis + 1, 1, n), axis + 1, 0, 1);
      // artanh of the share is arsinh of the element over the length that is left after it.
      const t = div(lowerElements(value, n, false), sqrt(lowerElements(rest, n, false)));
      const size = abs(t);
      const beyond = div(square(t), add(1, sqrt(add(square(t), 1))));
      return mul(sign(t), log1p(add(size, beyond)));
    },
  };
}
