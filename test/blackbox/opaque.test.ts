/** Opaque models: they agree with the imported net, their gradients with finite differences, and they leave no tensor behind. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { isBatchInvariant } from "../../src/blackbox/batch-invariance.ts";
import { finiteDifference } from "../../src/blackbox/gradient.ts";
import { programBox } from "../../src/blackbox/program-box.ts";
import type { BlackBox } from "../../src/blackbox/provider.ts";
import type { openOpaque } from "../../src/blackbox/tfjs/opaque.ts";
import { startRuntime } from "../../src/blackbox/tfjs/runtime.ts";
import { callOf, load, randomRows, relativeDifference, vjpOf } from "./support.ts";

/**
 * Float32 rounds by 2^-24 relative; a value passes through about as many roundings as its longest path has sums, products and
 * activations, on intermediate values up to ten times the result's size.
 */
const tolerance = {
  tanh: 10 * 30 * 2 ** -24,
  deep: 10 * 110 * 2 ** -24,
  "max-pooling": 10 * 20 * 2 ** -24,
  windows: 10 * 60 * 2 ** -24,
};

for (const name of ["tanh", "deep", "max-pooling"] as const) {
  test(`${name}: imported and TensorFlow.js agree to float32, in value and gradient`, async () => {
    const model = await load(name);
    const imported = programBox(name, model);
    const opaque = await model.open();
    const rows = 9;
    const x = randomRows(rows * imported.inputSize, 3);
    const cotangents = randomRows(rows * imported.outputSize, 4);
    const values = relativeDifference(await callOf(opaque, x, rows), await callOf(imported, x, rows));
    assert.ok(values < tolerance[name], `values differ by ${values}`);
    const gradients = relativeDifference(
      await vjpOf(opaque, x, cotangents, rows),
      await vjpOf(imported, x, cotangents, rows),
    );
    assert.ok(gradients < tolerance[name], `gradients differ by ${gradients}`);
    // Two ways of the same net, not one way twice: float32 and float64 do differ.
    assert.ok(values > 0);
    opaque.dispose();
  });
}

test("windows: imported and TensorFlow.js agree, and where it gets average pooling at the border wrong it gives no gradient", async () => {
  const model = await load("windows");
  const imported = programBox("windows", model);
  const opaque = await model.open();
  const rows = 5;
  const x = randomRows(rows * imported.inputSize, 3);
  const values = relativeDifference(await callOf(opaque, x, rows), await callOf(imported, x, rows));
  assert.ok(values > 0 && values < tolerance.windows, `values differ by ${values}`);
  assert.is(opaque.vjp, undefined);
  opaque.dispose();
  const cotangents = randomRows(rows * imported.outputSize, 4);
  const exact = await vjpOf(imported, x, cotangents, rows);
  const differences = await vjpOf(finiteDifference(imported, { scheme: "central" }), x, cotangents, rows);
  // In float64 differences err by about the third derivative times h^2, 4e-11.
  assert.ok(relativeDifference(exact, differences) < 1e-7);
});

/**
 * Central differences at h = cbrt(4 ulp) = 0.008 err by h^2/6 of the third derivative and 4 ulp / h = 6e-5 of the value; the nets'
 * third derivatives are of the order of ten times their gradients.
 */
const differenceTolerance = 2e-3;

for (const name of ["convolution", "branches"]) {
  test(`${name}: not importable, its gradient is that of its answers`, async () => {
    const model = await load(name);
    assert.is(model.importInto, undefined);
    const box = await model.open();
    const rows = 3;
    const x = randomRows(rows * box.inputSize, 5);
    const cotangents = randomRows(rows * box.outputSize, 6);
    const gradient = await vjpOf(box, x, cotangents, rows);
    const differences = await vjpOf(finiteDifference(box, { scheme: "central" }), x, cotangents, rows);
    const difference = relativeDifference(gradient, differences);
    assert.ok(difference < differenceTolerance, `differs by ${difference}`);
    box.dispose();
  });
}

test("gradients that wasm gets wrong run on the cpu backend, and wasm stays in force", async () => {
  const { core } = await startRuntime();
  const box = await (await load("max-pooling")).open();
  const backends = (box as Awaited<ReturnType<typeof openOpaque>>).backends;
  assert.equal(backends, { call: "wasm", vjp: "cpu" });
  await vjpOf(box, randomRows(5, 1), randomRows(2, 2), 1);
  assert.is(core.getBackend(), "wasm");
  box.dispose();
});

test("no tensor stays behind: not after calls, not after dispose", async () => {
  const { core } = await startRuntime();
  for (const name of ["tanh", "max-pooling"]) {
    const model = await load(name);
    const before = core.memory().numTensors;
    const box = await model.open();
    const open = core.memory().numTensors;
    for (let i = 0; i < 5; i++) {
      const x = randomRows(7 * box.inputSize, i);
      await callOf(box, x, 7);
      await vjpOf(box, x, randomRows(7 * box.outputSize, i), 7);
    }
    assert.is(core.memory().numTensors, open);
    box.dispose();
    assert.is(core.memory().numTensors, before);
  }
});

test("a batch larger than a chunk is answered row by row alike", async () => {
  const box = await (await load("tanh")).open();
  const rows = 4096 + 37;
  const x = randomRows(rows * 4, 8);
  const all = await callOf(box, x, rows);
  const last = await callOf(box, x.subarray(4090 * 4), rows - 4090);
  assert.equal([...all.subarray(4090 * 3)], [...last]);
  box.dispose();
});

test("arrays longer than the rows need are left alone beyond them", async () => {
  const box = await (await load("tanh")).open();
  const out = new Float64Array(12).fill(7);
  await box.call(randomRows(16, 1), 2, out);
  assert.equal([...out.subarray(6)], [7, 7, 7, 7, 7, 7]);
  box.dispose();
});

test("batch invariance is measured", async () => {
  for (const name of ["tanh", "max-pooling", "branches"]) {
    const box = await (await load(name)).open();
    assert.is(box.batchInvariant, true, name);
    box.dispose();
  }
  const batchNormalized: BlackBox = {
    name: "depends on its batch",
    inputSize: 1,
    outputSize: 1,
    call: (inputs, rows, outputs) => {
      const mean = inputs.subarray(0, rows).reduce((a, b) => a + b) / rows;
      for (let i = 0; i < rows; i++) outputs[i] = inputs[i] - mean;
    },
    cost: { call: 1, vjp: 1 },
    dispose: () => {},
  };
  assert.is(await isBatchInvariant(batchNormalized), false);
});

test.run();
