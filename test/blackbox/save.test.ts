/** Fully connected nets saved as LayersModels: read back by our own reader, answered alike by TensorFlow.js. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { memoryFiles } from "../../src/blackbox/files.ts";
import { loadModel } from "../../src/blackbox/load.ts";
import { isModelProblem } from "../../src/blackbox/problem.ts";
import { programBox } from "../../src/blackbox/program-box.ts";
import { type SavedLayer, saveDense } from "../../src/blackbox/tfjs/save.ts";

const kernel = Float64Array.of(0.1, -2, 3, 0.5, 1 / 3, -0.25);
const layers: readonly SavedLayer[] = [
  { name: "hidden", kernel, bias: Float64Array.of(0.5, 0, -1), activation: "relu" },
  { name: "output", kernel: Float64Array.of(1, -1, 2), activation: "linear" },
];

async function load(inputs: number, saved: readonly SavedLayer[]) {
  const { json, weights } = saveDense("net", inputs, saved);
  const model = await loadModel(
    "tfjs",
    "m/model.json",
    memoryFiles({ "m/model.json": json, "m/weights.bin": weights }),
  );
  if (isModelProblem(model)) throw new Error(JSON.stringify(model));
  return model;
}

test("a saved net is read back", async () => {
  const model = await load(2, layers);
  assert.equal([model.inputShape, model.outputShape], [[2], [1]]);
  assert.is(model.description, "2-3(relu)-1, 12 weights");
  const expected = [...kernel, 0.5, 0, -1, 1, -1, 2].map(Math.fround);
  assert.equal([...model.parameters.values], expected);
});

test("it answers by the formula, here and in TensorFlow.js", async () => {
  const model = await load(2, layers);
  const x = Float64Array.of(0.7, -1.1, -0.4, 0.9);
  const hidden = (row: number) =>
    [0, 1, 2].map((k) => Math.max(0, x[2 * row] * kernel[k] + x[2 * row + 1] * kernel[3 + k] + [0.5, 0, -1][k]));
  const truth = [0, 1].map((row) => hidden(row).reduce((total, value, k) => total + value * [1, -1, 2][k], 0));
  const opaque = await model.open();
  for (const box of [programBox("f", model), opaque]) {
    const y = new Float64Array(2);
    await box.call(x, 2, y);
    y.forEach((value, row) => {
      assert.ok(Math.abs(value - truth[row]) < 1e-6, `${value} for ${truth[row]}`);
    });
    box.dispose();
  }
});

test("what rounding to float32 does is said", () => {
  const exact = [{ ...layers[1], kernel: Float64Array.of(0.5, -1, 2) }];
  assert.is(saveDense("net", 3, exact).rounding, 0);
  const { rounding } = saveDense("net", 2, layers);
  assert.ok(rounding > 1e-9 && rounding <= 2 ** -24, `${rounding}`);
});

test("sizes that do not fit and numbers beyond float32 are refused", () => {
  assert.throws(() => saveDense("net", 4, layers), /6 numbers for 4 inputs/);
  const huge = [{ ...layers[1], kernel: Float64Array.of(1e300, 1, 1) }];
  assert.throws(() => saveDense("net", 3, huge), /1e\+300/);
});

test.run();
