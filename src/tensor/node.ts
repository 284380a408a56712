/**
 * The tensor program (IR): a directed acyclic graph of immutable nodes, each a whole array. Inputs of a node always have
 * smaller ids, so sorting by id is a topological order. All numbers are float64; booleans are 0 and 1, indices are whole
 * numbers. Element-wise operations need operands of one shape: broadcasting is a node of its own, so derivatives are simple.
 */

export type Shape = readonly number[];

export type UnaryName =
  | "neg"
  | "exp"
  | "log"
  | "log1p"
  | "expm1"
  | "sqrt"
  | "square"
  | "reciprocal"
  | "abs"
  | "sign"
  | "floor"
  | "ceil"
  | "round"
  | "sin"
  | "cos"
  | "tan"
  | "asin"
  | "acos"
  | "atan"
  | "sinh"
  | "cosh"
  | "tanh"
  | "sigmoid"
  | "softplus"
  | "relu"
  | "step"
  | "not"
  | "lgamma"
  | "erf"
  | "erfc"
  | "log_normal_cdf"
  | "log_i0"
  | "i1_i0"; // log I0(x) and I1(x)/I0(x), of the modified Bessel functions

// mod has the sign of the divisor, a - b floor(a / b); round takes halves upwards (Math.round); step is 1 where x > 0; a
// condition holds where it is not 0; min, max and relu keep NaN (Math.max).
export type BinaryName =
  | "add"
  | "sub"
  | "mul"
  | "div"
  | "pow"
  | "mod"
  | "min"
  | "max"
  | "lt"
  | "le"
  | "eq"
  | "ne"
  | "and"
  | "or"
  | "log_gamma_p"
  | "log_gamma_q"
  | "log_student_cdf"; // log P(a, x), log Q(a, x), log P(T <= t) for (df, t): no derivative for the first operand

export type ReduceName = "sum" | "prod" | "max" | "min" | "logsumexp";

