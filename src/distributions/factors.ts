/** Triangular factors of matrices in log densities: determinants and distances, computed once where a batch shares the matrix. */
import {
  broadcast,
  cholesky,
  diagonal,
  log,
  matmul,
  reshape,
  square,
  sum,
  transpose,
  triangularSolve,
  unitMatrix,
} from "../tensor/build.ts";
import { isConstant } from "../tensor/evaluate.ts";
import type { Node } from "../tensor/node.ts";
import { flatBatch, split, unbatched } from "./unbatched.ts";

/** The lower factor L [.., n, n] of a = L L'; of a matrix that the whole batch shares, one factor repeated. */
export function factorOf(a: Node): Node {
  const one = unbatched(a, 2);
  if (one === undefined) return cholesky(a);
  const rank = a.shape.length;
  return broadcast(cholesky(one), a.shape, [rank - 2, rank - 1]);
}

/** log |L| [..] of lower triangular L [.., n, n]: the sum of the logarithms of its diagonal. */
export function logDeterminant(l: Node): Node {
  return sum(log(diagonal(l)), [l.shape.length - 2]);
}

/** log |L| for each event of x [...batch, ...event], for L [...batch, n, n]. */
export function logScale(x: Node, l: Node): Node {
  const one = unbatched(l, 2);
  return one ? broadcast(logDeterminant(one), split(x.shape, 1).batch, []) : logDeterminant(l);
}

/** |L^-1 d|^2 [...batch] of vectors d [...batch, n], for lower triangular L [...batch, n, n]. */
export function squaredDistance(d: Node, l: Node): Node {
  const one = unbatched(l, 2);
  if (one === undefined) {
    const z = triangularSolve(l, reshape(d, [...d.shape, 1]));
    return sum(square(z), [d.shape.length - 1, d.shape.length]);
  }
  const { batch, event } = split(d.shape, 1);
  const rows = flatBatch(d, 1);
  // Of a known factor the inverse folds to a constant: products vectorise better than substitution.
  const z = isConstant(one)
    ? matmul(rows, transpose(triangularSolve(one, unitMatrix(event[0]))))
    : transpose(triangularSolve(one, transpose(rows)));
  return reshape(sum(square(z), [1]), batch);
}

/** |L' d|^2 [...batch] of vectors d [...batch, n]: the distance by a precision L L'. */
export function precisionDistance(d: Node, l: Node): Node {
  const one = unbatched(l, 2);
  if (one === undefined) {
    const { batch, event } = split(d.shape, 1);
    const z = matmul(reshape(d, [...batch, 1, ...event]), l);
    return sum(square(z), [batch.length, batch.length + 1]);
  }
  return reshape(sum(square(matmul(flatBatch(d, 1), one)), [1]), split(d.shape, 1).batch);
}
