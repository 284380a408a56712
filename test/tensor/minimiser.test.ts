/** Inner problems: minima and their derivatives against closed forms, finite differences and each other. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { compileProgram } from "../../src/emit/compile.ts";
import { batch } from "../../src/tensor/batch.ts";
import * as b from "../../src/tensor/build.ts";
import { countOperations } from "../../src/tensor/count-operations.ts";
import { differentiate } from "../../src/tensor/differentiate.ts";
import { evaluate } from "../../src/tensor/evaluate.ts";
import { type Node, sizeOf } from "../../src/tensor/node.ts";
import { optimise } from "../../src/tensor/passes/optimise.ts";
import { print } from "../../src/tensor/print.ts";
import { type Case, checkDerivatives } from "./finite-difference.ts";

const wave = (n: number, phase = 0.3) => Array.from({ length: n }, (_, i) => Math.sin(1.3 * i + phase));

function assertClose(actual: ArrayLike<number>, expected: ArrayLike<number>, tolerance: number): void {
  assert.is(actual.length, expected.length);
  for (let i = 0; i < expected.length; i++) {
    const error = Math.abs(actual[i] - expected[i]) / Math.max(1, Math.abs(expected[i]));
    assert.ok(error <= tolerance, `[${i}] ${actual[i]} instead of ${expected[i]}`);
  }
}

/** The nodes at x, by the interpreter and by generated code, which must agree. */
function valuesAt(nodes: readonly Node[], x: readonly number[]): Float64Array[] {
  const buffers: Record<string, number> = { x: x.length };
  const outputs = nodes.map((node, i) => {
    buffers[`out${i}`] = sizeOf(node.shape);
    return { buffer: `out${i}`, offset: 0, node };
  });
  const given = Float64Array.from(x);
  const interpreted = evaluate(nodes, { buffers: { x: given } });
  const emitted = nodes.map((node) => new Float64Array(sizeOf(node.shape)));
  compileProgram(optimise({ buffers, outputs }))(1, [given, ...emitted]);
  for (const [i, values] of interpreted.entries()) {
    if (values.some(Number.isNaN)) assert.equal(Array.from(emitted[i]), Array.from(values));
    else assertClose(emitted[i], values, 1e-9);
  }
  return emitted;
}

/** The point of n numbers where the loss is least. */
function least(start: Node, loss: (point: Node) => Node): Node {
  const point = b.input("point", 0, start.shape);
  return b.minimise(start, point, loss(point));
}

const times = (matrix: Node, vector: Node) =>
  b.reshape(b.matmul(matrix, b.reshape(vector, [...vector.shape, 1])), [matrix.shape[0]]);

const [rows, columns] = [6, 3];

/** Ridge regression of y [6] on a matrix [6, 3], both in x. */
function ridge(matrix: Node, y: Node): Node {
  return least(b.fill([columns], 0), (w) =>
    b.add(b.sum(b.square(b.sub(y, times(matrix, w)))), b.mul(0.3, b.sum(b.square(w)))),
  );
}

test("ridge regression is the solution of its normal equations", () => {
  const x = b.input("x", 0, [rows * columns + rows]);
  const matrix = b.reshape(b.slice(x, 0, 0, rows * columns), [rows, columns]);
  const y = b.slice(x, 0, rows * columns, rows * columns + rows);
  const ridged = b.add(
    b.matmul(b.transpose(matrix), matrix),
    b.constant([0.3, 0, 0, 0, 0.3, 0, 0, 0, 0.3], [columns, columns]),
  );
  const factor = b.cholesky(ridged);
  const right = b.reshape(times(b.transpose(matrix), y), [columns, 1]);
  const exact = b.reshape(b.triangularSolve(factor, b.triangularSolve(factor, right), true), [columns]);
  const fit = ridge(matrix, y);
  const weights = b.constant(wave(columns, 1), [columns]);
  const gradients = [fit, exact].map((w) => differentiate(b.sum(b.mul(weights, w)), [x])[0]);
  const [found, expected, slope, expectedSlope] = valuesAt([fit, exact, ...gradients], wave(rows * columns + rows));
  assertClose(found, expected, 1e-12);
  assertClose(slope, expectedSlope, 1e-11);
});