/** What a node does. The comment names its inputs. */
export type Op =
  /** No inputs; row-major values. */
  | { readonly name: "constant"; readonly data: Float64Array }
  /** No inputs: elements [offset, offset + size) of each lane of the buffer `buffer`. */
  | { readonly name: "input"; readonly buffer: string; readonly offset: number }
  | { readonly name: UnaryName }
  /** relu whose derivative is taken to be sigmoid(slope x), so that it has a second one. (x) */
  | { readonly name: "relu"; readonly slope: number }
  /** polygamma of that order: 0 is digamma, 1 trigamma. (x) */
  | { readonly name: "polygamma"; readonly order: number }
  | { readonly name: BinaryName }
  /** (condition, ifTrue, ifFalse): element-wise; the branch not taken never reaches value or derivative. */
  | { readonly name: "select" }
  /** (x): input axis i becomes output axis axes[i] (increasing); other output axes repeat it. */
  | { readonly name: "broadcast"; readonly axes: readonly number[] }
  /** (x): over `axes` (increasing), which disappear. */
  | { readonly name: "reduce"; readonly kind: ReduceName; readonly axes: readonly number[] }
  /** (x): index of the first maximum (minimum) along `axis`, which disappears. Derivative 0. */
  | { readonly name: "argmax" | "argmin"; readonly axis: number }
  /** (x): running sum along `axis`. */
  | { readonly name: "cumsum"; readonly axis: number; readonly reverse: boolean }
  | { readonly name: "reshape" }
  /** (x): output axis i is input axis permutation[i]. */
  | { readonly name: "transpose"; readonly permutation: readonly number[] }
  /** (x): elements start .. start + size of `axis`, size from the shape. */
  | { readonly name: "slice"; readonly axis: number; readonly start: number }
  /** (x): zeros before and after along `axis`; adjoint of slice. */
  | { readonly name: "pad"; readonly axis: number; readonly before: number; readonly after: number }
  /** (x, index): `axis` of x is replaced by the axes of index. Index values must lie in range. */
  | { readonly name: "gather"; readonly axis: number }
  /** (values, index): adjoint of gather: values are added up into zeros, `size` long along `axis`. */
  | { readonly name: "scatter_add"; readonly axis: number; readonly size: number }
  | { readonly name: "concat"; readonly axis: number }
  /** (a [.., m, k], b [.., k, n]): equal leading axes. */
  | { readonly name: "matmul" }
  /** (a [.., n, n]): lower triangle L with L L' = a, read from a's lower triangle; NaN where a is not positive definite. */
  | { readonly name: "cholesky" }
  /** (l [.., n, n], g [.., n, n]), both lower: the symmetric adjoint of the matrix whose factor l has the adjoint g. */
  | { readonly name: "cholesky_adjoint" }
  /** (l [.., n, n] lower, b [.., n, m]): solves l x = b, or l' x = b. */
  | { readonly name: "triangular_solve"; readonly transposed: boolean }
  /** (x [rows, input]): an opaque black box, [rows, output]. */
  | { readonly name: "call"; readonly box: string }
  /** (x [rows, input], cotangent [rows, output]): its vector-Jacobian product, [rows, input]. Not differentiable. */
  | { readonly name: "call_vjp"; readonly box: string }
  /**
   * (x [rows, input], weights [P] where these are latent): the derivative of each output by each weight of a net, [rows, output, P].
   * It stands for what is never computed whole: see `passes/contract.ts`.
   */
  | { readonly name: "parameter_gradient"; readonly box: string }
  /** (x [rows, input], cotangent [rows, output], weights [P] where these are latent): sum(cotangent * net(x)) by each weight, [P]. */
  | { readonly name: "parameter_vjp"; readonly box: string }
  /**
   * (start, ...xs, ...shared): a recursion over the first axis, of T rows. Row t is body(row t - 1, row t of each of xs, shared),
   * where the row before the first is start. With `reverse` it begins at the last row: row t is made from row t + 1. With `settles`
   * a row is a vector whose last element is above 0 once all later rows are the same: they need not be computed, and of the
   * result only the last row is there.
   */
  | { readonly name: "scan"; readonly body: ScanBody; readonly reverse: boolean; readonly settles?: true }
  /**
   * (start [.., n], ...shared): the point at which a loss is least, found from start by damped Newton steps (`newton.ts`); each
   * vector along the last axis is a problem of its own. NaN where there is none. Its derivative is that of the implicit function.
   */
  | { readonly name: "minimiser"; readonly body: MinimiserBody };

/** `loss` [..] is computed from `point` [.., n], `shared` and nothing else: inputs of no buffer. Each loss reads its own point only. */
export interface MinimiserBody {
  readonly point: Node;
  readonly shared: readonly Node[];
  readonly loss: Node;
}

/** One step of a scan: `next` is computed from the other nodes, which are `input`s of no buffer, and from nothing else. */
export interface ScanBody {
  readonly carry: Node;
  readonly xs: readonly Node[];
  readonly shared: readonly Node[];
  readonly next: Node;
}

export type OpName = Op["name"];

export interface Node {
  readonly id: number;
  readonly op: Op;
  readonly inputs: readonly Node[];
  readonly shape: Shape;
  /** Whether it depends on no input and no black box. */
  readonly isConstant: boolean;
}

/** One result of a program: the node's elements are written at `offset` of each lane of `buffer`. */
export interface Output {
  readonly buffer: string;
  readonly offset: number;
  readonly node: Node;
}

/** Sizes are per lane, in elements. */
export interface Program {
  readonly buffers: Readonly<Record<string, number>>;
  readonly outputs: readonly Output[];
}

let nextId = 0;

/** Every node is made here, so ids are a topological order. Use the builders of `build.ts`, which infer shapes. */
export function makeNode(op: Op, inputs: readonly Node[], shape: Shape): Node {
  const isOpen = op.name === "input" || "box" in op;
  return { id: nextId++, op, inputs, shape, isConstant: !isOpen && inputs.every((x) => x.isConstant) };
}

export function sizeOf(shape: Shape): number {
  let size = 1;
  for (const n of shape) size *= n;
  return size;
}
