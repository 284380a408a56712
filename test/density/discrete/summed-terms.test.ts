/** Discrete latents summed out, against going through all their values; gradients against differences. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { analyseDiscrete } from "../../../src/density/discrete/analyse.ts";
import { instantiateDensity } from "../../../src/density/instantiate.ts";
import { bindPosition, layoutOf } from "../../../src/density/layout.ts";
import { planOutputs, startOutputs } from "../../../src/density/outputs.ts";
import { densityPrograms, planDensity } from "../../../src/density/plan.ts";
import { CounterRandom } from "../../../src/inference/counter-random.ts";
import type { Density } from "../../../src/inference/kernel.ts";
import type { CheckedScenario } from "../../../src/language/checked.ts";
import { evaluate } from "../../../src/tensor/evaluate.ts";
import { reachable } from "../../../src/tensor/passes/dependencies.ts";
import { scenarioOf } from "../../support/scenario.ts";
import { enumerateStates, logSumExp } from "./enumerate.ts";
import { scenarios } from "./scenarios.ts";

/** Log prior and log likelihood, and the gradient, at an unconstrained position. */
function densityOf(scenario: CheckedScenario) {
  const density = instantiateDensity(planDensity(scenario, null), new Map(), { budgetShare: 1 });
  return (position: Float64Array) => evaluateAt(density, position);
}

function evaluateAt(density: Density, position: Float64Array) {
  const { partCount, dimension } = density;
  const batch = {
    lanes: 1,
    wants: "gradient" as const,
    positions: position,
    temperatures: new Float64Array(partCount).fill(1),
    parts: new Float64Array(2 * partCount),
    gradients: new Float64Array(dimension),
  };
  density.evaluate(batch);
  const total = (k: number) => batch.parts.reduce((sum, x, i) => (i % 2 === k ? sum + x : sum), 0);
  return { logPrior: total(0), logLikelihood: total(1), gradient: batch.gradients, partCount };
}

/** Constrained values by name of the continuous latents. */
async function valuesAt(scenario: CheckedScenario, position: Float64Array) {
  const layout = layoutOf(scenario);
  const plan = planOutputs({ ...scenario, targets: [] }, layout);
  const values = new Float64Array(layout.valueCount);
  await startOutputs(plan, new Map())(position, { targets: new Float64Array(0), values });
  return Object.fromEntries(
    layout.slots.map(({ latent, valueOffset, valueSize }) => [
      latent.name,
      [...values.subarray(valueOffset, valueOffset + valueSize)],
    ]),
  );
}

function logJacobian(scenario: CheckedScenario, position: Float64Array): number {
  const nodes = bindPosition(layoutOf(scenario)).bound.flatMap(({ jacobian }) => jacobian ?? []);
  return evaluate(nodes, { buffers: { position } })
    .flatMap((values) => [...values])
    .reduce((a, b) => a + b, 0);
}

function positionOf(dimension: number): Float64Array {
  const random = new CounterRandom(7, 0);
  return Float64Array.from({ length: dimension }, () => 0.7 * random.normal());
}

const near = (actual: number, expected: number, tolerance: number, what: string) =>
  assert.ok(Math.abs(actual - expected) <= tolerance * (1 + Math.abs(expected)), `${what}: ${actual}, not ${expected}`);

for (const [name, text] of Object.entries(scenarios)) {
  test(`${name}: what is summed out is the sum over all values`, async () => {
    const scenario = await scenarioOf(text);
    assert.is(analyseDiscrete(scenario).unsummed.length, 0);
    const { dimension } = layoutOf(scenario);
    const position = positionOf(dimension);
    const { logPrior, logLikelihood } = densityOf(scenario)(position);
    const { logPriors, logJoints } = enumerateStates(scenario, await valuesAt(scenario, position));
    near(logLikelihood, logSumExp(logJoints) - logSumExp(logPriors), 1e-12, "log likelihood");
    near(logPrior - logJacobian(scenario, position), logSumExp(logPriors), 1e-12, "log prior");
  });

  test(`${name}: gradients are those of differences`, async () => {
    const scenario = await scenarioOf(text);
    const { dimension } = layoutOf(scenario);
    const position = positionOf(dimension);
    const densityAt = densityOf(scenario);
    const { gradient } = densityAt(position);
    const step = 1e-5;
    for (let i = 0; i < dimension; i++) {
      const at = (by: number) => {
        const moved = position.slice();
        moved[i] += by;
        const { logPrior, logLikelihood } = densityAt(moved);
        return logPrior + logLikelihood;
      };
      near(gradient[i], (at(step) - at(-step)) / (2 * step), 1e-6, `coordinate ${i}`);
    }
  });
}

test("a hidden Markov model of 200 steps is the forward recursion", async () => {
  const [steps, states] = [200, 4];
  const random = new CounterRandom(1, 2);
  const y = Array.from({ length: steps }, () => Number((2 * random.normal()).toFixed(3)));
  const scenario = await scenarioOf(`
    dim time = ${steps}
    dim state = ${states}
    data y[time] = [${y.join()}]
    data P[state, state] = [[0.7, 0.1, 0.1, 0.1], [0.2, 0.6, 0.1, 0.1], [0, 0.3, 0.3, 0.4], [0.25, 0.25, 0.25, 0.25]]
    prior mu[state] ~ Normal(0, 1)
    for t in time {
      prior z[t] ~ Categorical(if t == 0 then repeat(0.25, 4) else P[z[t - 1]])
      observe y[t] ~ Normal(mu[z[t]], 1)
    }
    target mu`);
  const P = [
    [0.7, 0.1, 0.1, 0.1],
    [0.2, 0.6, 0.1, 0.1],
    [0, 0.3, 0.3, 0.4],
    [0.25, 0.25, 0.25, 0.25],
  ];
  const mu = [-1, 0.2, 0.9, 2];
  const likelihood = (t: number, k: number) => Math.exp(-0.5 * (y[t] - mu[k]) ** 2) / Math.sqrt(2 * Math.PI);
  let alpha = mu.map((_, k) => 0.25 * likelihood(0, k));
  let log = 0;
  for (let t = 1; t < steps; t++) {
    alpha = mu.map((_, j) => alpha.reduce((sum, a, i) => sum + a * P[i][j], 0) * likelihood(t, j));
    const scale = alpha.reduce((a, b) => a + b);
    log += Math.log(scale);
    alpha = alpha.map((a) => a / scale);
  }
  log += Math.log(alpha.reduce((a, b) => a + b));
  near(densityOf(scenario)(Float64Array.from(mu)).logLikelihood, log, 1e-12, "log likelihood");
  const size = reachable(densityPrograms(scenario, null).value.outputs.map((output) => output.node)).length;
  assert.ok(size < 100, `a recursion, and not ${size} nodes`);
});

test("a mixture is a few operations on all its records, each a part of its own where nothing else is shared", async () => {
  const text = (count: number) => `
    dim record = ${count}
    data y[record] = ${count === 3 ? "[1, 2, 3]" : `repeat([0.5, -1, 2, 3], ${count / 4})`}
    prior shift[record] ~ Normal(0, 1)
    prior z[record] ~ Categorical([0.2, 0.3, 0.5])
    observe y ~ Normal([-2, 0, 2][z] + shift, 0.5)
    target shift`;
  const programs = densityPrograms(await scenarioOf(text(400)), null);
  assert.is(programs.partCount, 400);
  const count = (program: typeof programs.value) => reachable(program.outputs.map((output) => output.node)).length;
  const small = densityPrograms(await scenarioOf(text(3)), null);
  assert.is(count(programs.value), count(small.value));
});

test.run();
