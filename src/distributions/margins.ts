/** What one element of a vector is like by itself: the scales that margins of vector distributions have. */
import {
  broadcast,
  cholesky,
  constant,
  diagonal,
  select,
  sqrt,
  square,
  sum,
  triangularSolve,
} from "../tensor/build.ts";
import type { Node } from "../tensor/node.ts";
import { range } from "../tensor/shape.ts";
import { unbatched } from "./unbatched.ts";

/** f of matrices [...batch, n, n] to [...batch, n], once where the whole batch shares one. */
function ofMatrix(matrix: Node, f: (matrix: Node) => Node): Node {
  const one = unbatched(matrix, 2);
  const shape = matrix.shape.slice(0, -1);
  return one === undefined ? f(matrix) : broadcast(f(one), shape, [shape.length - 1]);
}

/** A matrix [n, n] of 0 and 1, repeated over the batch of `like` [.., n, n]. */
function pattern(like: Node, holds: (i: number, j: number) => boolean): Node {
  const rank = like.shape.length;
  const n = like.shape[rank - 1];
  const data = range(n * n).map((k) => (holds(Math.floor(k / n), k % n) ? 1 : 0));
  return broadcast(constant(data, [n, n]), like.shape, [rank - 2, rank - 1]);
}

/** Roots [.., n] of the diagonal of a covariance [.., n, n]. */
export function scalesOfCovariance(covariance: Node): Node {
  return ofMatrix(covariance, (a) => sqrt(diagonal(a)));
}

/** The same of the covariance L L': lengths of the rows of L [.., n, n], whose upper half is left out. */
export function scalesOfFactor(factor: Node): Node {
  return ofMatrix(factor, (l) => {
    const lower = select(
      pattern(l, (i, j) => j <= i),
      l,
      0,
    );
    return sqrt(sum(square(lower), [l.shape.length - 1]));
  });
}

/** The same of the inverse of a precision L L': lengths of the columns of L's inverse. */
export function scalesOfPrecision(precision: Node): Node {
  return ofMatrix(precision, (p) => {
    const identity = pattern(p, (i, j) => i === j);
    const inverse = triangularSolve(cholesky(p), identity);
    return sqrt(sum(square(inverse), [p.shape.length - 2]));
  });
}
