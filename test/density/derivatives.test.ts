/** Densities that depend on derivatives of boxes: their values, their gradients, and the rows they ask. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { type CountingDensity, instantiateDensity } from "../../src/density/instantiate.ts";
import { layoutOf } from "../../src/density/layout.ts";
import { disposeBoxes, openBoxes } from "../../src/density/open-boxes.ts";
import { planTargetsOfValues, startOutputs } from "../../src/density/outputs.ts";
import { densityPrograms, planDensity } from "../../src/density/plan.ts";
import type { Batch, Wants } from "../../src/inference/kernel.ts";
import type { CheckedScenario } from "../../src/language/checked.ts";
import { load, randomRows, vjpOf } from "../blackbox/support.ts";
import { scenarioOf, withoutImport } from "../support/scenario.ts";

const head = `dim r = 3\ndim k = 3\ndim d = 4
model f(real[d]) -> simplex[k] = tfjs("tanh/model.json") access parameters
prior x[r, d] ~ Normal(0, 1)\n`;
const alone = head.replace("x[r, d]", "x[d]");
const deep = `dim r = 3\ndim k = 2\ndim d = 5
model f(real[d]) -> simplex[k] = tfjs("deep/model.json") access parameters
prior x[r, d] ~ Normal(0, 1)\n`;

/** Central differences of h = 1e-5 err by h^2 of the third derivative and 1e-16 / h of the value. */
async function checkGradient(text: string, seed: number): Promise<void> {
  // All priors are normal: positions are the values themselves.
  const density = instantiateDensity(planDensity(await scenarioOf(text), null), new Map(), { budgetShare: 1 });
  const { dimension, partCount } = density;
  const h = 1e-5;
  const at = randomRows(dimension, seed).map((x) => 0.5 * x);
  const lanes = 2 * dimension;
  const moved = Array.from({ length: lanes }, (_, lane) =>
    at.map((x, i) => (i === lane >> 1 ? x + (lane % 2 === 0 ? h : -h) : x)),
  );
  const { gradients } = evaluate(density, at, 1, "gradient");
  const { parts } = evaluate(density, Float64Array.from(moved.flatMap((lane) => [...lane])), lanes, "value");
  const each = 2 * partCount;
  const logDensity = (lane: number) => parts.subarray(lane * each, (lane + 1) * each).reduce((a, b) => a + b, 0);
  for (const [i, found] of gradients.entries()) {
    const difference = (logDensity(2 * i) - logDensity(2 * i + 1)) / (2 * h);
    const error = Math.abs(found - difference);
    assert.ok(error <= 1e-6 * Math.max(1, Math.abs(found)), `element ${i}: ${found}, differences ${difference}`);
  }
  assert.ok(Math.max(...gradients.map(Math.abs)) > 0.01);
}

function evaluate(density: CountingDensity, positions: Float64Array, lanes: number, wants: Wants): Batch {
  const { dimension, partCount } = density;
  const batch: Batch = {
    lanes,
    wants,
    positions,
    temperatures: new Float64Array(lanes * partCount).fill(1),
    parts: new Float64Array(lanes * partCount * 2),
    gradients: new Float64Array(lanes * dimension),
  };
  density.evaluate(batch);
  return batch;
}

const gradients: readonly (readonly [name: string, text: string])[] = [
  ["of scores of one row", `${alone}factor -sum((f(x) - 0.1) ^ 2) / 0.02\ntarget x`],
  ["of explanations of one row", `${alone}factor -sum((gradient(f, x) - 0.1) ^ 2) / 0.02\ntarget x`],
  [
    "of derivatives by weights at one row",
    `${alone}observe parameters(f) ~ Normal(sum(parameter_gradient(f, x)[.., 3..90]), 0.5)\ntarget x`,
  ],
  ["of explanations", `${head}factor -sum((gradient(f, x) - 0.1) ^ 2) / 0.02\ntarget x`],
  ["of explanations and scores", `${head}factor -sum(f(x) * sum(gradient(f, x) ^ 2, over = d)) / 0.02\ntarget x`],
  ["of explanations of every kind of layer", `${deep}factor -sum((gradient(f, x) - 0.1) ^ 2) / 0.02\ntarget x`],
  [
    "of a sum of derivatives by weights",
    `${head}prior w[r, k] ~ Normal(0, 1)
observe parameters(f) ~ Normal(sum(w * parameter_gradient(f, x), over = [r, k]), 0.5)\ntarget x, w`,
  ],
  [
    "of a sum of derivatives by weights of every kind of layer",
    `${deep}prior w[r, k] ~ Normal(0, 1)
observe parameters(f) ~ Normal(sum(w * parameter_gradient(f, x), over = [r, k]), 0.5)\ntarget x, w`,
  ],
  ["of derivatives by weights, each stored", `${head}factor -sum(parameter_gradient(f, x) ^ 2)\ntarget x`],
  [
    "of a network by its weights and its input",
    `dim r = 3\ndim d = 2\nnetwork N(real[d]) -> real = dense([4, 3], tanh)
prior parameters(N) ~ Normal(0, 1)\nprior x[r, d] ~ Normal(0, 1)
observe [1, 2, 3] ~ Normal(N(x), 0.5)\nfactor -sum(gradient(N, x) ^ 2)\ntarget N`,
  ],
  [
    "of a network asked about its own weights",
    `network N(real) -> real = dense([2], softplus)\nprior parameters(N) ~ Normal(0, 1)
let w = parameters(N).layer1.bias
factor -sum((gradient(N, w) - 1) ^ 2) - sum(sum(N(w) * parameter_gradient(N, w), over = 0) ^ 2)\ntarget N`,
  ],
];

