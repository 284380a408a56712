/** Scans: values and derivatives of recursions, against loops written by hand and against finite differences. */
import fc from "fast-check";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { batch } from "../../src/tensor/batch.ts";
import * as b from "../../src/tensor/build.ts";
import { differentiate } from "../../src/tensor/differentiate.ts";
import { evaluate } from "../../src/tensor/evaluate.ts";
import { type Node, type Program, sizeOf } from "../../src/tensor/node.ts";
import { reachable } from "../../src/tensor/passes/dependencies.ts";
import { optimise } from "../../src/tensor/passes/optimise.ts";
import { print } from "../../src/tensor/print.ts";
import { scanOver } from "../../src/tensor/scan-over.ts";
import { type Case, checkDerivatives } from "./finite-difference.ts";
import { randomScan, scanChoices } from "./random-scan.ts";

const wave = (n: number, phase = 0.3) => Array.from({ length: n }, (_, i) => Math.sin(1.3 * i + phase));

function optimised(nodes: readonly Node[]): Node[] {
  const program: Program = { buffers: {}, outputs: nodes.map((node) => ({ buffer: "out", offset: 0, node })) };
  return optimise(program).outputs.map((output) => output.node);
}

function assertClose(actual: ArrayLike<number>, expected: ArrayLike<number>, tolerance = 1e-12): void {
  assert.is(actual.length, expected.length);
  for (let i = 0; i < expected.length; i++) {
    const error = Math.abs(actual[i] - expected[i]) / Math.max(1, Math.abs(expected[i]));
    assert.ok(error <= tolerance || Object.is(actual[i], expected[i]), `[${i}] ${actual[i]} instead of ${expected[i]}`);
  }
}

/** AR(1): row t is phi times the row before plus x_t. */
const autoregression = (phi: Node, x: Node) =>
  b.scan(b.scalar(0), x, phi, (carry, xt, p) => b.add(b.mul(p, carry), xt));

/** GARCH(1,1): the variance of step t from the last one and the last square. */
const garch = (omega: Node, alpha: Node, beta: Node, squares: Node, first: Node) =>
  b.scan(first, squares, b.stack([omega, alpha, beta]), (variance, square, shared) =>
    b.add(
      b.element(shared, 0, 0),
      b.add(b.mul(b.element(shared, 0, 1), square), b.mul(b.element(shared, 0, 2), variance)),
    ),
  );

test("an autoregression", () => {
  const x = b.input("x", 0, [5]);
  const values = wave(5);
  const expected: number[] = [];
  for (const value of values) expected.push(0.7 * (expected.at(-1) ?? 0) + value);
  const [actual] = evaluate([autoregression(b.scalar(0.7), x)], { buffers: { x: Float64Array.from(values) } });
  assertClose(actual, expected);
});

test("a volatility recursion and its likelihood", () => {
  const y = wave(200).map((each, i) => each + 0.3 * Math.cos(i * i));
  const [omega, alpha, beta] = [0.2, 0.3, 0.5];
  let variance = 1;
  let expected = 0;
  for (const each of y) {
    expected -= 0.5 * Math.log(variance) + (0.5 * each * each) / variance;
    variance = omega + alpha * each * each + beta * variance;
  }
  const data = b.constant(y, [200]);
  const p = b.input("x", 0, [3]);
  const [first, second, third] = [0, 1, 2].map((i) => b.element(p, 0, i));
  const later = garch(first, second, third, b.square(b.slice(data, 0, 0, 199)), b.scalar(1));
  const variances = b.concat([b.fill([1], 1), later], 0);
  const likelihood = b.sum(b.sub(b.mul(-0.5, b.log(variances)), b.div(b.mul(0.5, b.square(data)), variances)));
  const [actual] = evaluate([likelihood], { buffers: { x: Float64Array.of(omega, alpha, beta) } });
  assertClose(actual, [expected]);
});

