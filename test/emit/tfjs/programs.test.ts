/** Programs as TensorFlow.js kernels that are larger than the samples of operations: factors, sums, lanes that fail, and nothing left behind. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { instantiateDensity } from "../../../src/density/instantiate.ts";
import { planDensity } from "../../../src/density/plan.ts";
import { compileKernels } from "../../../src/emit/tfjs/compile.ts";
import * as t from "../../../src/tensor/build.ts";
import { differentiate } from "../../../src/tensor/differentiate.ts";
import type { Node, Program } from "../../../src/tensor/node.ts";
import { optimise } from "../../../src/tensor/passes/optimise.ts";
import { randomRows } from "../../blackbox/support.ts";
import { scenarioOf } from "../../support/scenario.ts";
import { definite } from "../../tensor/every-op.ts";
import { fromXToY } from "../from-x-to-y.ts";
import { backends, exactly, startSupport, unit } from "./support.ts";

const programOf = (size: number, ...nodes: readonly Node[]) => fromXToY(size, nodes);

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

test("sums by places: empty ones, many in one, and more than a matrix of both would hold", async () => {
  const { runOn } = await startSupport();
  const [rows, size] = [50_000, 40_000];
  const places = Float64Array.from({ length: rows }, (_, i) => (i % 3 === 0 ? 7 : (i * 13) % (size - 1)));
  const x = t.input("x", 0, [rows]);
  const node = t.scatterAdd(x, t.constant(places, [rows]), 0, size);
  const program: Program = { buffers: { x: rows, y: size }, outputs: [{ buffer: "y", offset: 0, node }] };
  const given = Float64Array.from({ length: rows }, (_, i) => i % 5);
  given[1] = Number.POSITIVE_INFINITY;
  const out = runOn("wasm", program, 1, given);
  assert.equal(out, exactly(program, given));
  assert.is(out[13], Number.POSITIVE_INFINITY);
});

/** A net with two layers and a loss, with gradients by inputs and weights. */
function net(): Program {
  const x = t.input("x", 0, [6, 5]);
  const w = t.input("x", 30, [5, 8]);
  const hidden = t.tanh(t.matmul(x, w));
  const scores = t.logSoftmax(t.matmul(hidden, t.constant(randomRows(24, 2), [8, 3])));
  const loss = t.sum(t.slice(scores, 1, 0, 1));
  const nodes: Node[] = [loss, ...differentiate(loss, [x, w])];
  const outputs = nodes.map((node, i) => ({ buffer: "y", offset: [0, 1, 31][i], node }));
  return optimise({ buffers: { x: 70, y: 71 }, outputs });
}

test("a net with its gradients in several lanes", async () => {
  const { check } = await startSupport();
  check("net", net(), { x: randomRows(3 * 70, 3), lanes: 3, times: 16 });
});

test("runs leave no tensor behind, and the constants go with the program", async () => {
  const { core, on } = await startSupport();
  for (const backend of backends) {
    const before = core.memory().numTensors;
    const { run, dispose } = compileKernels(net(), core);
    const buffers = [randomRows(70 * 40, 3), new Float64Array(71 * 40)];
    on(backend, () => run(40, buffers));
    const kept = core.memory().numTensors;
    assert.ok(kept > before);
    for (let i = 0; i < 3; i++) on(backend, () => run(40 - i, buffers));
    assert.is(core.memory().numTensors, kept);
    const first = buffers[1].slice();
    on(backend, dispose);
    assert.is(core.memory().numTensors, before);
    on(backend, () => run(40, buffers));
    assert.equal(buffers[1].subarray(0, 71), first.subarray(0, 71), "a program that was disposed runs again");
    on(backend, dispose);
  }
});

/** Recursions, factors, iterations and inner problems: what makes tensors while it runs. */
const text = `
dim side = 3
data y[time] = [0.1, 0.4, 0.9, -0.5, 1.1]
prior a ~ HalfNormal(1)
prior b[side] ~ Normal(0, 1)
for t in time {
  let s[t] = if t == 0 then 1 else sqrt(0.1 + a * s[t - 1]^2)
  observe y[t] ~ Truncated(StudentT(3, 0, s[t]), lower = -2)
}
let w = argmin(w => (w - a)^2 + exp(w), start = 0)
let c = [[2, a / 9, 0.1], [a / 9, 2, w / 9], [0.1, w / 9, 2]]
observe [0.3, 0.1, -0.2] ~ MvNormal(b, c)
target a`;

test("a density leaves nothing behind once it is disposed, as at the end of a run", async () => {
  const { core } = await startSupport();
  const scenario = await scenarioOf(text);
  const before = core.memory().numTensors;
  const density = instantiateDensity(planDensity(scenario, null, true, "tfjs"), new Map(), { budgetShare: 1 });
  const lanes = 3;
  for (const wants of ["value", "gradient"] as const) {
    const parts = new Float64Array(2 * lanes * density.partCount);
    await density.evaluate({
      lanes,
      wants,
      positions: randomRows(lanes * density.dimension, 4),
      temperatures: new Float64Array(lanes * density.partCount).fill(1),
      parts,
      gradients: new Float64Array(lanes * density.dimension),
    });
    assert.ok(parts.every(Number.isFinite), String(parts));
  }
  assert.ok(core.memory().numTensors > before);
  density.dispose();
  assert.is(core.memory().numTensors, before);
});

test.run();
