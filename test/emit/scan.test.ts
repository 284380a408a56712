/** Emitted recursions: values of the interpreter, whatever stays in locals, and text that does not grow with their length. */
import fc from "fast-check";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { instantiate } from "../../src/emit/instantiate.ts";
import { emitJs } from "../../src/emit/js.ts";
import { batch } from "../../src/tensor/batch.ts";
import * as b from "../../src/tensor/build.ts";
import { differentiate } from "../../src/tensor/differentiate.ts";
import { type Node, type Program, sizeOf } from "../../src/tensor/node.ts";
import { optimise } from "../../src/tensor/passes/optimise.ts";
import { randomScan, scanChoices } from "../tensor/random-scan.ts";
import { checkAgainstInterpreter } from "./check.ts";

const modes = ["scalar", "loops", "auto"] as const;

function programOf(results: readonly Node[], inputSize: number): Program {
  let size = 0;
  const outputs = results.map((node) => {
    const output = { buffer: "y", offset: size, node };
    size += sizeOf(node.shape);
    return output;
  });
  return { buffers: { x: inputSize, y: size }, outputs };
}

const wave = (n: number) => Float64Array.from({ length: n }, (_, i) => Math.sin(1.7 * i + 0.4));

function check(results: readonly Node[], inputSize: number): void {
  const program = programOf(results, inputSize);
  const given = { program, inputs: { x: wave(2 * inputSize) }, lanes: 2 };
  for (const mode of modes) checkAgainstInterpreter(given, mode);
  checkAgainstInterpreter({ ...given, program: optimise(program) }, "auto");
}

const wide = { steps: [1, 2, 4], width: [1, 3, 12] };

for (const [name, sizes] of [
  ["narrow", undefined],
  ["wide", wide],
] as const) {
  test(`random scans with first and second derivatives, ${name}`, () => {
    fc.assert(
      fc.property(scanChoices, (chosen) => {
        const { node, inputs, size } = randomScan(chosen, sizes);
        const gradient = differentiate(b.sum(node), inputs);
        const second = differentiate(b.sum(b.square(gradient[0])), inputs);
        check([node, ...gradient, ...second], size);
      }),
      { seed: 12, numRuns: 10 },
    );
  });
}

test("what surrounds a scan reads and feeds its rows", () => {
  const x = b.input("x", 0, [30]);
  const phi = b.input("x", 30, []);
  const rows = b.scan(b.sum(x), b.exp(b.mul(0.1, x)), phi, (carry, each, p) => b.add(b.mul(p, carry), each));
  const next = b.scan(
    b.element(rows, 0, 3),
    b.mul(rows, x),
    phi,
    (carry, each, p) => b.tanh(b.sub(each, b.mul(p, carry))),
    true,
  );
  check([b.sum(b.mul(next, rows)), b.cumsum(next, 0), b.gather(rows, b.constant([3, 1, 29], [3]), 0)], 31);
});

test("scans in scans and running sums of carries", () => {
  const start = b.input("x", 0, [3]);
  const x = b.input("x", 3, [4, 3]);
  const rows = b.scan(start, x, b.scalar(0.4), (carry, row, p) => {
    const inner = b.scan(b.sum(carry), row, p, (c, each, q) => b.sin(b.add(b.mul(q, c), each)));
    return b.add(b.cumsum(carry, 0), inner);
  });
  check([rows, ...differentiate(b.sum(rows), [start, x])], 15);
});

test("one recursion for each of many", () => {
  const [s, rows, p] = [b.input("one", 0, []), b.input("one", 1, [6]), b.input("one", 7, [])];
  const one = b.scan(s, rows, p, (carry, xt, q) => b.sin(b.add(b.mul(q, carry), xt)));
  for (const many of [2, 40]) {
    const [start, x, phi] = [b.input("x", 0, [many]), b.input("x", many, [many, 6]), b.input("x", 7 * many, [many])];
    const [mapped] = batch(
      [one],
      new Map([
        [s, start],
        [rows, x],
        [p, phi],
      ]),
    );
    check([mapped, ...differentiate(b.sum(mapped), [start, x, phi])], 8 * many);
  }
});

/** A GARCH(1,1) likelihood of `steps` returns, with its gradient. */
function garch(steps: number): Program {
  const y = b.constant(
    wave(steps).map((each, i) => each + 0.3 * Math.cos(i * i)),
    [steps],
  );
  const [mu, omega, alpha, beta] = [0, 1, 2, 3].map((i) => b.input("x", i, []));
  const squares = b.square(b.sub(y, mu));
  const shared = b.stack([omega, alpha, beta]);
  const later = b.scan(b.scalar(1), b.slice(squares, 0, 0, steps - 1), shared, (variance, square, all) => {
    const of = (i: number) => b.element(all, 0, i);
    return b.add(of(0), b.add(b.mul(of(1), square), b.mul(of(2), variance)));
  });
  const variances = b.concat([b.fill([1], 1), later], 0);
  const value = b.sum(b.sub(b.mul(-0.5, b.log(variances)), b.div(b.mul(0.5, squares), variances)));
  const program = programOf([value, mu, omega, alpha, beta], 4);
  const [objective, ...inputs] = optimise(program).outputs.map((output) => output.node);
  return optimise(programOf([objective, ...differentiate(objective, inputs)], 4));
}

