/** Warm-up: Stan's schedule, dual averaging, running (co)variances, the first step size, proposals. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { DualAveraging } from "../../../src/inference/adaptation/dual-averaging.ts";
import {
  adjustScale,
  newRandomWalk,
  optimalScale,
  ProposalShape,
} from "../../../src/inference/adaptation/random-walk.ts";
import { reasonableStepSize } from "../../../src/inference/adaptation/step-size.ts";
import { RunningCovariance, RunningVariance } from "../../../src/inference/adaptation/welford.ts";
import { warmupSchedule } from "../../../src/inference/adaptation/windows.ts";
import { CounterRandom } from "../../../src/inference/counter-random.ts";
import { evaluatePoint, newPoint, newQuery } from "../../../src/inference/point.ts";
import { Scheduler, SingleLane } from "../../../src/inference/scheduler.ts";
import { normal } from "../densities.ts";

/** windowed_adaptation.hpp with its counters, run for a whole warm-up. */
function stanWindows(warmup: number): { ends: number[]; sampled: number[] } {
  let [initial, terminal, base] = [75, 50, 25];
  if (warmup < 20) return { ends: [], sampled: [] };
  if (initial + base + terminal > warmup) {
    initial = Math.trunc(0.15 * warmup);
    terminal = Math.trunc(0.1 * warmup);
    base = warmup - (initial + terminal);
  }
  let size = base;
  let next = initial + base - 1;
  const ends: number[] = [];
  const sampled: number[] = [];
  for (let counter = 0; counter < warmup; counter++) {
    if (counter >= initial && counter < warmup - terminal) sampled.push(counter);
    if (counter !== next) continue;
    ends.push(counter);
    if (next === warmup - terminal - 1) continue;
    size *= 2;
    next = counter + size;
    if (next !== warmup - terminal - 1 && next + 2 * size >= warmup - terminal) next = warmup - terminal - 1;
  }
  return { ends, sampled };
}

test("the windows are Stan's, for every length of warm-up", () => {
  assert.equal([...warmupSchedule(1000).ends], [99, 149, 249, 449, 949]);
  for (let warmup = 0; warmup <= 1200; warmup++) {
    const { start, stop, ends } = warmupSchedule(warmup);
    const stan = stanWindows(warmup);
    assert.equal([...ends], stan.ends, `warmup ${warmup}`);
    assert.is(stop - start, stan.sampled.length);
    if (stan.sampled.length > 0) assert.is(start, stan.sampled[0]);
  }
});

test("dual averaging follows Hoffman & Gelman's recursion", () => {
  const averaging = new DualAveraging(0.8);
  averaging.restart(0.5);
  assert.is(averaging.averaged, undefined);
  // m = 1: H = (1 - 1/11) 0 + (1/11)(0.8 - 0.3); log eps = log 5 - H / 0.05; the average starts there.
  const first = Math.exp(Math.log(5) - 0.5 / 11 / 0.05);
  assert.ok(Math.abs(averaging.learn(0.3) - first) < 1e-12);
  assert.ok(Math.abs((averaging.averaged ?? 0) - first) < 1e-12);
  // m = 2, and an acceptance above 1 counts as 1.
  const h = (1 - 1 / 12) * (0.5 / 11) + (0.8 - 1) / 12;
  const second = Math.log(5) - (h * Math.SQRT2) / 0.05;
  assert.ok(Math.abs(averaging.learn(1.7) - Math.exp(second)) < 1e-12);
  const weight = 2 ** -0.75;
  const averaged = Math.exp(weight * second + (1 - weight) * Math.log(first));
  assert.ok(Math.abs((averaging.averaged ?? 0) - averaged) < 1e-12);
});

test("dual averaging settles where the acceptance is the one wanted", () => {
  const averaging = new DualAveraging(0.8);
  averaging.restart(1);
  let step = 1;
  for (let k = 0; k < 2000; k++) step = averaging.learn(Math.exp(-step));
  assert.ok(Math.abs((averaging.averaged ?? 0) + Math.log(0.8)) < 0.01);
});

