/** Draws and marginals of discrete latents given the rest, against going through all their values. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { DiscreteSampler } from "../../../src/density/discrete/draw.ts";
import { planDiscrete } from "../../../src/density/discrete/draw-plan.ts";
import { layoutOf } from "../../../src/density/layout.ts";
import { planOutputs, startOutputs } from "../../../src/density/outputs.ts";
import { CounterRandom } from "../../../src/inference/counter-random.ts";
import type { CheckedScenario } from "../../../src/language/checked.ts";
import { evaluate } from "../../../src/tensor/evaluate.ts";
import { scenarioOf } from "../../support/scenario.ts";
import { enumerateStates, logSumExp } from "./enumerate.ts";
import { scenarios } from "./scenarios.ts";

/** A sampler conditioned on a position, and the values of all latents there. */
async function conditioned(scenario: CheckedScenario) {
  const layout = layoutOf(scenario);
  const random = new CounterRandom(11, 0);
  const position = Float64Array.from({ length: layout.dimension }, () => 0.6 * random.normal());
  const plan = planDiscrete(scenario, layout);
  if (plan === undefined) throw new Error("nothing is summed out");
  const sampler = new DiscreteSampler(plan);
  const tables = new Float64Array(plan.tableCount);
  const nodes = plan.program.outputs.map((output) => output.node);
  evaluate(nodes, { buffers: { position } }).forEach((values, i) => {
    tables.set(values, plan.program.outputs[i].offset);
  });
  sampler.condition(tables);
  const values = new Float64Array(layout.valueCount);
  const continuous = planOutputs({ ...scenario, targets: [], imputed: [] }, layout);
  await startOutputs(continuous, new Map())(position, { targets: new Float64Array(0), values });
  const byName = Object.fromEntries(
    layout.slots.map(({ latent, valueOffset, valueSize }) => [
      latent.name,
      [...values.subarray(valueOffset, valueOffset + valueSize)],
    ]),
  );
  const places = layout.slots.flatMap(({ latent, valueOffset, valueSize }) =>
    latent.prior.distribution.discrete ? Array.from({ length: valueSize }, (_, i) => valueOffset + i) : [],
  );
  return { sampler, plan, values, places, enumeration: enumerateStates(scenario, byName) };
}

for (const [name, text] of Object.entries(scenarios)) {
  test(`${name}: marginals and draws are those of the conditional`, async () => {
    const { sampler, plan, values, places, enumeration } = await conditioned(await scenarioOf(text));
    const { combinations, logJoints } = enumeration;
    const total = logSumExp(logJoints);
    const probabilities = logJoints.map((log) => Math.exp(log - total));

    const marginals = Array.from(plan.states, (states) => new Float64Array(states));
    sampler.addMarginals(marginals);
    // Variables are numbered as the latents' elements are.
    marginals.forEach((marginal, v) => {
      const expected = new Float64Array(marginal.length);
      combinations.forEach((combination, c) => {
        expected[combination[v] - plan.lower[v]] += probabilities[c];
      });
      marginal.forEach((p, k) => {
        assert.ok(Math.abs(p - expected[k]) < 1e-12, `variable ${v}, value ${k}: ${p}, not ${expected[k]}`);
      });
    });

    const draws = 20_000;
    const random = new CounterRandom(5, 0);
    const counts = new Map<string, number>();
    for (let draw = 0; draw < draws; draw++) {
      random.seek(draw);
      sampler.draw(random, values);
      const key = places.map((place) => values[place]).join();
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    // Pearson's statistic over combinations that are expected five times or more, all others as one.
    let statistic = 0;
    let cells = 0;
    let rare = { expected: 0, found: draws };
    combinations.forEach((combination, c) => {
      const expected = draws * probabilities[c];
      const found = counts.get(combination.join()) ?? 0;
      assert.ok(expected > 0 || found === 0, "what is impossible is never drawn");
      if (expected < 5) {
        rare = { ...rare, expected: rare.expected + expected };
        return;
      }
      rare = { ...rare, found: rare.found - found };
      statistic += (found - expected) ** 2 / expected;
      cells++;
    });
    if (rare.expected >= 5) {
      statistic += (rare.found - rare.expected) ** 2 / rare.expected;
      cells++;
    }
    const freedom = cells - 1;
    assert.ok(statistic < freedom + 4.5 * Math.sqrt(2 * Math.max(1, freedom)) + 4, `${statistic} of ${freedom}`);
  });
}

test.run();