test("rows read with their start are not copied", () => {
  const start = b.input("x", 0, [2]);
  const x = b.input("x", 2, [9, 2]);
  const zero = b.fill([2], 0);
  const results = [false, true].flatMap((reverse) => {
    const [from, to] = reverse ? [1, 9] : [0, 8];
    const rows = (first: Node) =>
      b.scan(first, x, start, (carry, each, p) => b.tanh(b.add(b.mul(p, carry), each)), reverse);
    const join = (first: Node, others: Node) => b.concat(reverse ? [others, first] : [first, others], 0);
    const own = rows(start);
    const plain = rows(zero);
    const first = b.reshape(start, [1, 2]);
    return [
      join(first, own),
      join(first, b.slice(own, 0, from, to)),
      join(first, b.reshape(b.reshape(b.slice(own, 0, from, to), [8, 2, 1]), [8, 2])),
      b.pad(b.slice(plain, 0, from, to), 0, reverse ? 0 : 1, reverse ? 1 : 0),
      // Near misses: another start, rows at another place, zeros on the other side.
      join(b.reshape(b.exp(start), [1, 2]), own),
      join(first, b.slice(own, 0, 3, 7)),
      b.pad(b.slice(plain, 0, from, to), 0, reverse ? 1 : 0, reverse ? 0 : 1),
    ];
  });
  check(
    results.map((node) => b.mul(node, 2)),
    20,
  );
  const loops = emitJs(garch(1000), { target: "js" }).source.match(/for \(let/g);
  assert.is(loops?.length, 5);
});

test("loops over rows run beside a recursion only where it has made what they read", () => {
  const x = b.input("x", 0, [9]);
  const factor = b.input("x", 9, []);
  const results = [false, true].flatMap((reverse) => {
    const rows = b.scan(b.scalar(0.5), x, factor, (carry, each, p) => b.add(b.mul(p, carry), each), reverse);
    const whole = b.concat(reverse ? [rows, b.fill([1], 0.5)] : [b.fill([1], 0.5), rows], 0);
    const between = (from: number, to: number) => b.slice(whole, 0, from, to);
    const last = b.broadcast(b.element(rows, 0, reverse ? 0 : 8), [9], []);
    return [
      b.sum(b.mul(b.tanh(rows), x)),
      b.sum(b.square(b.sub(whole, b.concat([x, b.fill([1], 2)], 0)))),
      b.sum(b.mul(between(0, 9), between(1, 10))),
      b.sum(b.mul(b.sin(between(0, 8)), between(2, 10))),
      b.sum(b.mul(b.exp(rows), last)),
      b.mul(rows, b.sum(b.square(rows))),
      b.mul(between(0, 9), x),
    ];
  });
  check(results, 10);
});

test("text does not grow with the number of rows", () => {
  const lengths = [1000, 10_000].map((steps) => emitJs(garch(steps)).source.replace(/-?\d+(\.\d+)?/g, "0").length);
  assert.is(lengths[0], lengths[1]);
});

test("a volatility recursion with its gradient, against a loop written by hand", () => {
  const steps = 10_000;
  const emitted = emitJs(garch(steps));
  const y = wave(steps).map((each, i) => each + 0.3 * Math.cos(i * i));
  const [mu, omega, alpha, beta] = [0.1, 0.2, 0.3, 0.5];
  const out = new Float64Array(5);
  instantiate(emitted)(1, [Float64Array.of(mu, omega, alpha, beta), out]);
  let value = 0;
  let variance = 1;
  // Forward derivatives of the variance with respect to mu, omega, alpha and beta.
  let d = [0, 0, 0, 0];
  const gradient = [0, 0, 0, 0];
  for (const each of y) {
    const square = (each - mu) ** 2;
    value -= 0.5 * Math.log(variance) + (0.5 * square) / variance;
    for (let i = 0; i < 4; i++) gradient[i] += d[i] * (-0.5 / variance + (0.5 * square) / variance ** 2);
    gradient[0] += (each - mu) / variance;
    const own = [-2 * alpha * (each - mu), 1, square, variance];
    d = d.map((di, i) => own[i] + beta * di);
    variance = omega + alpha * square + beta * variance;
  }
  for (const [i, expected] of [value, ...gradient].entries()) {
    assert.ok(
      Math.abs(out[i] - expected) <= 1e-11 * Math.max(1, Math.abs(expected)),
      `${i}: ${out[i]} not ${expected}`,
    );
  }
});

test.run();
