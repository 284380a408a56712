/** Cholesky factors, their adjoints and triangular systems as WebAssembly functions, made for one shape. */
import type { Node } from "../../tensor/node.ts";
import { sizeOf } from "../../tensor/node.ts";
import type { WasmFunction } from "./encode.ts";
import { writeAdjoint } from "./factors/adjoint.ts";
import { writeCholesky } from "./factors/cholesky.ts";
import { writeSolve } from "./factors/solve.ts";
import { writeSolveMany } from "./factors/solve-many.ts";
import { FunctionWriter } from "./function.ts";

/** A stack of such problems. */
export interface Factor {
  readonly kind: "cholesky" | "cholesky_adjoint" | "solve" | "solve_transposed";
  readonly batches: number;
  /** Rows of the matrix. */
  readonly n: number;
  /** Right sides. */
  readonly m: number;
}

/** Undefined where the node is none. */
export function factorOf({ op, shape }: Node): Factor | undefined {
  const batches = sizeOf(shape.slice(0, -2));
  const [n, m] = shape.slice(-2);
  switch (op.name) {
    case "cholesky":
    case "cholesky_adjoint":
      return { kind: op.name, batches, n, m: n };
    case "triangular_solve":
      return { kind: op.transposed ? "solve_transposed" : "solve", batches, n, m };
    default:
      return undefined;
  }
}

/** A text that is equal for equal functions. */
export function keyOfFactor({ kind, batches, n, m }: Factor): string {
  return [kind, batches, n, m].join(" ");
}

/** The function of addresses in memory: of the operands in their order, then of the result. */
export function factorFunction(factor: Factor, name: string): WasmFunction {
  const { kind, batches, n, m } = factor;
  const square = 8 * n * n;
  const sizes = kind === "cholesky" ? [square, square] : [square, 8 * n * m, 8 * n * m];
  const f = new FunctionWriter(sizes.map(() => "i32"));
  const one = () => {
    if (kind === "cholesky") return writeCholesky(f, n);
    if (kind === "cholesky_adjoint") return writeAdjoint(f, n);
    const transposed = kind === "solve_transposed";
    return m === 1 ? writeSolve(f, n, transposed) : writeSolveMany(f, n, m, transposed);
  };
  return f.finish(name, f.times(batches, one, batches === 1 ? [] : sizes.map((bytes, i) => [i, bytes] as const)));
}
