/** Reverse derivatives of linear algebra. */
import {
  add,
  broadcast,
  choleskyAdjoint,
  constant,
  input,
  matmul,
  mul,
  neg,
  transpose,
  triangularSolve,
} from "./build.ts";
import type { Node } from "./node.ts";
import { substitute } from "./passes/substitute.ts";

/** From so many rows on the derivative of a Cholesky factor is one operation; smaller ones are text that is simplified with the rest. */
const smallestFactor = 4;

/** The adjoint of input i of a linear algebra node, from its own adjoint g; undefined for any other node. */
export function linearAdjoint(node: Node, i: number, g: Node, inputs: readonly Node[]): Node | undefined {
  const { op } = node;
  switch (op.name) {
    case "matmul":
      return i === 0 ? matmul(g, transpose(inputs[1])) : matmul(transpose(inputs[0]), g);
    case "cholesky":
      return node.shape[node.shape.length - 1] < smallestFactor ? writtenOut(node, g) : choleskyAdjoint(node, g);
    case "triangular_solve":
      return solveAdjoint(node, op.transposed, i, g, inputs[0]);
    default:
      return undefined;
  }
}

/** Keeps the lower triangle of x [.., n, n], multiplying its diagonal. */
function lowerTriangle(x: Node, diagonal: number): Node {
  const rank = x.shape.length;
  const n = x.shape[rank - 1];
  const mask = new Float64Array(n * n);
  for (let row = 0; row < n; row++) {
    for (let column = 0; column < row; column++) mask[row * n + column] = 1;
    mask[row * n + row] = diagonal;
  }
  return mul(x, broadcast(constant(mask, [n, n]), x.shape, [rank - 2, rank - 1]));
}

/**
 * Murray 2016, "Differentiation of the Cholesky decomposition", eq. 10: S = L^-T Phi(L' G) L^-1, where Phi keeps the lower
 * triangle with half the diagonal; the adjoint of the symmetric input is (S + S') / 2.
 */
function writtenOut(l: Node, g: Node): Node {
  const phi = lowerTriangle(matmul(transpose(l), lowerTriangle(g, 1)), 0.5);
  const left = triangularSolve(l, phi, true);
  const s = transpose(triangularSolve(l, transpose(left), true));
  return mul(0.5, add(s, transpose(s)));
}

/** What input i of a `cholesky_adjoint` gets, from what stands for it written out. */
export function choleskyAdjointAdjoint(
  node: Node,
  i: number,
  g: Node,
  differentiate: (output: Node, wrt: readonly Node[], seed: Node) => Node[],
): Node {
  const inputs = node.inputs.map((x, k) => input(`cholesky.${k}`, 0, x.shape));
  const [l, adjoint] = inputs;
  const [raw] = differentiate(writtenOut(l, adjoint), [inputs[i]], g);
  const [value] = substitute([raw], (each) => (inputs.includes(each) ? node.inputs[inputs.indexOf(each)] : undefined));
  return value;
}

/** Giles 2008, "Collected matrix derivative results", section 2.3.1: with x = l^-1 b, b gets l^-T G and l gets -(l^-T G) x'. */
function solveAdjoint(x: Node, transposed: boolean, i: number, g: Node, l: Node): Node {
  const b = triangularSolve(l, g, !transposed);
  if (i === 1) return b;
  return neg(lowerTriangle(transposed ? matmul(x, transpose(b)) : matmul(b, transpose(x)), 1));
}