const derivatives: Readonly<Record<string, Case>> = {
  "an autoregression": {
    program: ([start, x, phi]) => b.scan(start, x, phi, (carry, xt, p) => b.add(b.mul(p, carry), xt)),
    shapes: [[], [6], []],
    values: [[0.4], wave(6), [0.7]],
  },
  "a recursion that is not linear": {
    program: ([start, x, w]) =>
      b.scan(start, x, w, (carry, xt, weights) => {
        const mixed = b.reshape(b.matmul(weights, b.reshape(b.tanh(carry), [2, 1])), [2]);
        return b.add(mixed, b.mul(xt, b.exp(b.mul(0.3, carry))));
      }),
    shapes: [[2], [5, 2], [2, 2]],
    values: [[0.4, -0.2], wave(10), [0.3, -0.6, 0.8, 0.1]],
  },
  "from the last row to the first": {
    program: ([start, x, phi]) => b.scan(start, x, phi, (carry, xt, p) => b.sin(b.add(b.mul(p, carry), xt)), true),
    shapes: [[], [4], []],
    values: [[0.4], wave(4), [0.7]],
  },
  "one step": {
    program: ([start, x, phi]) => b.scan(start, x, phi, (carry, xt, p) => b.sin(b.add(b.mul(p, carry), xt))),
    shapes: [[], [1], []],
    values: [[0.4], [0.2], [0.7]],
  },
  "probabilities carried forward": {
    program: ([start, x, w]) =>
      b.scan(start, x, w, (carry, xt, transition) => {
        const from = b.add(b.broadcast(carry, [3, 3], [0]), transition);
        return b.add(b.logsumexp(from, [0]), xt);
      }),
    shapes: [[3], [4, 3], [3, 3]],
    values: [wave(3), wave(12), wave(9)],
  },
  "a scan inside a scan": {
    program: ([start, x, phi]) =>
      b.scan(start, x, phi, (carry, row, p) => {
        const inner = b.scan(carry, row, p, (c, each, q) => b.sin(b.add(b.mul(q, c), each)));
        return b.element(inner, 0, 2);
      }),
    shapes: [[], [3, 3], []],
    values: [[0.4], wave(9), [0.7]],
  },
  "the same recursion for many": {
    program: ([start, x, phi]) => {
      const [s, rows, p] = [b.input("one", 0, []), b.input("one", 1, [4]), b.input("one", 5, [])];
      const one = b.scan(s, rows, p, (carry, xt, q) => b.sin(b.add(b.mul(q, carry), xt)));
      return batch(
        [one],
        new Map([
          [s, start],
          [rows, x],
          [p, phi],
        ]),
      )[0];
    },
    shapes: [[3], [3, 4], [3]],
    values: [wave(3), wave(12), [0.7, 0.2, -0.4]],
  },
};

for (const [name, each] of Object.entries(derivatives)) {
  test(`derivatives of ${name}`, () => checkDerivatives(each));
  test(`derivatives of ${name}, optimised`, () =>
    checkDerivatives({ ...each, program: (inputs) => optimised([each.program(inputs), ...inputs])[0] }));
}

test("random scans: derivatives, batches and passes", () => {
  fc.assert(
    fc.property(scanChoices, (chosen) => {
      const { node, inputs, size } = randomScan(chosen);
      const x = Float64Array.from(wave(size, chosen.length));
      const results = [node, ...differentiate(b.sum(node), inputs)];
      const expected = evaluate(results, { buffers: { x } });
      for (const [i, actual] of evaluate(optimised(results), { buffers: { x } }).entries()) {
        assertClose(actual, expected[i], 1e-10);
      }
    }),
    { seed: 3, numRuns: 80 },
  );
});

test("random scans against finite differences", () => {
  fc.assert(
    fc.property(scanChoices, (chosen) => {
      const { program, shapes, size } = randomScan(chosen);
      const all = wave(size, chosen.length);
      let at = 0;
      const values = shapes.map((shape) => {
        at += sizeOf(shape);
        return all.slice(at - sizeOf(shape), at);
      });
      checkDerivatives({ program, shapes, values }, { tolerance: 1e-6 });
    }),
    { seed: 4, numRuns: 25 },
  );
});

test("a mapped scan is the scan of each", () => {
  fc.assert(
    fc.property(scanChoices, fc.integer({ min: 1, max: 7 }), (chosen, mask) => {
      const { node, inputs, size } = randomScan(chosen);
      const x = Float64Array.from(wave(size, chosen.length));
      const vary = inputs.filter((_, i) => mask & (1 << i));
      const many = vary.map((each, i) => b.input(`many${i}`, 0, [2, ...each.shape]));
      const rows = [0, 1].map((row) => vary.map((each) => Float64Array.from(wave(sizeOf(each.shape), row))));
      const buffers = Object.fromEntries(
        vary.map((_, i) => [`many${i}`, Float64Array.of(...rows[0][i], ...rows[1][i])]),
      );
      const mapped = batch([node], new Map(vary.map((each, i) => [each, many[i]])));
      const [actual] = evaluate(mapped, { buffers: { x, ...buffers } });
      const expected = rows.flatMap((row) => {
        const at = x.slice();
        for (const [i, { op }] of vary.entries()) if (op.name === "input") at.set(row[i], op.offset);
        return [...evaluate([node], { buffers: { x: at } })[0]];
      });
      assertClose(actual, expected);
    }),
    { seed: 6, numRuns: 60 },
  );
});

