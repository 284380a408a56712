/** Discrete latents summed out, against going through all their values; gradients against differences. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { analyseDiscrete } from "../../../src/density/discrete/analyse.ts";
import { instantiateDensity } from "../../../src/density/instantiate.ts";
import { bindPosition, layoutOf } from "../../../src/density/layout.ts";
import { planOutputs, startOutputs } from "../../../src/density/outputs.ts";
import { planDensity } from "../../../src/density/plan.ts";
import { CounterRandom } from "../../../src/inference/counter-random.ts";
import type { Density } from "../../../src/inference/kernel.ts";
import type { CheckedScenario } from "../../../src/language/checked.ts";
import { evaluate } from "../../../src/tensor/evaluate.ts";
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

test.run();