test("a penalised logistic fit has the derivative of SEEDS: q = H^-1 dl/dw, dl/dx_i = -((p_i - y_i) q_x + (x_i q) p_i (1 - p_i) w_x) / n", () => {
  const [n, d, lambda] = [5, 4, 0.01];
  const label = [1, 0, 1, 1, 0];
  const x = b.input("x", 0, [n, d]);
  const target = wave(d + 1, 2);
  const fit = least(b.fill([d + 1], 0), (w) => {
    const scores = b.add(times(x, b.slice(w, 0, 0, d)), b.broadcast(b.element(w, 0, d), [n], []));
    const each = b.sub(b.softplus(scores), b.mul(b.constant(label, [n]), scores));
    return b.add(b.mul(1 / n, b.sum(each)), b.mul(lambda / 2, b.sum(b.square(w))));
  });
  const mismatch = b.sum(b.square(b.sub(fit, b.constant(target, [d + 1]))));
  const values = wave(n * d);
  const [w, slope] = valuesAt([fit, ...differentiate(mismatch, [x])], values);
  const row = (i: number) => [...values.slice(i * d, (i + 1) * d), 1];
  const dot = (u: ArrayLike<number>, v: ArrayLike<number>) => Array.from(u).reduce((sum, a, i) => sum + a * v[i], 0);
  const p = label.map((_, i) => 1 / (1 + Math.exp(-dot(row(i), w))));
  const gradient = Array.from(
    w,
    (each, k) => lambda * each + label.reduce((s, y, i) => s + ((p[i] - y) * row(i)[k]) / n, 0),
  );
  assertClose(gradient, new Float64Array(d + 1), 1e-13);
  const hessian = Array.from(w, (_, k) =>
    Array.from(
      w,
      (_, l) => (k === l ? lambda : 0) + p.reduce((s, q, i) => s + (q * (1 - q) * row(i)[k] * row(i)[l]) / n, 0),
    ),
  );
  const q = solve(
    hessian,
    Array.from(w, (each, k) => 2 * (each - target[k])),
  );
  const expected = label.flatMap((y, i) =>
    Array.from({ length: d }, (_, k) => -((p[i] - y) * q[k] + dot(row(i), q) * p[i] * (1 - p[i]) * w[k]) / n),
  );
  assertClose(slope, expected, 1e-10);
});

/** Gaussian elimination with pivots, for a reference. */
function solve(matrix: readonly (readonly number[])[], right: readonly number[]): number[] {
  const a = matrix.map((row, i) => [...row, right[i]]);
  const n = a.length;
  for (let k = 0; k < n; k++) {
    const best = a.map((row, i) => (i < k ? -1 : Math.abs(row[k])));
    const pivot = best.indexOf(Math.max(...best));
    [a[k], a[pivot]] = [a[pivot], a[k]];
    for (let i = 0; i < n; i++) {
      if (i === k) continue;
      const factor = a[i][k] / a[k][k];
      for (let j = k; j <= n; j++) a[i][j] -= factor * a[k][j];
    }
  }
  return a.map((row, i) => row[n] / row[i]);
}

const soft = (w: Node, x: Node) => b.add(b.sum(b.softplus(b.mul(x, w))), b.mul(0.5, b.sum(b.square(b.sub(w, x)))));

const derivatives: Readonly<Record<string, Case>> = {
  "of a convex loss, twice": {
    program: ([x]) => b.square(least(b.fill([3], 0.1), (w) => soft(w, x))),
    shapes: [[3]],
    values: [wave(3)],
  },
  "of an inner problem in an inner problem": {
    program: ([x]) =>
      least(b.fill([2], 0), (w) =>
        b.sum(
          b.square(
            b.sub(
              least(b.fill([2], 0), (v) => soft(v, b.add(w, x))),
              0.3,
            ),
          ),
        ),
      ),
    shapes: [[2]],
    values: [wave(2)],
  },
  "of a loss with a recursion": {
    program: ([x]) =>
      least(b.fill([2], 0), (w) => {
        const states = b.scan(b.scalar(0), x, w, (s, xt, p) =>
          b.add(b.tanh(b.mul(b.element(p, 0, 0), s)), b.mul(b.element(p, 0, 1), xt)),
        );
        return b.add(b.sum(b.square(b.sub(states, 0.5))), b.sum(b.square(w)));
      }),
    shapes: [[4]],
    values: [wave(4)],
  },
  "of a recursion of inner problems": {
    program: ([x]) =>
      b.scan(b.fill([2], 0), x, b.scalar(0), (w, xt) => least(w, (v) => soft(b.add(v, b.mul(0.3, w)), xt))),
    shapes: [[3, 2]],
    values: [wave(6)],
  },
};