test("rows that nobody uses reach no derivative, not even as NaN", () => {
  const x = b.input("x", 0, [4]);
  const phi = b.input("x", 4, []);
  // The root's derivative is infinite where the carry is 0, as in the last row but one.
  const rows = b.scan(b.scalar(1), x, phi, (carry, xt, p) => b.mul(p, b.sqrt(b.mul(carry, xt))));
  const kept = b.select(b.constant([1, 1, 0, 0], [4]), rows, 0);
  const buffers = { x: Float64Array.of(0.5, 0.8, 0, 1, 0.9) };
  const [dx, dphi] = evaluate(differentiate(b.sum(kept), [x, phi]), { buffers });
  const short = b.scan(b.scalar(1), b.slice(x, 0, 0, 2), phi, (carry, xt, p) => b.mul(p, b.sqrt(b.mul(carry, xt))));
  const [expected, dexpected] = evaluate(differentiate(b.sum(short), [x, phi]), { buffers });
  assertClose(dx, expected);
  assertClose(dphi, dexpected);
});

test("a step that asks a box is refused by a name of its own", () => {
  const x = b.input("x", 0, [4, 1]);
  const ask = (carry: Node) => b.reshape(b.call("victim", b.reshape(carry, [1, 1]), [1, 1]), [1]);
  assert.throws(
    () => b.scan(b.fill([1], 0), x, b.scalar(0), ask),
    (error: unknown) => error instanceof b.ScanWithCall && error.box === "victim",
  );
});

test("what a step computes without the row before leaves the recursion", () => {
  const carry = b.input("carry", 0, []);
  const y = b.input("y", 0, []);
  const series = b.constant(wave(50), [50]);
  const [mu, phi] = [b.input("x", 0, []), b.input("x", 1, [])];
  const next = b.add(b.exp(b.sub(y, mu)), b.mul(b.sigmoid(phi), carry));
  const rows = scanOver(b.scalar(0), { carry, next }, { steps: 50, variables: new Map([[y, series]]) });
  const [node] = optimised([rows]);
  assert.is(node.op.name, "scan");
  const inside = node.op.name === "scan" ? reachable([node.op.body.next]).map((each) => each.op.name) : [];
  assert.equal(inside.filter((name) => name !== "input").sort(), ["add", "mul"]);
});

test("what moves is waited for once a step", () => {
  const x = b.input("x", 0, [5]);
  const [phi, mu, scale] = [5, 6, 7].map((i) => b.input("x", i, []));
  const carry = b.input("carry", 0, []);
  const xt = b.input("xt", 0, []);
  const step = b.sub(b.add(mu, b.div(b.mul(phi, b.mul(scale, carry)), mu)), b.sub(xt, scale));
  const [node] = optimised([scanOver(b.scalar(0), { carry, next: step }, { steps: 5, variables: new Map([[xt, x]]) })]);
  const body = node.op.name === "scan" ? print([node.op.body.next]) : "";
  assert.is(
    body,
    [
      "%0 = input scan.carry+0 : []",
      "%1 = input scan.x0+0 : []",
      "%2 = input scan.shared0+0 : []",
      "%3 = mul %0 %2 : []",
      "%4 = add %1 %3 : []",
      "-> %4",
    ].join("\n"),
  );
});

test("a step that is a factor times the row before plus an offset is written so", () => {
  const [x, theta] = [b.input("x", 0, [5]), b.input("x", 5, [])];
  const rows = b.scan(theta, x, theta, (carry, xt, p) => b.neg(b.mul(p, b.sub(b.sub(carry, xt), b.div(carry, p)))));
  const [node] = optimised([rows]);
  const body = node.op.name === "scan" ? reachable([node.op.body.next]).map((each) => each.op.name) : [];
  assert.equal(body, ["input", "input", "input", "mul", "sub"]);
  const buffers = { x: Float64Array.from(wave(6)) };
  assertClose(evaluate([node], { buffers })[0], evaluate([rows], { buffers })[0]);
});

test("a recursion that needs no row before is no recursion", () => {
  const x = b.input("x", 0, [6]);
  const rows = b.scan(b.scalar(0), x, b.scalar(2), (_, xt, two) => b.mul(xt, two));
  assert.is(print(optimised([rows])), print(optimised([b.mul(x, 2)])));
});