test("running variances and covariances equal the sums written out, shrunk as stated", () => {
  const x = [
    [1e6 + 1, 2],
    [1e6 + 4, -1],
    [1e6 - 2, 0.5],
    [1e6, 3],
  ].map((row) => Float64Array.from(row));
  const mean = [0, 1].map((i) => x.reduce((s, row) => s + row[i], 0) / 4);
  const product = (i: number, j: number): number =>
    x.reduce((s, row) => s + (row[i] - mean[i]) * (row[j] - mean[j]), 0) / 3;
  const variance = new RunningVariance(2);
  const covariance = new RunningCovariance(Int32Array.of(0, 1), 0, 2);
  for (const row of x) {
    variance.add(row);
    covariance.add(row);
  }
  const v = new Float64Array(2);
  variance.regularised(v);
  for (const i of [0, 1]) assert.ok(Math.abs(v[i] - ((4 / 9) * product(i, i) + 1e-3 * (5 / 9))) < 1e-9);
  const c = new Float64Array(4);
  covariance.shrunk(c);
  assert.ok(Math.abs(c[0] - product(0, 0)) < 1e-9 && Math.abs(c[3] - product(1, 1)) < 1e-9);
  assert.ok(Math.abs(c[2] - (4 / 9) * product(1, 0)) < 1e-9);
});

test("a proposal takes the shape of the positions: L L' is their covariance, part by part", () => {
  const target = { dimension: 4, partCount: 2, partOf: Int32Array.of(0, 1, 0, 0), temperature: Float64Array.of(1, 1) };
  const walk = newRandomWalk(target);
  assert.ok(Math.abs(walk.scale[0] - optimalScale(3)) < 1e-15);
  const shape = new ProposalShape(walk);
  const random = new CounterRandom(1, 0);
  const expected = new RunningCovariance(Int32Array.of(0, 2, 3), 0, 3);
  for (let k = 0; k < 50; k++) {
    const a = random.normal();
    const x = Float64Array.of(a, 3 * random.normal(), a + 0.1 * random.normal(), random.normal());
    shape.add(x);
    expected.add(x);
  }
  shape.apply();
  const c = new Float64Array(9);
  expected.shrunk(c);
  const l = walk.factor[0];
  for (let i = 0; i < 3; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = 0;
      for (let k = 0; k <= j; k++) sum += l[3 * i + k] * l[3 * j + k];
      assert.ok(Math.abs(sum - c[3 * i + j]) < 1e-12);
    }
  }
  assert.ok(walk.factor[1][0] > 2 && walk.factor[1][0] < 4);
});

test("positions on a line do not break the proposal", () => {
  const target = { dimension: 2, partCount: 1, partOf: Int32Array.of(0, 0), temperature: Float64Array.of(1) };
  const walk = newRandomWalk(target);
  const shape = new ProposalShape(walk);
  for (let k = 0; k < 10_000; k++) shape.add(Float64Array.of(k, k));
  shape.apply();
  assert.ok(walk.factor[0].every(Number.isFinite) && walk.factor[0][0] > 1000);
});

test("the scale of each part follows its own acceptance", () => {
  const target = { dimension: 2, partCount: 2, partOf: Int32Array.of(0, 1), temperature: Float64Array.of(1, 1) };
  const walk = newRandomWalk(target);
  const before = walk.scale.slice();
  adjustScale(walk, Float64Array.of(0.9, 0.1), 1);
  assert.ok(Math.abs(walk.scale[0] / before[0] - Math.exp(0.9 - 0.44)) < 1e-12);
  assert.ok(Math.abs(walk.scale[1] / before[1] - Math.exp(0.1 - 0.44)) < 1e-12);
});

for (const precision of [1e-6, 1, 1e6]) {
  test(`the first step size has the scale of the density (precision ${precision})`, () => {
    const density = normal([0], [precision]);
    const target = { ...density, temperature: Float64Array.of(1) };
    const scheduler = new Scheduler(density, () => false);
    const state = newPoint(target);
    state.position[0] = 0.5 / Math.sqrt(precision);
    scheduler.add(new SingleLane(evaluatePoint(state, newQuery(target, "gradient")), target.temperature));
    scheduler.run();
    const tuning = { stepSize: 1, inverseMass: Float64Array.of(1) };
    const lane = new SingleLane(reasonableStepSize(state, target, tuning, new CounterRandom(1, 0)), target.temperature);
    scheduler.add(lane);
    scheduler.run();
    const scaled = (lane.result ?? 0) * Math.sqrt(precision);
    // One step of size 2 is the border of stability; the acceptance of one far below is above 0.8 whatever the momentum.
    assert.ok(scaled > 0.2 && scaled < 4.1, String(scaled));
  });
}

test.run();
