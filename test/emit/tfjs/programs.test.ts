/** Whole programs as TensorFlow.js kernels: many lanes, large sums by places, and nothing left behind. */
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
import { backends, exactly, startSupport } from "./support.ts";

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
