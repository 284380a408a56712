/** Closeness by hand: scores in the mean over elements, rows as a sample in standard deviations of the truth. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { closenessOf } from "../../src/diagnostics/closeness.ts";
import { crps } from "../../src/diagnostics/metrics/crps.ts";
import { energyDistance } from "../../src/diagnostics/metrics/energy-distance.ts";

const near = (a: number | undefined, b: number) => assert.ok(Math.abs((a ?? Number.NaN) - b) < 1e-12, `${a} for ${b}`);
const draws = [Float64Array.of(1, 5), Float64Array.of(3, 7), Float64Array.of(2, 9)];

test("the score is the mean over elements, that of a control its mean absolute error", () => {
  const rivals = new Map([["guess", [Float64Array.of(0, 4)]]]);
  const close = closenessOf(draws, Float64Array.of(2, 6), rivals, 2);
  near(close.crps, (crps([1, 3, 2], 2) + crps([5, 7, 9], 6)) / 2);
  near(close.crps_of.guess, 2);
  assert.is(close.rows, undefined, "two rows make no sample");
});

test("rows are compared as samples, whichever belongs to which", () => {
  const truth = Float64Array.of(0, 10, 1, 20, 2, 30, 3, 40, 4, 50);
  const turned = Float64Array.of(4, 50, 3, 40, 2, 30, 1, 20, 0, 10);
  const moved = truth.map((x, i) => (i % 2 === 0 ? x + Math.sqrt(2.5) : x));
  const close = closenessOf([turned], truth, new Map([["moved", [moved]]]), 5);
  near(close.rows?.energy, 0);
  near(close.rows?.mmd, 0);
  // Columns have standard deviations of sqrt(2.5) and sqrt(250): the first is moved by exactly one.
  const sd = [Math.sqrt(2.5), Math.sqrt(250)];
  const scaled = (values: Float64Array) => ({ values: values.map((x, i) => x / sd[i % 2]), columns: 2 });
  near(close.rows?.of.moved.energy, energyDistance(scaled(moved), scaled(truth)));
  assert.ok((close.rows?.of.moved.mmd ?? 0) > 0.01);
});

test("of many draws every row is in the sample as often as any other", () => {
  const truth = Float64Array.from({ length: 20 }, (_, i) => i);
  // 2,000 draws of 20 rows: every 40th row of them all would be the first row of each draw.
  const close = closenessOf(
    Array.from({ length: 2000 }, () => truth),
    truth,
    new Map(),
    20,
  );
  near(close.rows?.energy, 0);
  near(close.rows?.mmd, 0);
});

test("a column that is constant in the truth is only moved", () => {
  const truth = Float64Array.of(1, 0, 1, 1, 1, 2, 1, 3, 1, 4);
  const close = closenessOf([truth], truth, new Map(), 5);
  near(close.rows?.energy, 0);
});

test.run();
