/** Builders of linear algebra and of calls to opaque black boxes. */
import { mul } from "./build-elementwise.ts";
import { gather, reshape } from "./build-shape.ts";
import { broadcast, constant } from "./build-source.ts";
import { makeNode, type Node, type Shape } from "./node.ts";
import { misuse, range, replaceAxis, sameShape, showShape } from "./shape.ts";

/** a [.., m, k] times b [.., k, n], with equal leading axes, is [.., m, n]. */
export function matmul(a: Node, b: Node): Node {
  const rank = a.shape.length;
  const fits =
    rank >= 2 &&
    b.shape.length === rank &&
    a.shape[rank - 1] === b.shape[rank - 2] &&
    sameShape(a.shape.slice(0, -2), b.shape.slice(0, -2));
  if (!fits) misuse("matmul", `${showShape(a.shape)} times ${showShape(b.shape)}`);
  return makeNode({ name: "matmul" }, [a, b], [...a.shape.slice(0, -1), b.shape[rank - 1]]);
}

function checkSquare(where: string, shape: Shape): void {
  const rank = shape.length;
  if (rank < 2 || shape[rank - 1] !== shape[rank - 2]) misuse(where, `${showShape(shape)} is not square`);
}

/** Lower triangle L with L L' = a [.., n, n], which must be symmetric: only its lower triangle is read. NaN where not positive definite. */
export function cholesky(a: Node): Node {
  checkSquare("cholesky", a.shape);
  return makeNode({ name: "cholesky" }, [a], a.shape);
}

/**
 * What the matrix a [.., n, n] gets, symmetric, where its Cholesky factor l has the adjoint g: of both only the lower triangle is
 * read.
 */
export function choleskyAdjoint(l: Node, g: Node): Node {
  checkSquare("choleskyAdjoint", l.shape);
  if (!sameShape(l.shape, g.shape)) misuse("choleskyAdjoint", `${showShape(l.shape)} with ${showShape(g.shape)}`);
  return makeNode({ name: "cholesky_adjoint" }, [l, g], l.shape);
}

/** x [.., n, m] with l x = b, or l' x = b when `transposed`; of l [.., n, n] only the lower triangle is read. */
export function triangularSolve(l: Node, b: Node, transposed = false): Node {
  checkSquare("triangularSolve", l.shape);
  const rank = l.shape.length;
  const fits = b.shape.length === rank && sameShape(b.shape.slice(0, -1), l.shape.slice(0, -1));
  if (!fits) misuse("triangularSolve", `${showShape(l.shape)} against ${showShape(b.shape)}`);
  return makeNode({ name: "triangular_solve", transposed }, [l, b], b.shape);
}

/** The diagonal [.., n] of x [.., n, n]. */
export function diagonal(x: Node): Node {
  checkSquare("diagonal", x.shape);
  const batch = x.shape.slice(0, -2);
  const n = x.shape[x.shape.length - 1];
  const index = constant(
    range(n).map((i) => i * (n + 1)),
    [n],
  );
  return gather(reshape(x, [...batch, n * n]), index, batch.length);
}

/** a [m] and b [n] give a_i b_j, [m, n]. */
export function outer(a: Node, b: Node): Node {
  if (a.shape.length !== 1 || b.shape.length !== 1) misuse("outer", `${showShape(a.shape)} and ${showShape(b.shape)}`);
  const shape = [a.shape[0], b.shape[0]];
  return mul(broadcast(a, shape, [0]), broadcast(b, shape, [1]));
}

/** An opaque black box asked for the rows of x [rows, input]; `outputShape` is [rows, output]. */
export function call(box: string, x: Node, outputShape: Shape): Node {
  if (x.shape.length !== 2 || outputShape.length !== 2 || x.shape[0] !== outputShape[0]) {
    misuse("call", `${showShape(x.shape)} to ${showShape(outputShape)}`);
  }
  return makeNode({ name: "call", box }, [x], [...outputShape]);
}

/** The vector-Jacobian product of a box at the rows of x [rows, input], for a cotangent [rows, output]. Not differentiable. */
export function callVjp(box: string, x: Node, cotangent: Node): Node {
  if (x.shape.length !== 2 || !sameShape(replaceAxis(cotangent.shape, 1, []), [x.shape[0]])) {
    misuse("callVjp", `${showShape(x.shape)} with ${showShape(cotangent.shape)}`);
  }
  return makeNode({ name: "call_vjp", box }, [x, cotangent], x.shape);
}

/**
 * The derivative of every output of a net of `size` weights by each of them, at the rows of x [rows, input], [rows, output, size].
 * @param weights [size], where they are no constants of the net
 */
export function parameterGradient(box: string, x: Node, outputs: number, size: number, weights?: Node): Node {
  if (x.shape.length !== 2) misuse("parameterGradient", showShape(x.shape));
  if (weights !== undefined && !sameShape(weights.shape, [size])) misuse("parameterGradient", showShape(weights.shape));
  const inputs = weights === undefined ? [x] : [x, weights];
  return makeNode({ name: "parameter_gradient", box }, inputs, [x.shape[0], outputs, size]);
}

/** The derivative of sum(cotangent * net(x)) by each of the net's weights, [size], without a derivative for each row on the way. */
export function parameterVjp(box: string, x: Node, cotangent: Node, size: number, weights?: Node): Node {
  if (x.shape.length !== 2 || cotangent.shape.length !== 2 || x.shape[0] !== cotangent.shape[0]) {
    misuse("parameterVjp", `${showShape(x.shape)} with ${showShape(cotangent.shape)}`);
  }
  const inputs = weights === undefined ? [x, cotangent] : [x, cotangent, weights];
  return makeNode({ name: "parameter_vjp", box }, inputs, [size]);
}
