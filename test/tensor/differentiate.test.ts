/** First and second derivatives of every operation against finite differences, and at the points where they are delicate. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import * as b from "../../src/tensor/build.ts";
import { differentiate, NotDifferentiable } from "../../src/tensor/differentiate.ts";
import { evaluate } from "../../src/tensor/evaluate.ts";
import type { Node } from "../../src/tensor/node.ts";
import { definite, samples, settling } from "./every-op.ts";
import { type Case, checkDerivatives } from "./finite-difference.ts";

for (const [name, { cases, order }] of samples) {
  const times = order?.times ?? 2;
  if (times > 0) {
    test(`${name}: ${times === 1 ? "first derivative" : "first and second derivatives"}`, () => {
      for (const each of cases) checkDerivatives(each, { order: times });
    });
  }
  if (order) {
    test(`${name} can be differentiated ${times === 0 ? "not at all" : "once"}: ${order.why}`, () => {
      for (const { program, shapes } of cases) {
        const inputs = shapes.map((shape) => b.input("x", 0, shape));
        let outputs = [program(inputs)];
        for (let i = 0; i < times; i++) outputs = differentiate(outputs[0], inputs);
        assert.throws(
          () => differentiate(outputs[0], inputs),
          (error: unknown) => error instanceof NotDifferentiable,
        );
      }
    });
  }
}

test("what is made of operations is differentiated through them", () => {
  const six = [0.3, -1.1, 0.8, 1.7, -0.4, 0.6];
  const cases: readonly Case[] = [
    { program: ([x]) => b.softmax(x), shapes: [[2, 3]], values: [six] },
    { program: ([x]) => b.logSoftmax(x), shapes: [[2, 3]], values: [six] },
    { program: ([x]) => b.square(b.diagonal(definite(x))), shapes: [[3, 2]], values: [six] },
    { program: ([x]) => b.sum(b.log(b.diagonal(b.cholesky(definite(x))))), shapes: [[3, 2]], values: [six] },
    { program: ([x, y]) => b.outer(x, y), shapes: [[3], [2]], values: [six.slice(0, 3), six.slice(3, 5)] },
  ];
  for (const each of cases) checkDerivatives(each);
});

test("the parameters of some distribution functions have no derivative", () => {
  const [a, x] = [b.input("x", 0, [2]), b.input("x", 2, [2])];
  for (const f of [b.logGammaP, b.logGammaQ, b.logStudentCdf]) {
    assert.throws(
      () => differentiate(f(a, x), [a]),
      (error: unknown) => error instanceof NotDifferentiable,
    );
  }
});

test("a recursion that ends early has none either: inner problems are differentiated before they are such", () => {
  const x = b.input("x", 0, []);
  assert.throws(
    () => differentiate(settling.program([x]), [x]),
    (error: unknown) => error instanceof NotDifferentiable && error.operation === "scan(settles)",
  );
});

test("a relu whose derivative is taken to be a sigmoid", () => {
  const at = [-0.7, 0, 0.02, 1.2];
  const relu = twice((x) => b.smoothedRelu(x, 3), at);
  const sigmoid = twice((x) => b.sigmoid(b.mul(3, x)), at);
  assert.equal(
    relu.first,
    at.map((x) => 1 / (1 + Math.exp(-3 * x))),
  );
  assert.equal(relu.second, sigmoid.first);
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

test("ties of two have derivative 0, those along an axis share theirs", () => {
  assert.equal(twice(b.relu, [0]).first, [0]);
  assert.equal(twice(b.abs, [0]).first, [0]);
  assert.equal(twice((x) => b.max(x, 1), [1, 0, 2]).first, [0, 0, 1]);
  assert.equal(twice((x) => b.min(x, 1), [1, 0, 2]).first, [0, 1, 0]);
  assert.equal(twice((x) => b.reduce("max", x), [3, 1, 3]).first, [0.5, 0, 0.5]);
  const groups = b.constant([0, 1, 0, 1, 1], [5]);
  assert.equal(twice((x) => b.reduce("max", b.gather(x, groups, 0)), [3, 1]).first, [1, 0]);
  assert.equal(twice((x) => b.reduce("min", b.gather(x, groups, 0)), [3, 1]).first, [0, 1]);
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
