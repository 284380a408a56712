/** Rounded, noisy and float32 answers of models. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { programBox } from "../../src/blackbox/program-box.ts";
import type { BlackBox } from "../../src/blackbox/provider.ts";
import type { Box } from "../../src/language/checked.ts";
import { scenarioOf } from "../support/scenario.ts";

async function boxOf(options: string): Promise<Box> {
  const { boxes } = await scenarioOf(`dim a = 4
dim b = 3
model f(real[a]) -> real[b] = tfjs("tanh/model.json"${options}) access scores, explanations
prior x[a] ~ Normal(0, 1)
factor sum(f(x))
target x
`);
  const box = boxes.get("f");
  if (box === undefined) throw new Error("f is there");
  return box;
}

const inputs = Float64Array.from({ length: 4 * 200 }, (_, i) => Math.sin(1.7 * i));

async function answers(box: BlackBox, rows = 200) {
  const values = new Float64Array(rows * 3);
  await box.call(inputs, rows, values);
  const cotangents = Float64Array.from({ length: rows * 3 }, (_, i) => 1 + (i % 3));
  const gradients = new Float64Array(rows * 4);
  await box.vjp?.(inputs, cotangents, rows, gradients);
  return { values, gradients };
}

async function exactly() {
  return programBox("f", (await boxOf("")).model);
}

test("values and the gradients of each output are rounded", async () => {
  const exact = await exactly();
  const rough = await (await boxOf(", digits = 2")).model.open();
  const [a, b] = [await answers(exact), await answers(rough)];
  assert.equal(
    [...b.values],
    [...a.values].map((value) => Math.round(value * 100) / 100),
  );
  const each = await Promise.all(
    [0, 1, 2].map(async (output) => {
      const unit = Float64Array.from({ length: 600 }, (_, i) => (i % 3 === output ? 1 : 0));
      const gradient = new Float64Array(800);
      await exact.vjp?.(inputs, unit, 200, gradient);
      return gradient.map((value) => (1 + output) * (Math.round(value * 100) / 100));
    }),
  );
  b.gradients.forEach((value, i) => {
    assert.ok(Math.abs(value - each[0][i] - each[1][i] - each[2][i]) < 1e-12);
  });
});

test("noise has its size, is the same for the same input, and another for another", async () => {
  const exact = await answers(await exactly());
  const rough = await (await boxOf(", noise = 0.01")).model.open();
  const [first, again] = [await answers(rough), await answers(rough, 50)];
  assert.equal([...first.values.slice(0, 150)], [...again.values]);
  assert.equal([...first.gradients.slice(0, 200)], [...again.gradients]);
  const errors = first.values.map((value, i) => value - exact.values[i]);
  const sd = Math.sqrt(errors.reduce((total, error) => total + error ** 2, 0) / errors.length);
  // The standard deviation of 600 normals is known to 1 / sqrt(1200).
  assert.ok(Math.abs(sd / 0.01 - 1) < 4 / Math.sqrt(1200), `${sd}`);
  assert.is(new Set(errors.map((error) => Math.round(error * 1e12))).size, 600);
});

test("float32 is asked through the runtime", async () => {
  const exact = await answers(await exactly());
  const box = await boxOf(", precision = float32");
  assert.is(box.model.importInto, undefined);
  const rough = await box.model.open();
  const { values } = await answers(rough);
  rough.dispose();
  assert.ok(values.every((value) => Math.fround(value) === value));
  const worst = Math.max(...values.map((value, i) => Math.abs(value - exact.values[i])));
  assert.ok(worst > 0 && worst < 1e-5, `${worst}`);
});

test("the description says it", async () => {
  assert.match((await boxOf(", digits = 3, noise = 0.1")).model.description, /noise of sd 0\.1, rounded to 3 decimal/);
  assert.type((await boxOf(", precision = float64")).model.importInto, "function");
});

test.run();
