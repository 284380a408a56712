/** Small programs for every operation of the tensor program: a new operation without one does not compile. */
import * as b from "../../src/tensor/build.ts";
import type { Node, OpName } from "../../src/tensor/node.ts";
import type { Case } from "./finite-difference.ts";

export interface Sample {
  readonly cases: readonly Case[];
  /** How often it can be differentiated; absent: as often as one likes. */
  readonly order?: { readonly times: 0 | 1; readonly why: string };
}

const unary = (f: (x: Node) => Node, ...at: readonly number[]): Sample => ({
  cases: [{ program: ([x]) => f(x), shapes: [[at.length]], values: [at] }],
});

const pair = [
  [0.7, 2.2, 1.9],
  [1.3, 0.4, 0.8],
];
const binary = (f: (x: Node, y: Node) => Node): Sample => ({
  cases: [{ program: ([x, y]) => f(x, y), shapes: [[3], [3]], values: pair }],
});

/** Of a function whose first operand is a parameter without a derivative. */
const inSecond = (
  f: (parameter: Node, x: Node) => Node,
  parameters: readonly number[],
  at: readonly number[],
): Sample => ({
  cases: [{ program: ([x]) => f(b.constant(parameters, [parameters.length]), x), shapes: [[at.length]], values: [at] }],
});

const six = [0.3, -1.1, 0.8, 1.7, -0.4, 0.6];
const twelve = [...six, 1.2, -0.9, 0.5, 0.1, 1.4, -0.7];
const index = b.constant([2, 0, 2, 1], [2, 2]);

/** One operand. */
const on = (shape: readonly number[], program: (x: Node) => Node): Case => ({
  program: ([x]) => program(x),
  shapes: [shape],
  values: [
    twelve.slice(
      0,
      shape.reduce((a, n) => a * n, 1),
    ),
  ],
});

/** A positive definite matrix from any x: x x' + I. */
export function definite(x: Node): Node {
  const n = x.shape[x.shape.length - 2];
  const eye = b.constant(
    Array.from({ length: n * n }, (_, i) => (i % (n + 1) === 0 ? 1 : 0)),
    [n, n],
  );
  const square = b.matmul(x, b.transpose(x));
  const rank = square.shape.length;
  return b.add(square, b.broadcast(eye, square.shape, [rank - 2, rank - 1]));
}

const solves = (transposed: boolean): Case => ({
  program: ([x, y]) => b.triangularSolve(definite(x), y, transposed),
  shapes: [
    [3, 2],
    [3, 2],
  ],
  values: [six, six],
});

const recursion = (reverse: boolean): Case => ({
  program: ([start, xs, shared]) =>
    b.scan(
      start,
      xs,
      shared,
      (carry, x, s) => b.mul(b.tanh(b.add(carry, x)), b.sub(b.broadcast(s, [2], []), b.square(carry))),
      reverse,
    ),
  shapes: [[2], [3, 2], []],
  values: [[0.4, -0.3], six, [0.7]],
});

/** A recursion that ends when the last element of its vector says so: sqrt x by Newton's method. It has no derivative. */
export const settling: Case = {
  program: ([x]) => {
    const own = b.scanInputs([2], [], [[]]);
    const root = b.element(own.carry, 0, 0);
    const better = b.mul(0.5, b.add(root, b.div(own.shared[0], root)));
    const done = b.lt(b.abs(b.sub(better, root)), 1e-13);
    const next = b.stack([better, done]);
    const rows = b.scanOf(b.stack([b.scalar(1.5), b.scalar(0)]), [], [x], { ...own, next }, 40, false, true);
    return b.element(b.element(rows, 0, 39), 0, 0);
  },
  shapes: [[]],
  values: [[2.7]],
};

/** The least of a convex function of two numbers that three others shape. */
const inner: Case = {
  program: ([y]) => {
    const w = b.input("w", 0, [2]);
    const [first, second, third] = [0, 1, 2].map((i) => b.element(y, 0, i));
    const [a, c] = [b.element(w, 0, 0), b.element(w, 0, 1)];
    const loss = b.add(
      b.add(b.square(b.sub(a, first)), b.exp(b.mul(second, b.sub(c, a)))),
      b.mul(b.exp(third), b.square(c)),
    );
    return b.minimise(b.constant([0, 0], [2]), w, loss);
  },
  shapes: [[3]],
  values: [[0.3, 0.8, -0.2]],
};