for (const [name, each] of Object.entries(derivatives)) test(`the derivative ${name}`, () => checkDerivatives(each));

test("problems beside each other are the problems one by one", () => {
  const many = [3, 2];
  const x = b.input("x", 0, [...many, 3]);
  const one = b.input("one", 0, [3]);
  const fit = least(b.fill([3], 0), (w) => soft(w, one));
  const inner = b.input("inner", 0, [2, 3]);
  const [row] = batch([fit], new Map([[one, inner]]));
  const [all] = batch([row], new Map([[inner, x]]));
  const values = wave(18);
  const [found, slope] = valuesAt([all, ...differentiate(b.sum(b.square(all)), [x])], values);
  for (let i = 0; i < 6; i++) {
    const x1 = b.input("x", 0, [3]);
    const single = least(b.fill([3], 0), (w) => soft(w, x1));
    const part = values.slice(3 * i, 3 * i + 3);
    const [own, ownSlope] = valuesAt([single, ...differentiate(b.sum(b.square(single)), [x1])], part);
    assertClose(found.subarray(3 * i, 3 * i + 3), own, 1e-12);
    assertClose(slope.subarray(3 * i, 3 * i + 3), ownSlope, 1e-11);
  }
});

test("only some of the operands are batched", () => {
  const x = b.input("x", 0, [4, 2]);
  const one = b.input("one", 0, [2]);
  const scale = b.exp(b.element(b.element(x, 0, 0), 0, 0));
  const fit = least(b.fill([2], 0), (w) => b.add(b.mul(scale, b.sum(b.square(b.sub(w, one)))), b.sum(b.exp(w))));
  const [all] = batch([fit], new Map([[one, x]]));
  const [found] = valuesAt([all], wave(8));
  const s = Math.exp(wave(8)[0]);
  for (const [i, w] of found.entries()) assert.ok(Math.abs(2 * s * (w - wave(8)[i]) + Math.exp(w)) < 1e-12);
});

test("a curved valley is followed from where the Hessian is not positive definite", () => {
  const x = b.input("x", 0, [1]);
  const point = b.input("point", 0, [2]);
  const [u, v] = [0, 1].map((i) => b.element(point, 0, i));
  const a = b.element(x, 0, 0);
  const loss = b.add(b.square(b.sub(a, u)), b.mul(100, b.square(b.sub(v, b.square(u)))));
  const fit = b.minimise(b.constant([-1.2, 4], [2]), point, loss);
  const [found, slope] = valuesAt([fit, ...differentiate(b.element(fit, 0, 1), [x])], [1.5]);
  assertClose(found, [1.5, 2.25], 1e-12);
  assertClose(slope, [3], 1e-10);
});

const failures: Readonly<Record<string, readonly [number[], (w: Node) => Node]>> = {
  "a loss without a lower bound": [[1], (w) => b.neg(b.sum(b.square(w)))],
  "a loss that falls for ever": [[0], (w) => b.sum(b.softplus(w))],
  "a minimum with a singular Hessian": [[1], (w) => b.sum(b.square(b.square(w)))],
  "the same, raised": [[1], (w) => b.add(1, b.sum(b.square(b.square(w))))],
  "an inflection": [[1], (w) => b.sum(b.mul(w, b.square(w)))],
  "a saddle that it starts on": [[0, 0], (w) => b.sub(b.square(b.element(w, 0, 0)), b.square(b.element(w, 0, 1)))],
  "a line of minima": [[1, 3], (w) => b.square(b.sub(b.sum(w), 2))],
  "a loss that is not a number": [[-1], (w) => b.sum(b.log(w))],
};

for (const [name, [start, loss]] of Object.entries(failures)) {
  test(`${name} gives NaN, never a number`, () => {
    const x = b.input("x", 0, [1]);
    const shift = b.broadcast(b.element(x, 0, 0), [start.length], []);
    const fit = least(b.constant(start, [start.length]), (w) => loss(b.add(w, shift)));
    const [found, slope] = valuesAt([fit, ...differentiate(b.sum(fit), [x])], [0]);
    assert.ok(found.every(Number.isNaN), found.join(" "));
    assert.ok(slope.every(Number.isNaN), slope.join(" "));
  });
}