for (const [name, text] of gradients) test(`the gradient ${name}`, () => checkGradient(text, 3));

/** Numbers of all targets at given latents. */
async function targetsAt(scenario: CheckedScenario, latents: Float64Array): Promise<Float64Array> {
  const plan = planTargetsOfValues(scenario, layoutOf(scenario));
  const boxes = await openBoxes(scenario, new Set(scenario.boxes.keys()));
  const out = new Float64Array(plan.targetCount);
  try {
    await startOutputs(plan, boxes)(latents, { targets: out, values: latents });
  } finally {
    disposeBoxes(boxes);
  }
  return out;
}

for (const [model, text] of [
  ["tanh", head],
  ["deep", deep],
] as const) {
  test(`${model}: explanations are the gradients of TensorFlow.js, imported or asked as they are`, async () => {
    const scenario = await scenarioOf(`${text}let g = gradient(f, x)\nfactor -sum(x ^ 2)\ntarget g`);
    const { outputShape, inputShape, open } = await load(model);
    const [rows, outputs, inputs] = [3, outputShape[0], inputShape[0]];
    const latents = randomRows(rows * inputs, 11);
    const [imported, opaque] = [await targetsAt(scenario, latents), await targetsAt(withoutImport(scenario), latents)];
    const box = await open();
    const scale = Math.max(...imported.map(Math.abs));
    for (let output = 0; output < outputs; output++) {
      const cotangents = Float64Array.from({ length: rows * outputs }, (_, i) => (i % outputs === output ? 1 : 0));
      const tape = await vjpOf(box, latents, cotangents, rows);
      for (let row = 0; row < rows; row++) {
        for (let i = 0; i < inputs; i++) {
          const at = (row * outputs + output) * inputs + i;
          // Float32 through a hundred operations.
          assert.ok(Math.abs(imported[at] - tape[row * inputs + i]) < 1e-4 * scale);
          assert.is(opaque[at], tape[row * inputs + i]);
        }
      }
    }
    box.dispose();
  });
}

const counted: readonly (readonly [name: string, text: string, value: number, gradient: number])[] = [
  ["a gradient at a row asks a row for each output", "factor -sum(gradient(f, x) ^ 2)", 9, 9],
  ["beside the scores", "factor -sum(gradient(f, x) ^ 2) + sum(f(x) ^ 2)", 12, 12],
  ["the same gradient twice is asked once", "factor -sum(gradient(f, x) ^ 2) + sum(gradient(f, x))", 9, 9],
  ["at known inputs it is asked before the run", "factor -sum(x ^ 2) * sum(gradient(f, [1, 2, 3, 4]) ^ 2)", 0, 0],
  [
    "a sum of derivatives by weights asks each row once",
    "factor -sum(sum(parameter_gradient(f, x), over = r)[0, ..] ^ 2)",
    3,
    3,
  ],
  ["derivatives that are stored are asked for each output", "factor -sum(parameter_gradient(f, x) ^ 2)", 9, 9],
];

for (const [name, text, value, gradient] of counted) {
  test(name, async () => {
    const { rows } = densityPrograms(await scenarioOf(`${head}${text}\ntarget x`), null);
    assert.equal(rows, [{ box: "f", value, gradient, budget: undefined }]);
  });
}

test.run();