test("rows too large to be kept are computed inside, step by step", () => {
  const [steps, width] = [1100, 2000];
  const carry = b.input("carry", 0, []);
  const xt = b.input("xt", 0, []);
  const x = b.input("x", 0, [steps]);
  const wide = b.exp(b.mul(b.broadcast(xt, [width], []), b.constant(wave(width), [width])));
  const next = b.mul(1 / width, b.sum(b.sin(b.mul(wide, b.broadcast(carry, [width], [])))));
  const rows = scanOver(b.scalar(0.5), { carry, next }, { steps, variables: new Map([[xt, x]]) });
  const [node] = optimised([rows]);
  const inside = node.op.name === "scan" ? reachable([node.op.body.next]).map((each) => each.op.name) : [];
  assert.ok(inside.includes("exp"));
  const values = wave(steps);
  const own = wave(width);
  const [actual] = evaluate([node], { buffers: { x: Float64Array.from(values) } });
  let row = 0.5;
  for (const [i, value] of values.entries()) {
    row = own.reduce((sum, each) => sum + Math.sin(Math.exp(value * each) * row), 0) / width;
    assertClose([actual[i]], [row], 1e-11);
  }
});

test("passes that pull both ways come to an end", () => {
  const x = b.input("x", 0, [4]);
  const [start, scale] = [b.input("x", 4, [1]), b.input("x", 5, [1])];
  for (const factor of [b.fill([], 0.4), b.element(scale, 0, 0)]) {
    const rows = b.scan(start, b.reshape(x, [4, 1]), factor, (carry, xt, p) =>
      b.mul(b.div(xt, b.add(b.square(carry), 1)), p),
    );
    const results = optimised([rows, ...differentiate(b.sum(rows), [x, start])]);
    assert.is(reachable(optimised(results)).length, reachable(results).length);
  }
});

test("constant scans are folded, equal ones shared, different ones not", () => {
  const step = (carry: Node, xt: Node, p: Node) => b.add(b.mul(carry, p), xt);
  const known = b.scan(b.scalar(1), b.fill([3], 1), b.scalar(2), step);
  assert.equal([...evaluate(optimised([known]), {})[0]], [3, 7, 15]);
  assert.is(optimised([known])[0].op.name, "constant");
  const x = b.input("x", 0, [4]);
  const p = b.input("x", 4, []);
  const one = () => b.scan(b.scalar(1), x, p, step);
  const other = b.scan(b.scalar(1), x, p, (carry, xt, q) => b.sub(b.mul(carry, q), xt));
  const back = b.scan(b.scalar(1), x, p, step, true);
  const [first, second, third, fourth] = optimised([one(), one(), other, back]);
  assert.is(first, second);
  assert.is.not(first, third);
  assert.is.not(first, fourth);
});

test("a recursion over scales is one over variances where these cannot be negative", () => {
  const returns = b.input("x", 0, [6]);
  const parameters = [7, 8].map((offset) => b.exp(b.input("x", offset, [])));
  const step = (carry: Node, square: Node, shared: Node) =>
    b.sqrt(b.add(square, b.mul(b.element(shared, 0, 0), b.square(carry))));
  const scales = (first: Node, factors: Node) => b.scan(first, b.square(returns), factors, step);
  const names = (node: Node) => optimised([node])[0].op.name;
  const known = scales(b.scalar(0.5), b.stack(parameters));
  assert.is(names(known), "sqrt");
  assert.is(names(scales(b.input("x", 6, []), b.stack(parameters))), "scan");
  assert.is(names(scales(b.scalar(0.5), b.input("x", 7, [2]))), "scan");
  const x = Float64Array.from(wave(9));
  const [before] = evaluate([known], { buffers: { x } });
  const [after] = evaluate(optimised([known]), { buffers: { x } });
  for (const [i, value] of before.entries()) assert.ok(Math.abs(value - after[i]) < 1e-14);
});

test("a step is printed below its scan", () => {
  const text = print([autoregression(b.input("x", 0, []), b.input("x", 1, [3]))]);
  assert.is(
    text,
    [
      "%0 = input x+0 : []",
      "%1 = input x+1 : [3]",
      "%2 = constant 0 : []",
      "%3 = scan %2 %1 %0 : [3]",
      "    %0 = carry : []",
      "    %1 = row : []",
      "    %2 = shared : []",
      "    %3 = mul %2 %0 : []",
      "    %4 = add %3 %1 : []",
      "    -> %4",
      "-> %3",
    ].join("\n"),
  );
});

test.run();