test("a flat loss has no least point", () => {
  const x = b.input("x", 0, [1]);
  const [found] = valuesAt([least(x, (w) => b.mul(0, b.sum(b.square(w))))], [1]);
  assert.ok(Number.isNaN(found[0]));
});

test("a problem without a minimum does not harm the one beside it", () => {
  const one = b.input("one", 0, []);
  const x = b.input("x", 0, [3]);
  const fit = least(b.fill([1], 0.5), (w) => b.sum(b.mul(b.broadcast(one, [1], []), b.square(b.sub(w, 2)))));
  const [found] = valuesAt(batch([fit], new Map([[one, x]])), [1, -1, 3]);
  assertClose([found[0], found[2]], [2, 2], 1e-12);
  assert.ok(Number.isNaN(found[1]));
});

test("what a select leaves out reaches no derivative", () => {
  const x = b.input("x", 0, [2]);
  const fit = least(b.fill([2], 1), (w) => b.sum(b.mul(x, b.square(b.sub(w, x)))));
  const chosen = b.select(b.gt(x, 0), b.square(x), b.mul(fit, 2));
  const [slope] = valuesAt(differentiate(b.sum(chosen), [x]), [3, 5]);
  assert.equal(Array.from(slope), [6, 10]);
});

test("where the search starts has no derivative", () => {
  const x = b.input("x", 0, [2]);
  const fit = least(x, (w) => b.sum(b.add(b.square(w), b.exp(w))));
  const [found, slope] = valuesAt([fit, ...differentiate(b.sum(fit), [x])], [0.2, 1]);
  assertClose(found, [-0.35173371124919584, -0.35173371124919584], 1e-13);
  assert.equal(Array.from(slope), [0, 0]);
});

test("boxes are refused, and so is what the loss may not read", () => {
  const point = b.input("point", 0, [2]);
  const asked = b.sum(b.call("net", b.reshape(point, [1, 2]), [1, 1]));
  assert.throws(
    () => b.minimise(b.fill([2], 0), point, asked),
    (problem: unknown) => problem instanceof b.MinimiserWithCall && problem.box === "net",
  );
});

test("equal problems are solved once, different ones are not, and the print shows the loss", () => {
  const x = b.input("x", 0, [2]);
  const one = least(b.fill([2], 0), (w) => soft(w, x));
  const same = least(b.fill([2], 0), (w) => soft(w, x));
  const other = least(b.fill([2], 0), (w) => b.mul(2, soft(w, b.mul(3, x))));
  const program = optimise({
    buffers: { x: 2, out: 6 },
    outputs: [{ buffer: "out", offset: 0, node: b.concat([one, same, other], 0) }],
  });
  const text = print(program);
  assert.is(text.match(/= minimiser /g)?.length, 2);
  assert.match(text, /minimiser %\d+ %\d+ : \[2\]\n {4}%0/);
  assert.ok(countOperations([one]) > 20);
});

test("a minimum is found whatever its scale", () => {
  for (const k of [1, 1e4, 1e8, 1e10, 1e12, 1e-6]) {
    // exp(k w) - 2 k w is least at log(2) / k.
    const found = least(b.input("x", 0, [1]), (w) => b.sub(b.sum(b.exp(b.mul(k, w))), b.mul(2 * k, b.sum(w))));
    for (const start of [0, 0.5 / k, 2 / k]) {
      const [[w]] = valuesAt([found], [start]);
      assert.ok(Math.abs(k * w - Math.LN2) < 1e-9, `${k} from ${start}: ${k * w}`);
    }
  }
});

test("a minimum at 0 is found, exactly or to rounding", () => {
  const x = [0.1, -0.3, 0.2];
  const centre = least(b.input("x", 0, [1]), (w) =>
    b.sum(b.square(b.sub(b.constant(x, [3]), b.broadcast(b.reshape(w, []), [3], [])))),
  );
  const quartic = least(b.input("x", 0, [1]), (w) => b.add(b.sum(b.square(b.square(w))), b.sum(b.square(w))));
  for (const start of [0, 1, -3, 1e-8]) {
    const [[mean], [zero]] = valuesAt([centre, quartic], [start]);
    assert.ok(Math.abs(mean) < 1e-15, `${mean}`);
    assert.ok(Math.abs(zero) < 1e-15, `${zero}`);
  }
});

test.run();
