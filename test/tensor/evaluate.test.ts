/** The reference interpreter against naive computations, and its exact answers in the corners. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import * as b from "../../src/tensor/build.ts";
import { constantValue, type Environment, evaluate, isConstant } from "../../src/tensor/evaluate.ts";
import type { BinaryName, Node, UnaryName } from "../../src/tensor/node.ts";
import * as special from "../../src/tensor/special/index.ts";

const value = (node: Node, environment: Environment = {}) => Array.from(evaluate([node], environment)[0]);
const vector = (...x: number[]) => b.constant(x, [x.length]);

const unary = {
  neg: [b.neg, (x) => -x],
  exp: [b.exp, Math.exp],
  log: [b.log, Math.log],
  log1p: [b.log1p, Math.log1p],
  expm1: [b.expm1, Math.expm1],
  sqrt: [b.sqrt, Math.sqrt],
  square: [b.square, (x) => x ** 2],
  reciprocal: [b.reciprocal, (x) => 1 / x],
  abs: [b.abs, Math.abs],
  sign: [b.sign, Math.sign],
  floor: [b.floor, Math.floor],
  ceil: [b.ceil, Math.ceil],
  round: [b.round, (x) => Math.floor(x + 0.5)],
  sin: [b.sin, Math.sin],
  cos: [b.cos, Math.cos],
  tan: [b.tan, Math.tan],
  asin: [b.asin, Math.asin],
  acos: [b.acos, Math.acos],
  atan: [b.atan, Math.atan],
  sinh: [b.sinh, Math.sinh],
  cosh: [b.cosh, Math.cosh],
  tanh: [b.tanh, Math.tanh],
  sigmoid: [b.sigmoid, special.sigmoid],
  softplus: [b.softplus, special.softplus],
  relu: [b.relu, (x) => (x > 0 ? x : 0)],
  step: [b.step, (x) => Number(x > 0)],
  not: [b.not, (x) => Number(x === 0)],
  lgamma: [b.lgamma, special.lgamma],
  erf: [b.erf, special.erf],
  erfc: [b.erfc, special.erfc],
  log_normal_cdf: [b.logNormalCdf, special.logNormalCdf],
  log_i0: [b.logI0, special.logI0],
  i1_i0: [b.i1I0, special.i1I0],
} satisfies Record<UnaryName, [(x: Node) => Node, (x: number) => number]>;
const orders: Record<string, [(x: Node) => Node, (x: number) => number]> = {
  digamma: [b.digamma, special.digamma],
  trigamma: [b.trigamma, special.trigamma],
  tetragamma: [(x) => b.polygamma(2, x), (x) => special.polygamma(2, x)],
};
const binary = {
  add: [b.add, (x, y) => x + y],
  sub: [b.sub, (x, y) => x - y],
  mul: [b.mul, (x, y) => x * y],
  div: [b.div, (x, y) => x / y],
  pow: [b.pow, (x, y) => x ** y],
  mod: [b.mod, (x, y) => x - y * Math.floor(x / y)],
  min: [b.min, (x, y) => (x < y ? x : y)],
  max: [b.max, (x, y) => (x > y ? x : y)],
  lt: [b.lt, (x, y) => Number(x < y)],
  le: [b.le, (x, y) => Number(x <= y)],
  eq: [b.eq, (x, y) => Number(x === y)],
  ne: [b.ne, (x, y) => Number(x !== y)],
  and: [b.and, (x, y) => Number(x !== 0 && y !== 0)],
  or: [b.or, (x, y) => Number(x !== 0 || y !== 0)],
  log_gamma_p: [b.logGammaP, special.logGammaP],
  log_gamma_q: [b.logGammaQ, special.logGammaQ],
  log_student_cdf: [b.logStudentCdf, special.logStudentCdf],
} satisfies Record<BinaryName, [(x: Node, y: Node) => Node, (x: number, y: number) => number]>;
const turned: Record<string, [(x: Node, y: Node) => Node, (x: number, y: number) => number]> = {
  gt: [b.gt, (x, y) => Number(x > y)],
  ge: [b.ge, (x, y) => Number(x >= y)],
};

test("every element-wise operation, number by number", () => {
  const points = [0.25, 0.5, 0.75, 1];
  for (const [name, [build, f]] of Object.entries({ ...unary, ...orders }))
    assert.equal(value(build(vector(...points))), points.map(f), name);
  const [left, right] = [
    [2.5, 0, 3, -1, -5],
    [1.5, 2, 3, 0, 3],
  ];
  for (const [name, [build, f]] of Object.entries({ ...binary, ...turned })) {
    assert.equal(
      value(build(vector(...left), vector(...right))),
      left.map((x, i) => f(x, right[i])),
      name,
    );
  }
});

test("numbers and scalar nodes stand for every element, on either side", () => {
  const x = vector(1, 2);
  assert.equal(value(b.sub(1, x)), [0, -1]);
  assert.equal(value(b.sub(x, b.scalar(1))), [0, 1]);
  assert.equal(value(b.select(x, 5, b.scalar(6))), [5, 5]);
  assert.equal(b.add(2, 3).shape, []);
  assert.is(b.add(x, 0), x);
  assert.is(b.mul(1, x), x);
  assert.is(b.div(x, 1), x);
  assert.equal(b.add(b.scalar(1), b.fill([2], 0)).shape, [2]);
});

test("comparisons and conditions with NaN; select takes only the branch chosen", () => {
  const odd = vector(NaN, 0, 2);
  assert.equal(value(b.lt(odd, 1)), [0, 1, 0]);
  assert.equal(value(b.ne(odd, odd)), [1, 0, 0]);
  assert.equal(value(b.select(vector(1, 0, 1), vector(1, NaN, 3), vector(NaN, 2, NaN))), [1, 2, 3]);
  assert.equal(value(b.max(odd, 1)).slice(1), [1, 2]);
  assert.ok(Number.isNaN(value(b.relu(odd))[0]));
});

const matrix = b.constant([1, 5, 3, 4, 2, 6], [2, 3]);
test("reductions, over some axes, over all and over nothing", () => {
  assert.equal(value(b.sum(matrix, [0])), [5, 7, 9]);
  assert.equal(value(b.sum(matrix)), [21]);
  assert.equal(value(b.reduce("prod", matrix, [1])), [15, 48]);
  assert.equal(value(b.reduce("max", matrix, [1])), [5, 6]);
  assert.equal(value(b.reduce("min", matrix, [0])), [1, 2, 3]);
  const sums = value(b.logsumexp(matrix, [1]));
  assert.ok(Math.abs(sums[0] - Math.log(Math.exp(1) + Math.exp(5) + Math.exp(3))) < 1e-15);
  const empty = b.fill([0], 0);
  assert.equal(value(b.sum(empty)), [0]);
  assert.equal(value(b.reduce("prod", empty)), [1]);
  assert.equal(value(b.logsumexp(empty)), [-Infinity]);
});

test("logsumexp neither overflows nor makes NaN of infinities", () => {
  assert.equal(value(b.logsumexp(vector(1000, 1000))), [1000 + Math.log(2)]);
  assert.equal(value(b.logsumexp(vector(-Infinity, -Infinity))), [-Infinity]);
  assert.equal(value(b.logsumexp(vector(Infinity, 0))), [Infinity]);
  assert.ok(Number.isNaN(value(b.logsumexp(vector(NaN, 0)))[0]));
  assert.equal(value(b.softmax(vector(-Infinity, -Infinity))), [0, 0]);
  const total = value(b.sum(b.softmax(matrix), [1]));
  assert.ok(total.every((x) => Math.abs(x - 1) < 1e-15));
});

test("first extrema and running sums", () => {
  assert.equal(value(b.argmax(b.constant([2, 7, 7, 1, 0, 1], [2, 3]), 1)), [1, 0]);
  assert.equal(value(b.argmin(b.constant([2, 7, 7, 1, 0, 1], [2, 3]), 0)), [1, 1, 1]);
  assert.equal(value(b.cumsum(matrix, 1)), [1, 6, 9, 4, 6, 12]);
  assert.equal(value(b.cumsum(matrix, 0, true)), [5, 7, 9, 4, 2, 6]);
});

test("moves", () => {
  assert.equal(value(b.broadcast(vector(1, 2), [2, 2, 2], [1])), [1, 1, 2, 2, 1, 1, 2, 2]);
  assert.equal(value(b.transpose(matrix)), [1, 4, 5, 2, 3, 6]);
  const cube = b.constant([1, 2, 3, 4, 5, 6, 7, 8], [2, 2, 2]);
  assert.equal(value(b.transpose(cube, [2, 0, 1])), [1, 3, 5, 7, 2, 4, 6, 8]);
  assert.equal(value(b.slice(matrix, 1, 1, 3)), [5, 3, 2, 6]);
  assert.equal(value(b.element(matrix, 0, 1)), [4, 2, 6]);
  assert.equal(value(b.pad(vector(1, 2), 0, 1, 2)), [0, 1, 2, 0, 0]);
  assert.equal(value(b.concat([matrix, b.constant([8, 9], [2, 1])], 1)), [1, 5, 3, 8, 4, 2, 6, 9]);
  assert.equal(value(b.stack([vector(1, 2), vector(3, 4)], 1)), [1, 3, 2, 4]);
  assert.equal(b.stack([vector(1, 2), vector(3, 4)], 1).shape, [2, 2]);
  assert.equal(value(b.gather(matrix, b.constant([2, 0, 2, 1], [2, 2]), 1)), [3, 1, 3, 5, 6, 4, 6, 2]);
  assert.equal(value(b.scatterAdd(vector(1, 10, 100), vector(2, 0, 2), 0, 4)), [10, 0, 101, 0]);
});

test("an index out of range is an error that names it", () => {
  assert.throws(() => value(b.gather(matrix, vector(3), 1)), /index 3 is not in 0 \.\. 2/);
  assert.throws(() => value(b.gather(matrix, vector(-1), 1)), RangeError);
  assert.throws(() => value(b.gather(matrix, vector(0.5), 1)), RangeError);
  assert.throws(() => value(b.scatterAdd(vector(1), vector(4), 0, 4)), /index 4/);
});

test("linear algebra with leading axes", () => {
  const two = b.constant([1, 2, 3, 4, 0, 1, 1, 0], [2, 2, 2]);
  assert.equal(value(b.matmul(two, two)), [7, 10, 15, 22, 1, 0, 0, 1]);
  assert.equal(value(b.matmul(matrix, b.transpose(matrix))), [35, 32, 32, 56]);
  const positive = b.constant([4, 99, 2, 5], [2, 2]);
  assert.equal(value(b.cholesky(positive)), [2, 0, 1, 2]);
  const l = b.constant([2, 99, 1, 2], [2, 2]);
  assert.equal(value(b.triangularSolve(l, b.constant([4, 4], [2, 1]))), [2, 1]);
  assert.equal(value(b.triangularSolve(l, b.constant([4, 4], [2, 1]), true)), [1, 2]);
  assert.equal(value(b.diagonal(two)), [1, 4, 0, 0]);
  assert.equal(value(b.outer(vector(1, 2), vector(3, 4, 5))), [3, 4, 5, 6, 8, 10]);
});

test("a matrix that is not positive definite has a Cholesky factor of NaN, its neighbours in the batch do not", () => {
  const both = b.constant([1, 2, 2, 1, 1, 0, 0, 1], [2, 2, 2]);
  const [a, , c, d, ...rest] = value(b.cholesky(both));
  assert.ok([a, c, d].every(Number.isNaN));
  assert.equal(rest, [1, 0, 0, 1]);
});

test("inputs, boxes and what is missing", () => {
  const x = b.input("x", 1, [2, 1]);
  const boxes = { double: (rows: Float64Array) => rows.map((v) => 2 * v) };
  const vjps = { double: (_: Float64Array, g: Float64Array) => g.map((v) => 2 * v) };
  const buffers = { x: Float64Array.of(9, 1, 2) };
  assert.equal(value(b.call("double", x, [2, 1]), { buffers, boxes }), [2, 4]);
  assert.equal(value(b.callVjp("double", x, x), { buffers, vjps }), [2, 4]);
  assert.throws(() => value(x), /buffer x/);
  assert.throws(() => value(b.call("other", x, [2, 1]), { buffers, boxes }), /no box other/);
});

test("a node used twice is computed once", () => {
  let calls = 0;
  const box = (x: Float64Array) => {
    calls++;
    return x;
  };
  const answer = b.call("box", b.fill([1, 1], 3), [1, 1]);
  assert.equal(value(b.add(answer, b.square(answer)), { boxes: { box } }), [12]);
  assert.is(calls, 1);
});

test("constantValue knows what depends on nothing, and keeps it", () => {
  const known = b.sum(b.exp(b.mul(matrix, 0)));
  assert.equal(Array.from(constantValue(known) ?? []), [6]);
  assert.is(constantValue(known), constantValue(known));
  const open = b.add(b.input("x", 0, []), 1);
  assert.is(constantValue(open), undefined);
  assert.is(isConstant(b.add(known, open)), false);
  assert.is(isConstant(b.call("box", b.fill([1, 1], 3), [1, 1])), false);
  let deep: Node = b.scalar(1);
  for (let i = 0; i < 20_000; i++) deep = b.sin(deep);
  assert.ok(isConstant(deep));
});

test("builders refuse shapes that do not fit", () => {
  const misuses: (() => Node)[] = [
    () => b.add(vector(1, 2), vector(1, 2, 3)),
    () => b.constant([1, 2], [3]),
    () => b.broadcast(vector(1, 2), [3, 2], [0]),
    () => b.broadcast(matrix, [2, 3, 2], [1, 0]),
    () => b.sum(matrix, [2]),
    () => b.sum(matrix, [1, 0]),
    () => b.reshape(matrix, [4]),
    () => b.transpose(matrix, [0, 0]),
    () => b.slice(matrix, 1, 2, 4),
    () => b.concat([matrix, vector(1)], 0),
    () => b.concat([], 0),
    () => b.matmul(matrix, matrix),
    () => b.cholesky(matrix),
    () => b.triangularSolve(matrix, matrix),
    () => b.scatterAdd(matrix, vector(0, 1), 1, 4),
    () => b.call("box", vector(1), [1, 1]),
    () => b.polygamma(-1, vector(1)),
    () => b.argmax(b.fill([0], 1), 0),
    () => b.input("x", -1, []),
  ];
  for (const misuse of misuses)
    assert.throws(misuse, (error: unknown) => error instanceof Error && /: /.test(error.message));
});

test.run();
