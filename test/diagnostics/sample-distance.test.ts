/** Draws beside samples of a distribution: by hand, part by part, and in standard deviations of the truth. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { sampleMeasure } from "../../src/diagnostics/sample-distance.ts";

const near = (a: number, b: number) => assert.ok(Math.abs(a - b) < 1e-12, `${a} for ${b}`);
const mean = (values: readonly number[]) => values.reduce((sum, x) => sum + x, 0) / values.length;

/** All pairs of two lists; of one list all ordered pairs of different places. */
const between = (a: readonly number[], b: readonly number[], of: (x: number) => number) =>
  mean(a.flatMap((x) => b.map((y) => of(x - y))));
const within = (a: readonly number[], of: (x: number) => number) =>
  mean(a.flatMap((x, i) => a.filter((_, j) => i !== j).map((y) => of(x - y))));

test("numbers of one part, as the definitions have them", () => {
  const rows = [3, 5, 10, 4, 8];
  const centre = mean(rows);
  const sd = Math.sqrt(rows.reduce((sum, x) => sum + (x - centre) ** 2, 0) / 4);
  const scaled = (values: readonly number[]) => values.map((x) => (x - centre) / sd);
  const draws = [1, 2, 6, 7];
  const found = sampleMeasure(Float64Array.from(rows), 5, undefined, 1)(draws.map((x) => Float64Array.of(x)));
  const [truth, own] = [scaled(rows), scaled(draws)];
  near(found.energy, 2 * between(own, truth, Math.abs) - within(own, Math.abs) - within(truth, Math.abs));
  const distances = truth.flatMap((x, i) => truth.slice(0, i).map((y) => Math.abs(x - y))).sort((a, b) => a - b);
  const width = (distances[4] + distances[5]) / 2;
  const kernel = (x: number) => Math.exp(-(x * x) / (2 * width * width));
  near(found.mmd, within(own, kernel) + within(truth, kernel) - 2 * between(own, truth, kernel));
});

test("parts are measured each by its own rows, and count by how many these are", () => {
  const rows = Float64Array.of(0, 0, 9, 9, 1, 2, 8, 7, 2, 1, 0, 3);
  const groups = [0, 1, 0, 1, 0, 0];
  const draws = [Float64Array.of(0, 1, 9, 8), Float64Array.of(2, 2, 7, 9), Float64Array.of(1, 0, 9, 9)];
  const all = sampleMeasure(rows, 6, groups, 2)(draws);
  // One part alone, in units of all rows: with draws of the other that are far away, only its share changes.
  const moved = draws.map((draw) => Float64Array.of(draw[0], draw[1], draw[2] + 50, draw[3]));
  const changed = sampleMeasure(rows, 6, groups, 2)(moved);
  assert.ok(changed.energy > all.energy + 1);
  const swapped = draws.map((draw) => Float64Array.of(draw[2], draw[3], draw[0], draw[1]));
  assert.ok(sampleMeasure(rows, 6, groups, 2)(swapped).energy > all.energy + 1, "parts are not pooled");
  const other = sampleMeasure(rows, 6, [1, 0, 1, 0, 1, 1], 2)(swapped);
  near(other.energy, all.energy);
  near(other.mmd, all.mmd);
});

test("units of a column change nothing", () => {
  const rows = Float64Array.of(0, 0, 9, 9, 1, 2, 8, 7);
  const draws = [Float64Array.of(0, 1), Float64Array.of(2, 2), Float64Array.of(1, 0)];
  const change = (values: Float64Array) => values.map((x, i) => (i % 2 === 0 ? 1000 * x - 3 : x));
  const [one, other] = [
    sampleMeasure(rows, 4, undefined, 1)(draws),
    sampleMeasure(change(rows), 4, undefined, 1)(draws.map(change)),
  ];
  near(other.energy, one.energy);
  near(other.mmd, one.mmd);
});

test("a column that is constant in the truth is only moved", () => {
  const rows = Float64Array.of(0.1, 0, 0.1, 1, 0.1, 2);
  const draws = [0, 1, 2].map((y) => Float64Array.of(0.1, y));
  const beside = draws.map((draw) => Float64Array.of(draw[0] + 1e-3, draw[1]));
  const measure = sampleMeasure(rows, 3, undefined, 1);
  assert.ok(Math.abs(measure(beside).energy - measure(draws).energy) < 1e-2);
});

test.run();
