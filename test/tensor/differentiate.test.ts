/** First and second derivatives of every operation against finite differences, and at the points where they are delicate. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import * as b from "../../src/tensor/build.ts";
import { differentiate, NotDifferentiable } from "../../src/tensor/differentiate.ts";
import { evaluate } from "../../src/tensor/evaluate.ts";
import type { Node } from "../../src/tensor/node.ts";
import { type Case, checkDerivatives } from "./finite-difference.ts";

const unary: Record<string, { f: (x: Node) => Node; at: readonly number[] }> = {
  neg: { f: b.neg, at: [-1.3, 0.7] },
  exp: { f: b.exp, at: [-1.3, 0, 0.7] },
  log: { f: b.log, at: [0.4, 1, 3] },
  log1p: { f: b.log1p, at: [-0.4, 0, 3] },
  expm1: { f: b.expm1, at: [-0.4, 0, 1] },
  sqrt: { f: b.sqrt, at: [0.4, 1, 3] },
  square: { f: b.square, at: [-0.4, 0, 3] },
  reciprocal: { f: b.reciprocal, at: [-0.7, 1, 3] },
  abs: { f: b.abs, at: [-0.7, 1.2] },
  sign: { f: b.sign, at: [-0.7, 1.2] },
  floor: { f: b.floor, at: [-0.7, 1.2] },
  ceil: { f: b.ceil, at: [-0.7, 1.2] },
  round: { f: b.round, at: [-0.7, 1.2] },
  sin: { f: b.sin, at: [-0.7, 0, 1.2] },
  cos: { f: b.cos, at: [-0.7, 0, 1.2] },
  tan: { f: b.tan, at: [-0.7, 0, 0.9] },
  asin: { f: b.asin, at: [-0.7, 0, 0.6] },
  acos: { f: b.acos, at: [-0.7, 0, 0.6] },
  atan: { f: b.atan, at: [-0.7, 0, 1.2] },
  sinh: { f: b.sinh, at: [-0.7, 0, 1.2] },
  cosh: { f: b.cosh, at: [-0.7, 0, 1.2] },
  tanh: { f: b.tanh, at: [-0.7, 0, 1.2] },
  sigmoid: { f: b.sigmoid, at: [-1.7, 0, 1.2] },
  softplus: { f: b.softplus, at: [-1.7, 0, 1.2] },
  relu: { f: b.relu, at: [-1.7, 1.2] },
  step: { f: b.step, at: [-1.7, 1.2] },
  not: { f: b.not, at: [-1.7, 1.2] },
  lgamma: { f: b.lgamma, at: [0.6, 1.5, 4] },
  digamma: { f: b.digamma, at: [0.8, 1.5, 4] },
  trigamma: { f: b.trigamma, at: [1.2, 1.5, 4] },
  erf: { f: b.erf, at: [-0.7, 0, 1.2] },
  erfc: { f: b.erfc, at: [-0.7, 0, 1.2] },
  logNormalCdf: { f: b.logNormalCdf, at: [-3, 0, 1.2] },
  logI0: { f: b.logI0, at: [-0.7, 0.3, 4] },
  i1I0: { f: b.i1I0, at: [-0.7, 0.3, 4] },
};
for (const [name, { f, at }] of Object.entries(unary)) {
  test(`${name}`, () => checkDerivatives({ program: ([x]) => f(x), shapes: [[at.length]], values: [at] }));
}

const pair = [
  [0.7, 2.2, 1.9],
  [1.3, 0.4, 0.8],
];
const binary: Record<string, (x: Node, y: Node) => Node> = {
  add: b.add,
  sub: b.sub,
  mul: b.mul,
  div: b.div,
  pow: b.pow,
  mod: b.mod,
  min: b.min,
  max: b.max,
  lt: b.lt,
  and: b.and,
};
for (const [name, f] of Object.entries(binary)) {
  test(`${name}`, () => checkDerivatives({ program: ([x, y]) => f(x, y), shapes: [[3], [3]], values: pair }));
}

const six = [0.3, -1.1, 0.8, 1.7, -0.4, 0.6];
const matrix = [...six, 1.2, -0.9, 0.5, 0.1, 1.4, -0.7];
const index = b.constant([2, 0, 2, 1], [2, 2]);
/** A positive definite matrix from any x: x x' + I. */
const definite = (x: Node) => {
  const n = x.shape[x.shape.length - 2];
  const eye = b.constant(
    Array.from({ length: n * n }, (_, i) => (i % (n + 1) === 0 ? 1 : 0)),
    [n, n],
  );
  const square = b.matmul(x, b.transpose(x));
  const rank = square.shape.length;
  return b.add(square, b.broadcast(eye, square.shape, [rank - 2, rank - 1]));
};
/** Squared, so that second derivatives of linear operations are not all 0. */
const arrays: Record<string, Case> = {
  select: { program: ([x]) => b.select(b.lt(x, 0.5), b.square(x), b.exp(x)), shapes: [[6]], values: [six] },
  broadcast: { program: ([x]) => b.square(b.broadcast(x, [2, 3, 2], [1])), shapes: [[3]], values: [[1, 2, 3]] },
  sum: { program: ([x]) => b.square(b.sum(x, [1])), shapes: [[2, 3]], values: [six] },
  prod: { program: ([x]) => b.reduce("prod", x, [0, 2]), shapes: [[2, 2, 3]], values: [matrix] },
  "reduce max": { program: ([x]) => b.square(b.reduce("max", x, [1])), shapes: [[2, 3]], values: [six] },
  "reduce min": { program: ([x]) => b.square(b.reduce("min", x)), shapes: [[2, 3]], values: [six] },
  logsumexp: { program: ([x]) => b.logsumexp(x, [1]), shapes: [[2, 3, 2]], values: [matrix] },
  softmax: { program: ([x]) => b.softmax(x), shapes: [[2, 3]], values: [six] },
  argmax: { program: ([x]) => b.mul(b.argmax(x, 1), b.sum(x, [1])), shapes: [[2, 3]], values: [six] },
  cumsum: { program: ([x]) => b.square(b.cumsum(x, 1)), shapes: [[2, 3]], values: [six] },
  "cumsum reversed": { program: ([x]) => b.square(b.cumsum(x, 0, true)), shapes: [[2, 3]], values: [six] },
  reshape: { program: ([x]) => b.square(b.reshape(x, [3, 2])), shapes: [[2, 3]], values: [six] },
  transpose: { program: ([x]) => b.square(b.transpose(x, [2, 0, 1])), shapes: [[2, 3, 2]], values: [matrix] },
  slice: { program: ([x]) => b.square(b.slice(x, 1, 1, 3)), shapes: [[2, 3]], values: [six] },
  pad: { program: ([x]) => b.square(b.pad(x, 1, 1, 2)), shapes: [[2, 3]], values: [six] },
  gather: { program: ([x]) => b.square(b.gather(x, index, 1)), shapes: [[2, 3]], values: [six] },
  scatterAdd: {
    program: ([x]) => b.square(b.scatterAdd(x, index, 1, 4)),
    shapes: [[1, 2, 2, 3]],
    values: [matrix],
  },
  concat: {
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
  matmul: {
    program: ([x, y]) => b.square(b.matmul(x, y)),
    shapes: [
      [2, 2, 3],
      [2, 3, 1],
    ],
    values: [matrix, six],
  },
  cholesky: { program: ([x]) => b.cholesky(definite(x)), shapes: [[2, 3, 2]], values: [matrix] },
  "triangular solve": {
    program: ([x, y]) => b.triangularSolve(definite(x), y),
    shapes: [
      [3, 2],
      [3, 2],
    ],
    values: [six, six],
  },
  "triangular solve transposed": {
    program: ([x, y]) => b.triangularSolve(definite(x), y, true),
    shapes: [
      [3, 2],
      [3, 2],
    ],
    values: [six, six],
  },
  diagonal: { program: ([x]) => b.square(b.diagonal(definite(x))), shapes: [[2, 3, 2]], values: [matrix] },
  outer: { program: ([x, y]) => b.outer(x, y), shapes: [[3], [2]], values: [six.slice(0, 3), six.slice(3, 5)] },
};
for (const [name, each] of Object.entries(arrays)) test(name, () => checkDerivatives(each));

test("a call has its vector-Jacobian product as derivative, and that has none", () => {
  const square = (x: Float64Array) => x.map((v) => v * v);
  const each: Case = {
    program: ([x]) => b.call("box", b.exp(x), [2, 3]),
    shapes: [[2, 3]],
    values: [six],
    boxes: { boxes: { box: square }, vjps: { box: (x, g) => x.map((v, i) => 2 * v * g[i]) } },
  };
  checkDerivatives(each, { order: 1 });
  const x = b.input("x", 0, [2, 3]);
  const [gradient] = differentiate(b.sum(b.call("box", x, [2, 3])), [x]);
  assert.throws(
    () => differentiate(gradient, [x]),
    (error: unknown) => error instanceof NotDifferentiable && error.operation === "call_vjp",
  );
});

/** Gradient of a scalar function of x at a point, and the gradient of its sum. */
function twice(
  f: (x: Node) => Node,
  at: readonly number[],
  shape = [at.length],
): { first: number[]; second: number[] } {
  const x = b.input("x", 0, shape);
  const [first] = differentiate(f(x), [x]);
  const [second] = differentiate(first, [x]);
  const values = evaluate([first, second], { buffers: { x: Float64Array.from(at) } });
  return { first: Array.from(values[0]), second: Array.from(values[1]) };
}

test("no NaN crosses from the branch that select leaves out", () => {
  const safeLog = (x: Node) => b.select(b.gt(x, 0), b.log(x), 0);
  assert.equal(twice(safeLog, [-1, 0, 2]), { first: [0, 0, 0.5], second: [0, 0, -0.25] });
  const chain = (x: Node) => b.select(b.gt(x, 0), b.sqrt(b.mul(b.log(x), b.log(x))), b.square(x));
  assert.equal(twice(chain, [-1, 0]), { first: [-2, 0], second: [2, 2] });
});

test("two selects over one value, and one inside the other", () => {
  const shared = (x: Node) => {
    const root = b.sqrt(x);
    return b.add(b.select(b.gt(x, 0), root, 0), b.select(b.gt(x, 2), root, 0));
  };
  assert.equal(twice(shared, [-1, 1, 4]), { first: [0, 0.5, 0.5], second: [0, -0.25, -0.0625] });
  const nested = (x: Node) => b.select(b.gt(x, 0), b.select(b.lt(x, 3), b.log(x), b.reciprocal(b.sub(x, 2))), 0);
  assert.equal(twice(nested, [0, 2, 4]), { first: [0, 0.5, -0.25], second: [0, -0.25, 0.25] });
});

test("guards pass through reductions, matrix products and shape changes", () => {
  const row = (x: Node) => {
    const logs = b.sum(b.log(x), [1]);
    return b.select(b.constant([1, 0], [2]), logs, 0);
  };
  assert.equal(twice(row, [1, 2, 0, -1], [2, 2]).first, [1, 0.5, 0, 0]);
  const product = (x: Node) => {
    const left = b.reshape(b.log(b.slice(x, 0, 0, 2)), [2, 1]);
    const right = b.reshape(b.log(b.slice(x, 0, 2, 4)), [1, 2]);
    return b.select(b.constant([1, 0, 0, 0], [2, 2]), b.matmul(left, right), 0);
  };
  // Only (log x0)(log x2) is used: its gradient is (log x2 / x0, log x0 / x2), here 1/e each.
  const { first, second } = twice(product, [Math.E, 0, Math.E, -1]);
  assert.equal([first[1], first[3], second[1], second[3]], [0, 0, 0, 0]);
  assert.ok(Math.abs(first[0] - 1 / Math.E) < 1e-15 && Math.abs(first[2] - 1 / Math.E) < 1e-15);
  assert.ok(Math.abs(second[0]) < 1e-15 && Math.abs(second[2]) < 1e-15);
});

test("ties have derivative 0", () => {
  assert.equal(twice(b.relu, [0]).first, [0]);
  assert.equal(twice(b.abs, [0]).first, [0]);
  assert.equal(twice((x) => b.max(x, 1), [1, 0, 2]).first, [0, 0, 1]);
  assert.equal(twice((x) => b.min(x, 1), [1, 0, 2]).first, [0, 1, 0]);
  assert.equal(twice((x) => b.reduce("max", x), [3, 1, 3]).first, [0, 0, 0]);
  assert.equal(twice((x) => b.reduce("max", x), [3, 1, 2]).first, [1, 0, 0]);
});

test("powers at the edges", () => {
  assert.equal(
    twice((x) => b.pow(x, 2), [0, -3]),
    { first: [0, -6], second: [2, 2] },
  );
  assert.equal(
    twice((x) => b.pow(x, 1), [0, -3]),
    { first: [1, 1], second: [0, 0] },
  );
  assert.equal(
    twice((x) => b.pow(x, 0), [0, -3]),
    { first: [0, 0], second: [0, 0] },
  );
  assert.equal(
    twice((x) => b.pow(x, 3), [0, 2]),
    { first: [0, 12], second: [0, 12] },
  );
  assert.equal(
    twice((x) => b.pow(0, x), [1, 2]),
    { first: [0, 0], second: [0, 0] },
  );
  const mixed = b.constant([0, 1, 2], [3]);
  assert.equal(
    twice((x) => b.pow(x, mixed), [0, 0, 0]),
    { first: [0, 1, 0], second: [0, 0, 2] },
  );
});

test("a product with zeros in it", () => {
  assert.equal(
    twice((x) => b.reduce("prod", x), [2, 0, 5]),
    { first: [0, 10, 0], second: [5, 7, 2] },
  );
  // d/dx_0 = x_1 x_2 and so on: the sums of the rows of the Hessian, with x_0 = x_1 = 0.
  assert.equal(
    twice((x) => b.reduce("prod", x), [0, 0, 5]),
    { first: [0, 0, 0], second: [5, 5, 0] },
  );
});

test("impossible terms of a logsumexp, also when all of them are", () => {
  const f = (x: Node) => b.logsumexp(b.concat([b.add(x, b.constant([-Infinity, 0], [2])), b.fill([2], -Infinity)], 0));
  assert.equal(twice(f, [1, 2]).first, [0, 1]);
  const inner = (x: Node) => b.logsumexp(b.stack([b.logsumexp(b.add(x, -Infinity)), b.logsumexp(x)]));
  const { first, second } = twice(inner, [0, 0]);
  assert.equal(first, [0.5, 0.5]);
  assert.ok(second.every((v) => Math.abs(v) < 1e-15));
});

test("i1I0 has derivative 1/2 at 0", () => {
  assert.equal(twice(b.i1I0, [0]), { first: [0.5], second: [0] });
  assert.equal(twice(b.logI0, [0]), { first: [0], second: [0.5] });
});

test("inner nodes, seeds and what the output does not depend on", () => {
  const x = b.input("x", 0, [2]);
  const inner = b.square(x);
  const other = b.input("x", 0, [3]);
  const output = b.mul(inner, 3);
  const gradients = differentiate(output, [x, inner, other, output], b.constant([1, 10], [2]));
  const values = evaluate(gradients, { buffers: { x: Float64Array.of(1, 2, 3) } });
  assert.equal(
    values.map((v) => Array.from(v)),
    [
      [6, 120],
      [3, 30],
      [0, 0, 0],
      [1, 10],
    ],
  );
  assert.throws(() => differentiate(output, [x], b.scalar(1)), /seed/);
});

test.run();
