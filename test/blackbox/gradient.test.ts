/** Finite differences and budgets: accuracy, and every row counted before it is asked. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { counted } from "../../src/blackbox/budget.ts";
import { defaultStep, finiteDifference } from "../../src/blackbox/gradient.ts";
import { programBox } from "../../src/blackbox/program-box.ts";
import type { BlackBox } from "../../src/blackbox/provider.ts";
import { BudgetExhausted } from "../../src/inference/kernel.ts";
import { callOf, load, randomRows, relativeDifference, vjpOf } from "./support.ts";

/** x -> (x0^2 + x1, sin(x1)), counting the rows it is asked. */
function toy(delayed = false): BlackBox & { asked: number } {
  const box = {
    name: "toy",
    asked: 0,
    inputSize: 2,
    outputSize: 2,
    precision: "float64" as const,
    call(inputs: Float64Array, rows: number, outputs: Float64Array): void | Promise<void> {
      const answer = () => {
        box.asked += rows;
        for (let r = 0; r < rows; r++) {
          outputs[2 * r] = inputs[2 * r] ** 2 + inputs[2 * r + 1];
          outputs[2 * r + 1] = Math.sin(inputs[2 * r + 1]);
        }
      };
      return delayed ? Promise.resolve().then(answer) : answer();
    },
    cost: { call: 1, vjp: 1 },
    dispose: () => {},
  };
  return box;
}

const x = Float64Array.of(0.5, 1, -3, 0.2);
const cotangents = Float64Array.of(1, 2, -1, 0.5);
const exact = [1, 1 + 2 * Math.cos(1), 6, -1 + 0.5 * Math.cos(0.2)];

for (const scheme of ["forward", "central"] as const) {
  for (const delayed of [false, true]) {
    test(`${scheme} differences, ${delayed ? "asynchronous" : "synchronous"}`, async () => {
      const gradient = await vjpOf(finiteDifference(toy(delayed), { scheme }), x, cotangents, 2);
      // Truncation at the default step: h/2 of the second derivative (at most 2), or h^2/6 of the third; h grows with |x| <= 3.
      const h = 3 * defaultStep(scheme, "float64");
      const bound = scheme === "forward" ? 3 * h : h * h;
      for (const [i, value] of exact.entries())
        assert.ok(Math.abs(gradient[i] - value) < bound, `${gradient[i]} for ${value}`);
    });
  }
}

test("a value with its gradient costs inputs + 1 rows, a gradient alone as well", async () => {
  const box = counted(toy());
  const differences = finiteDifference(box);
  await callOf(differences, x, 2);
  assert.is(box.queries(), 2);
  await vjpOf(differences, x, cotangents, 2);
  assert.is(box.queries(), 2 + 2 * 2);
  await vjpOf(differences, Float64Array.of(9, 9, 9, 9), cotangents, 2);
  assert.is(box.queries(), 6 + 2 * 3);
  assert.is(differences.cost.vjp, 3);
});

test("the base of a forward difference is that of the same rows, not of the last call", async () => {
  const differences = finiteDifference(toy());
  await callOf(differences, Float64Array.of(100, 100, 100, 100), 2);
  const gradient = await vjpOf(differences, x, cotangents, 2);
  assert.ok(Math.abs(gradient[0] - 1) < 1e-6);
});

test("central differences cost twice the inputs", async () => {
  const box = counted(toy());
  await vjpOf(finiteDifference(box, { scheme: "central" }), x, cotangents, 2);
  assert.is(box.queries(), 2 * 4);
});

test("a budget stops before the batch that would overdraw it", async () => {
  const inner = toy();
  const box = counted(inner, 7);
  await callOf(box, x, 2);
  let caught: unknown;
  try {
    await vjpOf(finiteDifference(box), x, cotangents, 2);
  } catch (error) {
    caught = error;
  }
  assert.ok(caught instanceof BudgetExhausted);
  assert.is(inner.asked, 2);
  assert.is(box.queries(), 2);
  await callOf(box, x, 2);
  assert.is(box.queries(), 4);
});

test("exact gradients count one row each, and a resumed budget goes on", async () => {
  const box = counted(programBox("tanh", await load("tanh")), 100, 10);
  await vjpOf(box, randomRows(12, 1), randomRows(9, 2), 3);
  assert.is(box.queries(), 13);
});

test("the step fits the precision of the box: float32 answers need a longer one", async () => {
  const model = await load("tanh");
  const opaque = await model.open();
  const rows = 4;
  const at = randomRows(rows * 4, 11);
  const weights = randomRows(rows * 3, 12);
  const truth = await vjpOf(programBox("tanh", model), at, weights, rows);
  const fitted = relativeDifference(await vjpOf(finiteDifference(opaque), at, weights, rows), truth);
  // Forward differences at h = 7e-4: h/2 of a second derivative about ten times the gradient, and 4 ulp / h.
  assert.ok(fitted < 1e-2, `${fitted}`);
  const tiny = relativeDifference(await vjpOf(finiteDifference(opaque, { step: 1e-6 }), at, weights, rows), truth);
  assert.ok(tiny > 5 * fitted, `${tiny} with the step for float64`);
  opaque.dispose();
});

test.run();
