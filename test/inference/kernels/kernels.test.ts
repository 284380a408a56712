/** What a single step of each kernel must hold: acceptance by parts, failures refused, divergences seen, steps that can be run again. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { newRandomWalk } from "../../../src/inference/adaptation/random-walk.ts";
import { CounterRandom } from "../../../src/inference/counter-random.ts";
import type { Ask, Density, Kernel, Target } from "../../../src/inference/kernel.ts";
import { hmc } from "../../../src/inference/kernels/hmc.ts";
import type { MoveInfo } from "../../../src/inference/kernels/move.ts";
import { type NutsInfo, nuts } from "../../../src/inference/kernels/nuts.ts";
import { rwm } from "../../../src/inference/kernels/rwm.ts";
import type { Point } from "../../../src/inference/point.ts";
import { Scheduler, SingleLane } from "../../../src/inference/scheduler.ts";
import { conjugate, normal, sideBySide } from "../densities.ts";

function targetOf(density: Density): Target {
  return { ...density, temperature: new Float64Array(density.partCount).fill(1) };
}

function run<T>(density: Density, target: Target, ask: Ask<T>): T {
  const scheduler = new Scheduler(density, () => false);
  const lane = new SingleLane(ask, target.temperature);
  scheduler.add(lane);
  scheduler.run();
  assert.ok(lane.result !== undefined);
  return lane.result as T;
}

function unit(target: Target, stepSize: number) {
  return { stepSize, inverseMass: new Float64Array(target.dimension).fill(1) };
}

const kernels: Record<string, (target: Target) => Kernel<Point, MoveInfo>> = {
  rwm: (target) => rwm(target, newRandomWalk(target)),
  hmc: (target) => hmc(target, unit(target, 0.9), { leapfrogs: 3 }),
  nuts: (target) => nuts(target, unit(target, 0.5)),
};

for (const [name, make] of Object.entries(kernels)) {
  test(`${name}: a step cut short leaves the state as it was, and is the same when run again`, () => {
    const density = conjugate(3, 2, (i) => i / 3, 0.5);
    const target = targetOf(density);
    const kernel = make(target);
    const random = new CounterRandom(1, 0);
    const state = run(density, target, kernel.init(Float64Array.of(0.1, 0.2, 0.3, 0.4, 0.5, 0.6), random));
    const before = structuredClone(state);
    random.seek(1);
    const cut = kernel.step(state, random);
    cut.next();
    cut.return({ state, info: { acceptance: new Float64Array(2) } });
    assert.equal(state, before);

    random.seek(1);
    const once = structuredClone(run(density, target, kernel.step(structuredClone(before), random)));
    random.seek(1);
    assert.equal(run(density, target, kernel.step(state, random)), once);
  });

  test(`${name}: the state it leaves is what the density says there`, () => {
    const density = conjugate(3, 2, (i) => i / 3, 0.5);
    const target = targetOf(density);
    target.temperature.set([0.5, 1]);
    const kernel = make(target);
    const random = new CounterRandom(2, 0);
    let state = run(density, target, kernel.init(new Float64Array(6), random));
    for (let step = 1; step <= 20; step++) {
      random.seek(step);
      state = run(density, target, kernel.step(state, random)).state;
      const fresh = run(density, target, make(target).init(state.position, random));
      assert.equal(state.parts, fresh.parts);
      assert.ok(Math.abs(state.logDensity - fresh.logDensity) < 1e-12);
      if (name !== "rwm") assert.equal(state.gradient, fresh.gradient);
    }
  });

  test(`${name}: points of density zero, NaN or infinite are never entered`, () => {
    const walls = sideBySide(1, 1, (x, _at, out) => {
      out.prior = x[0] > 1 ? Number.NaN : x[0] < -1 ? Number.NEGATIVE_INFINITY : 0;
      out.likelihood = 0;
      out.priorGradient[0] = x[0] > 1 ? Number.NaN : 0;
      out.likelihoodGradient[0] = 0;
    });
    const target = targetOf(walls);
    const kernel = make(target);
    const random = new CounterRandom(3, 0);
    let state = run(walls, target, kernel.init(Float64Array.of(0), random));
    for (let step = 1; step <= 200; step++) {
      random.seek(step);
      state = run(walls, target, kernel.step(state, random)).state;
      assert.ok(Math.abs(state.position[0]) <= 1 && state.logDensity === 0);
    }
  });
}

for (const name of ["rwm", "hmc"]) {
  test(`${name} accepts each part by itself`, () => {
    // Part 0 is flat, so that all is accepted; part 1 is a spike, so that nothing is.
    const density = sideBySide(1, 2, (x, at, out) => {
      out.prior = 0;
      out.likelihood = at === 0 ? 0 : -1e12 * x[0] * x[0];
      out.priorGradient[0] = 0;
      out.likelihoodGradient[0] = at === 0 ? 0 : -2e12 * x[0];
    });
    const target = targetOf(density);
    const kernel = kernels[name](target);
    const random = new CounterRandom(4, 0);
    const state = run(density, target, kernel.init(new Float64Array(2), random));
    for (let step = 1; step <= 10; step++) {
      const before = state.position[0];
      random.seek(step);
      const { info } = run(density, target, kernel.step(state, random));
      assert.ok(state.position[0] !== before);
      assert.is(state.position[1], 0);
      assert.equal([...info.acceptance], [1, 0]);
    }
  });
}

test("hmc and nuts report a divergence where the energy error passes 1000", () => {
  const steep = normal([0], [1e8]);
  const target = targetOf(steep);
  const random = new CounterRandom(5, 0);
  const state = run(steep, target, kernels.nuts(target).init(Float64Array.of(1e-4), random));
  const before = state.position[0];
  const tree = run(steep, target, nuts(target, unit(target, 1)).step(state, random)).info;
  assert.ok(tree.divergent && tree.leapfrogs === 1 && tree.depth === 0 && tree.meanAcceptance < 1e-6);
  assert.is(state.position[0], before);
  assert.ok(run(steep, target, hmc(target, unit(target, 1), { leapfrogs: 2 }).step(state, random)).info.divergent);
});

test("nuts stops at its greatest depth, and turns on a normal after about half a period", () => {
  const density = normal([0, 0], [1, 0, 0, 1]);
  const target = targetOf(density);
  const random = new CounterRandom(6, 0);
  const state = run(density, target, kernels.nuts(target).init(Float64Array.of(1, 0), random));
  const step = (kernel: Kernel<Point, NutsInfo>): NutsInfo => run(density, target, kernel.step(state, random)).info;
  const short = step(nuts(target, unit(target, 0.001), 3));
  assert.is(short.depth, 3);
  assert.is(short.leapfrogs, 7);
  for (let k = 0; k < 20; k++) {
    // A period is 2 pi: with steps of 0.05, a subtree that spans more than half of it has turned.
    const info = step(nuts(target, unit(target, 0.05)));
    assert.ok(info.leapfrogs <= 255 && info.leapfrogs >= 15, String(info.leapfrogs));
  }
});

test.run();
