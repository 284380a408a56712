/** Matrix product, Cholesky factor and triangular solve, over any number of leading axes. */
import { choleskyAdjoint, choleskyFactor, solveLower, solveTransposed } from "../linear/cholesky.ts";
import { type Node, sizeOf } from "./node.ts";

/** The values of a linear algebra node; undefined for any other node. */
export function evaluateLinear(node: Node, inputs: readonly Float64Array[]): Float64Array | undefined {
  const { op, shape } = node;
  const rank = shape.length;
  const batches = sizeOf(shape.slice(0, -2));
  const out = new Float64Array(sizeOf(shape));
  switch (op.name) {
    case "matmul": {
      const [m, n] = shape.slice(-2);
      const k = node.inputs[0].shape[rank - 1];
      for (let b = 0; b < batches; b++) {
        const left = inputs[0].subarray(b * m * k, (b + 1) * m * k);
        const right = inputs[1].subarray(b * k * n, (b + 1) * k * n);
        multiply(left, right, m, k, n, out.subarray(b * m * n, (b + 1) * m * n));
      }
      return out;
    }
    case "cholesky": {
      const n = shape[rank - 1];
      for (let b = 0; b < batches; b++) {
        const factor = choleskyFactor(inputs[0].subarray(b * n * n), n);
        if ("pivot" in factor) spoil(n, out.subarray(b * n * n));
        else out.set(factor, b * n * n);
      }
      return out;
    }
    case "cholesky_adjoint": {
      const n = shape[rank - 1];
      out.set(inputs[1]);
      for (let b = 0; b < batches; b++)
        choleskyAdjoint(inputs[0].subarray(b * n * n), out.subarray(b * n * n, (b + 1) * n * n), n);
      return out;
    }
    case "triangular_solve": {
      const [n, m] = shape.slice(-2);
      out.set(inputs[1]);
      const solve = op.transposed ? solveTransposed : solveLower;
      for (let b = 0; b < batches; b++) {
        solve(inputs[0].subarray(b * n * n), out.subarray(b * n * m, (b + 1) * n * m), n, m);
      }
      return out;
    }
    default:
      return undefined;
  }
}

function multiply(a: Float64Array, b: Float64Array, m: number, k: number, n: number, out: Float64Array): void {
  for (let i = 0; i < m; i++) {
    for (let l = 0; l < k; l++) {
      const factor = a[i * k + l];
      for (let j = 0; j < n; j++) out[i * n + j] += factor * b[l * n + j];
    }
  }
}

/** The whole lower triangle is NaN where a matrix is not positive definite. */
function spoil(n: number, out: Float64Array): void {
  for (let i = 0; i < n; i++) for (let j = 0; j <= i; j++) out[i * n + j] = NaN;
}
