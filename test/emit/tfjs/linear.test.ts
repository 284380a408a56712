/** Factors, systems and sums by computed places as TensorFlow.js kernels: larger than the samples of operations, and beside lanes that fail. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import * as t from "../../../src/tensor/build.ts";
import type { Node, Program } from "../../../src/tensor/node.ts";
import { sizeOf } from "../../../src/tensor/node.ts";
import { randomRows } from "../../blackbox/support.ts";
import { definite } from "../../tensor/every-op.ts";
import { backends, exactly, startSupport, unit } from "./support.ts";

const programOf = (size: number, ...nodes: readonly Node[]): Program => {
  let offset = 0;
  const outputs = nodes.map((node) => {
    const output = { buffer: "y", offset, node };
    offset += sizeOf(node.shape);
    return output;
  });
  return { buffers: { x: size, y: offset }, outputs };
};

/** More rows than a block of columns. */
const N = 20;
const square = N * N;

test("large factors, their adjoints and systems, of each lane and of one matrix for all", async () => {
  const { check } = await startSupport();
  const x = t.input("x", 0, [N, N]);
  const right = t.input("x", square, [N, 3]);
  const factor = t.cholesky(definite(x));
  const shared = t.cholesky(definite(t.constant(randomRows(square, 8), [N, N])));
  const program = programOf(
    square + 3 * N,
    factor,
    t.choleskyAdjoint(factor, definite(right)),
    t.triangularSolve(factor, right, false),
    t.triangularSolve(factor, right, true),
    t.triangularSolve(shared, right, false),
    t.triangularSolve(shared, right, true),
  );
  const lanes = 2;
  check("factors", program, { x: randomRows(lanes * program.buffers.x, 4), lanes, times: 16 });
});

test("a matrix that is not positive definite is NaN in its own lane, in its whole lower triangle", async () => {
  const { runOn } = await startSupport();
  for (const n of [3, N]) {
    const x = t.input("x", 0, [n, n]);
    const program = programOf(n * n, t.cholesky(x), t.choleskyAdjoint(t.cholesky(x), x));
    const one = Float64Array.from({ length: n * n }, (_, i) => Number(i % (n + 1) === 0));
    const lanes = [one, one.map((v, i) => (i === n * n - 1 ? -1 : v)), one.map((v, i) => (i === 0 ? 0 : v)), one];
    const given = Float64Array.from(lanes.flatMap((lane) => [...lane]));
    for (const backend of backends) {
      const y = runOn(backend, program, lanes.length, given);
      const [first, second, third, fourth] = lanes.map((_, i) => y.subarray(i * 2 * n * n, (i + 1) * 2 * n * n));
      const exact = exactly(program, one);
      assert.equal(first, Float64Array.from(exact, Math.fround), backend);
      assert.equal(fourth, first, backend);
      for (const bad of [second, third]) {
        for (let i = 0; i < n; i++)
          for (let j = 0; j < n; j++) {
            if (j <= i) assert.ok(Number.isNaN(bad[i * n + j]), `${backend}: ${i}, ${j} is ${bad[i * n + j]}`);
            else assert.is(bad[i * n + j], 0);
          }
        assert.ok(Number.isNaN(bad[n * n]), `${backend}: the adjoint`);
      }
    }
  }
});

test("elements by computed places, and sums by them; a place that is none spoils its lane alone", async () => {
  const { runOn } = await startSupport();
  const x = t.input("x", 0, [2, 3, 2]);
  const index = t.input("x", 12, [2]);
  const picked = t.gather(x, index, 1);
  const program = programOf(14, picked, t.scatterAdd(picked, index, 1, 4));
  const lanes = 3;
  const given = Float64Array.from({ length: lanes * 14 }, (_, i) => (i % 14 < 12 ? i : (i * 5) % 3));
  given[14 + 13] = Number.NaN;
  for (const backend of backends) {
    const y = runOn(backend, program, lanes, given);
    const size = program.buffers.y;
    for (const lane of [0, 2]) {
      const want = exactly(program, given.subarray(lane * 14, (lane + 1) * 14));
      assert.equal(y.subarray(lane * size, (lane + 1) * size), want, `${backend}, lane ${lane}`);
    }
    assert.ok(y.subarray(size, 2 * size).some(Number.isNaN), backend);
  }
});

/** An error of each addition of a run of 64, and of three such runs, would be 96 units if all had one sign. */
const RUNS = 32;

test("long sums add up with the error of short ones, and sums of nothing are what they are", async () => {
  const { runOn } = await startSupport();
  const count = 100_003;
  const x = t.input("x", 0, [count]);
  const none = t.input("x", 0, [2, 0]);
  const program = programOf(count, t.sum(x), t.logsumexp(x, [0]), t.sum(none, [1]), t.reduce("max", none, [1]));
  const given = new Float64Array(count).fill(Math.fround(0.1));
  const want = exactly(program, given);
  for (const backend of backends) {
    const y = runOn(backend, program, 1, given);
    y.forEach((value, i) => {
      const isClose = value === want[i] || Math.abs(value / want[i] - 1) < RUNS * unit;
      assert.ok(isClose, `${backend}: ${value}, not ${want[i]}`);
    });
  }
});

test("numbers too small for single precision are not 0: guards against the logarithm of 0 hold", async () => {
  const { runOn } = await startSupport();
  const x = t.input("x", 0, [2]);
  const program = programOf(2, t.log(t.max(x, 2.2250738585072014e-308)));
  for (const backend of backends) {
    const y = runOn(backend, program, 1, Float64Array.of(0, 1));
    assert.ok(Number.isFinite(y[0]) && y[0] < -80, `${backend}: ${y[0]}`);
    assert.is(y[1], 0);
  }
});

test.run();
