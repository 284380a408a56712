/** Latents in the row space of a net: where they lie, what stands for their bounds, where they start and end. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { instantiateDensity } from "../../src/density/instantiate.ts";
import { layoutOf } from "../../src/density/layout.ts";
import { planDensity } from "../../src/density/plan.ts";
import { startPositions } from "../../src/density/starts.ts";
import { basisOf } from "../../src/density/subspace.ts";
import type { CheckedScenario, Subspace } from "../../src/language/checked.ts";
import { prepare, runInference } from "../../src/runs/infer.ts";
import { WorkerPool } from "../../src/workers/pool.ts";
import { cancelFlag, scenarioOf } from "../support/scenario.ts";

const text = `
dim row = 2
dim feature = 4
dim class = 3
model f(real[feature]) -> simplex[class] = tfjs("tanh/model.json") access parameters
prior x[row, feature] ~ Uniform(-1, 2)
observe [[0.2, 0.3, 0.5], [0.1, 0.1, 0.8]] ~ Dirichlet(1 + 5 * f(x))
target x
infer map(starts = 3, steps = 200, start = { x: [[4, 0, 0, 0], [0, 0.1, 0, 0]] },
          within = { x: row_space(f, rank = 2, penalty = 7) })
`;

function spaceOf(scenario: CheckedScenario): Subspace {
  const { within } = scenario.latents[0];
  if (within === undefined) throw new Error("x is in no subspace");
  return within;
}

/** z [2, 2] times the basis. */
function inSpace(z: Float64Array, basis: Float64Array): Float64Array {
  return Float64Array.from({ length: 8 }, (_, i) => {
    const [row, column] = [Math.floor(i / 4), i % 4];
    return z[2 * row] * basis[column] + z[2 * row + 1] * basis[4 + column];
  });
}

test("the prior is that of its bounds less the penalty of what lies beyond them", async () => {
  const scenario = await scenarioOf(text);
  const basis = basisOf(spaceOf(scenario));
  const density = instantiateDensity(planDensity(scenario, null, false), new Map(), { budgetShare: 1 });
  assert.is(density.dimension, 4);
  const at = async (z: Float64Array) => {
    const parts = new Float64Array(2 * density.partCount);
    const temperatures = new Float64Array(density.partCount).fill(1);
    const batch = { lanes: 1, wants: "gradient" as const, positions: z, temperatures, parts };
    const gradients = new Float64Array(4);
    await density.evaluate({ ...batch, gradients });
    const prior = parts.filter((_, i) => i % 2 === 0).reduce((a, b) => a + b, 0);
    return { prior, total: parts.reduce((a, b) => a + b, 0), gradients };
  };
  const z = Float64Array.from([3.1, -0.4, 0.2, 2.7]);
  const x = inSpace(z, basis);
  assert.ok(x.some((value) => value > 2 || value < -1));
  const beyond = x.reduce((sum, value) => sum + Math.max(0, value - 2, -1 - value) ** 2, 0);
  const { prior, gradients } = await at(z);
  assert.ok(Math.abs(prior - (-8 * Math.log(3) - 7 * beyond)) < 1e-12);
  for (let i = 0; i < 4; i++) {
    const moved = async (by: number) => (await at(z.map((value, k) => (k === i ? value + by : value)))).total;
    const difference = ((await moved(1e-5)) - (await moved(-1e-5))) / 2e-5;
    assert.ok(Math.abs(difference - gradients[i]) < 1e-6 * Math.max(1, Math.abs(difference)));
  }
});

test("starts are projected, and what is found lies in the space", async () => {
  const scenario = await scenarioOf(text);
  const basis = basisOf(spaceOf(scenario));
  const starts = scenario.infers[0].starts[0];
  const [position] = await startPositions(scenario, layoutOf(scenario), { starts, count: 1, seed: 1 });
  const expected = [4 * basis[0], 4 * basis[4], 0.1 * basis[1], 0.1 * basis[5]];
  for (const [i, value] of expected.entries()) assert.ok(Math.abs(position[i] - value) < 1e-12);
  const pool = new WorkerPool();
  try {
    const options = { seed: 1, workers: 1, pool, cancel: cancelFlag() };
    const { chains } = await runInference(prepare(scenario), scenario.infers[0], options);
    const found = chains[0].targets[0];
    const again = inSpace(
      Float64Array.from({ length: 4 }, (_, i) => {
        const [row, k] = [Math.floor(i / 2), i % 2];
        let inner = 0;
        for (let c = 0; c < 4; c++) inner += found[4 * row + c] * basis[4 * k + c];
        return inner;
      }),
      basis,
    );
    for (const [i, value] of again.entries()) assert.ok(Math.abs(value - found[i]) < 1e-12);
  } finally {
    await pool.close();
  }
});

test("another infer of the same file searches everywhere", async () => {
  const scenario = await scenarioOf(text, "map(steps = 1)");
  assert.is(layoutOf(scenario).dimension, 8);
});

test.run();
