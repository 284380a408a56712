/** What NUTS costs per leapfrog beyond the density itself: `node --import tsx bench/nuts/bookkeeping.ts`. */
import { CounterRandom } from "../../src/inference/counter-random.ts";
import type { Batch, Density } from "../../src/inference/kernel.ts";
import { kick, kickAndDrift } from "../../src/inference/kernels/leapfrog.ts";
import { nuts } from "../../src/inference/kernels/nuts.ts";
import { newPoint } from "../../src/inference/point.ts";
import { Lane, Scheduler } from "../../src/inference/scheduler.ts";

const STEPS = 20_000;
const ROUNDS = 5;

/** A standard normal in d dimensions, as cheap as a density can be. */
function standardNormal(d: number): Density {
  return {
    dimension: d,
    partCount: 1,
    partOf: new Int32Array(d),
    hasGradient: true,
    queries: () => 0,
    evaluate({ lanes, positions, parts, gradients }: Batch): void {
      for (let k = 0; k < lanes; k++) {
        let sum = 0;
        for (let i = k * d; i < (k + 1) * d; i++) {
          const x = positions[i];
          sum += x * x;
          gradients[i] = -x;
        }
        parts[2 * k] = -0.5 * sum;
        parts[2 * k + 1] = 0;
      }
    },
  };
}

/** One chain of NUTS under the scheduler; returns microseconds per leapfrog and leapfrogs per step. */
function sample(density: Density, stepSize: number): { time: number; perStep: number } {
  const temperature = Float64Array.of(1);
  const target = { ...density, temperature };
  const kernel = nuts(target, { stepSize, inverseMass: new Float64Array(density.dimension).fill(1) });
  const state = newPoint(target);
  const random = new CounterRandom(1, 0);
  let steps = 0;
  class Chain extends Lane<unknown> {
    readonly temperature = temperature;
    begin() {
      if (steps === STEPS) return undefined;
      random.seek(steps++);
      return kernel.step(state, random);
    }
    end(): void {}
  }
  const start = performance.now();
  const scheduler = new Scheduler(density, () => false);
  const chain = new Chain();
  scheduler.add(chain);
  const pending = scheduler.run();
  if (pending instanceof Promise) throw new Error("this density is synchronous");
  return { time: ((performance.now() - start) * 1000) / chain.evaluations, perStep: chain.evaluations / STEPS };
}

/** The same leapfrogs in a plain loop: no trajectory, no random numbers, no scheduler. */
function handLoop(density: Density, stepSize: number, leapfrogs: number): number {
  const d = density.dimension;
  const batch: Batch = {
    lanes: 1,
    wants: "gradient",
    positions: new Float64Array(d).fill(0.1),
    temperatures: Float64Array.of(1),
    parts: new Float64Array(2),
    gradients: new Float64Array(d),
  };
  const momentum = new Float64Array(d).fill(0.5);
  const inverseMass = new Float64Array(d).fill(1);
  const start = performance.now();
  for (let n = 0; n < leapfrogs; n++) {
    kickAndDrift(batch.positions, momentum, batch.gradients, inverseMass, stepSize);
    density.evaluate(batch);
    kick(momentum, batch.gradients, inverseMass, stepSize);
  }
  return ((performance.now() - start) * 1000) / leapfrogs;
}

/** The density alone. */
function densityOnly(density: Density, evaluations: number): number {
  const d = density.dimension;
  const batch: Batch = {
    lanes: 1,
    wants: "gradient",
    positions: new Float64Array(d).fill(0.1),
    temperatures: Float64Array.of(1),
    parts: new Float64Array(2),
    gradients: new Float64Array(d),
  };
  const start = performance.now();
  for (let n = 0; n < evaluations; n++) {
    batch.positions[n % d] += 1e-9;
    density.evaluate(batch);
  }
  return ((performance.now() - start) * 1000) / evaluations;
}

console.log("us per leapfrog, median of warm rounds; bookkeeping = NUTS minus density\n");
console.log("dimensions  leapfrogs/step  density  hand loop   NUTS  bookkeeping");
for (const [d, stepSize] of [
  [2, 0.4],
  [10, 0.4],
  [100, 0.3],
  [391, 0.25],
]) {
  const density = standardNormal(d);
  const runs = Array.from({ length: ROUNDS + 1 }, () => sample(density, stepSize)).slice(1);
  const leapfrogs = Math.round(runs[0].perStep * STEPS);
  const median = (values: number[]): number => values.sort((a, b) => a - b)[Math.floor(values.length / 2)];
  const total = median(runs.map((run) => run.time));
  const alone = median(Array.from({ length: ROUNDS }, () => densityOnly(density, leapfrogs)));
  const loop = median(Array.from({ length: ROUNDS }, () => handLoop(density, stepSize, leapfrogs)));
  const cells = [
    String(d).padStart(10),
    runs[0].perStep.toFixed(1).padStart(14),
    alone.toFixed(3).padStart(7),
    loop.toFixed(3).padStart(9),
    total.toFixed(3).padStart(5),
    (total - alone).toFixed(3).padStart(11),
  ];
  console.log(cells.join("  "));
}