const boxes: Case["boxes"] = {
  boxes: { box: (x) => x.map((v) => v * v) },
  vjps: { box: (x, g) => x.map((v, i) => 2 * v * g[i]) },
};

const rows: readonly (readonly number[])[] = [
  [2, 3],
  [2, 3],
];

/** Squared where the operation is linear, so that second derivatives are not all 0. */
export const everyOp = {
  constant: { cases: [on([6], (x) => b.mul(b.square(x), b.constant([2, -0, 1e-7, 1 / 3, 0.1, 12.3456789], [6])))] },
  input: { cases: [on([6], (x) => b.mul(x, x))] },

  neg: unary((x) => b.neg(b.square(x)), -1.3, 0.7),
  exp: unary(b.exp, -1.3, 0, 0.7),
  log: unary(b.log, 0.4, 1, 3),
  log1p: unary(b.log1p, -0.4, 0, 3),
  expm1: unary(b.expm1, -0.4, 0, 1),
  sqrt: unary(b.sqrt, 0.4, 1, 3),
  square: unary(b.square, -0.4, 0, 3),
  reciprocal: unary(b.reciprocal, -0.7, 1, 3),
  abs: unary((x) => b.mul(x, b.abs(x)), -0.7, 1.2),
  sign: unary((x) => b.mul(b.square(x), b.sign(x)), -0.7, 1.2),
  floor: unary((x) => b.mul(b.square(x), b.floor(x)), -0.7, 1.2),
  ceil: unary((x) => b.mul(b.square(x), b.ceil(x)), -0.7, 1.2),
  round: unary((x) => b.mul(b.square(x), b.round(x)), -0.7, 1.2),
  sin: unary(b.sin, -0.7, 0, 1.2),
  cos: unary(b.cos, -0.7, 0, 1.2),
  tan: unary(b.tan, -0.7, 0, 0.9),
  asin: unary(b.asin, -0.7, 0, 0.6),
  acos: unary(b.acos, -0.7, 0, 0.6),
  atan: unary(b.atan, -0.7, 0, 1.2),
  sinh: unary(b.sinh, -0.7, 0, 1.2),
  cosh: unary(b.cosh, -0.7, 0, 1.2),
  tanh: unary(b.tanh, -0.7, 0, 1.2),
  sigmoid: unary(b.sigmoid, -1.7, 0, 1.2),
  softplus: unary(b.softplus, -1.7, 0, 1.2),
  relu: unary((x) => b.square(b.relu(x)), -1.7, 1.2),
  step: unary((x) => b.mul(b.square(x), b.step(x)), -1.7, 1.2),
  not: unary((x) => b.mul(b.square(x), b.not(x)), -1.7, 1.2),
  lgamma: unary(b.lgamma, 0.6, 1.5, 4),
  polygamma: {
    cases: [0, 1, 2].map((order) => ({
      program: ([x]) => b.polygamma(order, x),
      shapes: [[3]],
      values: [[1.2, 1.5, 4]],
    })),
  },
  erf: unary(b.erf, -0.7, 0, 1.2),
  erfc: unary(b.erfc, -0.7, 0, 1.2),
  log_normal_cdf: unary(b.logNormalCdf, -3, 0, 1.2),
  log_i0: unary(b.logI0, -0.7, 0.3, 4),
  i1_i0: unary(b.i1I0, -0.7, 0.3, 4),

  add: binary((x, y) => b.square(b.add(x, y))),
  sub: binary((x, y) => b.square(b.sub(x, y))),
  mul: binary(b.mul),
  div: binary(b.div),
  pow: binary(b.pow),
  mod: binary((x, y) => b.square(b.mod(x, y))),
  min: binary((x, y) => b.square(b.min(x, y))),
  max: binary((x, y) => b.square(b.max(x, y))),
  lt: binary((x, y) => b.mul(b.mul(x, y), b.lt(x, y))),
  le: binary((x, y) => b.mul(b.mul(x, y), b.le(x, y))),
  eq: binary((x, y) => b.mul(b.mul(x, y), b.eq(x, y))),
  ne: binary((x, y) => b.mul(b.mul(x, y), b.ne(x, y))),
  and: binary((x, y) => b.mul(b.mul(x, y), b.and(x, y))),
  or: binary((x, y) => b.mul(b.mul(x, y), b.or(x, y))),
  log_gamma_p: inSecond(b.logGammaP, [0.7, 2, 5], [0.4, 2.5, 4]),
  log_gamma_q: inSecond(b.logGammaQ, [0.7, 2, 5], [0.4, 2.5, 4]),
  log_student_cdf: inSecond(b.logStudentCdf, [1.5, 4, 30], [-2, 0.3, 1.1]),

  select: { cases: [on([6], (x) => b.select(b.lt(x, 0.5), b.square(x), b.exp(x)))] },
  broadcast: {
    cases: [on([3], (x) => b.square(b.broadcast(x, [2, 3, 2], [1]))), on([], (x) => b.square(b.broadcast(x, [2], [])))],
  },
  reduce: {
    cases: [
      on([2, 3], (x) => b.square(b.sum(x, [1]))),
      on([2, 2, 3], (x) => b.reduce("prod", x, [0, 2])),
      on([2, 3], (x) => b.square(b.reduce("max", x, [1]))),
      on([2, 3], (x) => b.square(b.reduce("min", x))),
      on([2, 3, 2], (x) => b.logsumexp(x, [1])),
    ],
  },
  argmax: { cases: [on([2, 3], (x) => b.mul(b.argmax(x, 1), b.sum(b.square(x), [1])))] },
  argmin: { cases: [on([2, 3], (x) => b.mul(b.argmin(x, 0), b.sum(b.square(x), [0])))] },
  cumsum: { cases: [on([2, 3], (x) => b.square(b.cumsum(x, 1))), on([2, 3], (x) => b.square(b.cumsum(x, 0, true)))] },
  reshape: { cases: [on([2, 3], (x) => b.square(b.reshape(x, [3, 2])))] },
  transpose: { cases: [on([2, 3, 2], (x) => b.square(b.transpose(x, [2, 0, 1])))] },
  slice: { cases: [on([2, 3], (x) => b.square(b.slice(x, 1, 1, 3)))] },
  pad: { cases: [on([2, 3], (x) => b.square(b.pad(x, 1, 1, 2)))] },
  gather: { cases: [on([2, 3], (x) => b.square(b.gather(x, index, 1)))] },
  scatter_add: { cases: [on([1, 2, 2, 3], (x) => b.square(b.scatterAdd(x, index, 1, 4)))] },
  concat: {
    cases: [
      {
        program: ([x, y]) => b.square(b.concat([x, y, x], 1)),
        shapes: [
          [2, 2],
          [2, 1],
        ],
        values: [
          [1, 2, 3, 4],
          [5, 6],
        ],
      },
    ],
  },
  matmul: {
    cases: [
      {
        program: ([x, y]) => b.square(b.matmul(x, y)),
        shapes: [
          [2, 2, 3],
          [2, 3, 1],
        ],
        values: [twelve, six],
      },
    ],
  },
  cholesky: { cases: [on([2, 3, 2], (x) => b.cholesky(definite(x)))] },
  cholesky_adjoint: { cases: [on([2, 3, 2], (x) => b.choleskyAdjoint(b.cholesky(definite(x)), definite(b.exp(x))))] },
  triangular_solve: { cases: [solves(false), solves(true)] },
  scan: { cases: [recursion(false), recursion(true)] },
  minimiser: { cases: [inner] },
  call: {
    cases: [{ ...on([2, 3], (x) => b.call("box", b.exp(x), [2, 3])), boxes }],
    order: { times: 1, why: "of a black box there is one derivative, call_vjp" },
  },
  call_vjp: {
    cases: [{ program: ([x, g]) => b.callVjp("box", x, g), shapes: rows, values: [six, six], boxes }],
    order: { times: 0, why: "a black box does not say how its derivatives change" },
  },
  parameter_gradient: {
    cases: [on([2, 3], (x) => b.parameterGradient("net", x, 2, 5))],
    order: { times: 0, why: "it is written out as the layers of its net before it is differentiated" },
  },
  parameter_vjp: {
    cases: [
      {
        program: ([x, g, w]) => b.parameterVjp("net", x, g, 4, w),
        shapes: [...rows, [4]],
        values: [six, six, six.slice(2)],
      },
    ],
    order: { times: 0, why: "it is written out as the layers of its net before it is differentiated" },
  },
} satisfies Record<OpName, Sample>;

export const samples: readonly (readonly [string, Sample])[] = Object.entries(everyOp);
