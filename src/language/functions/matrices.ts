/** Matrix functions of known values. */
import type { Axis, Value } from "../checked.ts";
import { at } from "../context.ts";
import { fail } from "../diagnostics/make.ts";
import { shapesDoNotFit } from "../diagnostics/shapes.ts";
import { checkLimit } from "../limits.ts";
import type { Grid } from "../mathematics/grid.ts";
import { dataSide, known, knownMatrix, knownSquare, refuse } from "./data-side.ts";
import type { BuiltinFunction } from "./function.ts";

const byFactor = "`cholesky(a)` has a derivative, and `MvNormal(mean, covariance)` takes the matrix itself";
const singular = "the matrix is singular";
const usePseudoInverse =
  "`pinv(a)` is defined for every matrix; a small number added to the diagonal makes a covariance regular";

function grid(value: Grid, axes: readonly Axis[]): Value {
  return known(value.data, axes);
}

export const matrices: readonly BuiltinFunction[] = [
  dataSide({
    name: "inv",
    signature: "inv(a)",
    documentation: "inverse of a square matrix, its axes exchanged",
    arity: [1, 1],
    instead: byFactor,
    apply(call) {
      const a = knownSquare(call, 0);
      const { axes } = call.args[0];
      return grid(call.math.inverse(a) ?? refuse(call, 0, singular, usePseudoInverse), [axes[1], axes[0]]);
    },
  }),
  dataSide({
    name: "pinv",
    signature: "pinv(a)",
    documentation: "Moore-Penrose inverse of a matrix, its axes exchanged",
    arity: [1, 1],
    instead: byFactor,
    apply(call) {
      const a = knownMatrix(call, 0);
      const { axes } = call.args[0];
      return grid(call.math.pseudoInverse(a), [axes[1], axes[0]]);
    },
  }),
  dataSide({
    name: "solve",
    signature: "solve(a, b)",
    documentation: "x with a @ x = b, for a vector or a matrix b",
    arity: [2, 2],
    instead: byFactor,
    apply(call) {
      const { context, expression, args, argExpressions } = call;
      const a = knownSquare(call, 0);
      const [left, right] = args;
      if (right.axes.length === 0 || right.axes.length > 2 || right.axes[0].size !== a.rows) {
        const parts = args.map(({ axes }, i) => ({ span: argExpressions[i].span, axes }));
        fail(shapesDoNotFit(at(context, expression), parts, { reason: "b has as many rows as a" }));
      }
      const isVector = right.axes.length === 1;
      const b: Grid = isVector
        ? knownMatrix({ ...call, args: [left, { node: right.node, axes: [...right.axes, { size: 1 }] }] }, 1)
        : knownMatrix(call, 1);
      const x =
        call.math.solve(a, b) ?? refuse(call, 0, singular, "`pinv(a) @ b` is the shortest of the nearest solutions");
      return grid(x, [left.axes[1], ...right.axes.slice(1)]);
    },
  }),
  dataSide({
    name: "det",
    signature: "det(a)",
    documentation: "determinant of a square matrix",
    arity: [1, 1],
    instead: "`2 * sum(log(diagonal(cholesky(a))))` is the log determinant of a covariance",
    apply: (call) => known([call.math.determinant(knownSquare(call, 0))], []),
  }),
  dataSide({
    name: "trace",
    signature: "trace(a)",
    documentation: "sum of the diagonal of a square matrix",
    arity: [1, 1],
    instead: "`sum(diagonal(a))` is the same",
    apply(call) {
      const { rows, data } = knownSquare(call, 0);
      return known([Array.from({ length: rows }, (_, i) => data[i * (rows + 1)]).reduce((a, b) => a + b, 0)], []);
    },
  }),
  dataSide({
    name: "rank",
    signature: "rank(a)",
    documentation: "number of singular values of a matrix that are not 0 to rounding",
    arity: [1, 1],
    instead: "a rank is a property of data",
    apply: (call) => known([call.math.rank(knownMatrix(call, 0))], []),
  }),
  dataSide({
    name: "kron",
    signature: "kron(a, b)",
    documentation: "Kronecker product of two matrices",
    arity: [2, 2],
    instead: "products that broadcast by name, `a[i, j] * b[k, l]`, have a derivative",
    apply(call) {
      const [a, b] = [knownMatrix(call, 0), knownMatrix(call, 1)];
      const axes = [{ size: a.rows * b.rows }, { size: a.columns * b.columns }];
      checkLimit(at(call.context, call.expression), axes);
      return grid(call.math.kronecker(a, b), axes);
    },
  }),
  dataSide({
    name: "expm",
    signature: "expm(a)",
    documentation: "exponential of a square matrix",
    arity: [1, 1],
    instead: "`exp(..)` goes element by element; a short series `identity(n) + a + a @ a / 2 + ..` has a derivative",
    apply: (call) => grid(call.math.exponential(knownSquare(call, 0)), call.args[0].axes),
  }),
  dataSide({
    name: "sqrtm",
    signature: "sqrtm(a)",
    documentation: "principal square root of a square matrix",
    arity: [1, 1],
    instead: "`cholesky(a)` is a root too, and has a derivative",
    apply(call) {
      const root = call.math.root(knownSquare(call, 0));
      const remedy = "a matrix with an eigenvalue that is negative or 0 has none that is real; a covariance has";
      return grid(root ?? refuse(call, 0, "it has no real square root", remedy), call.args[0].axes);
    },
  }),
];
