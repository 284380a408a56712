/** Recovery: a conjugate normal is calibrated, a model that did not make its data is flagged. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { calibrationOf } from "../../src/diagnostics/calibration.ts";
import type { Distribution } from "../../src/distributions/distribution.ts";
import { distributions } from "../../src/distributions/registry.ts";
import type { CheckedScenario } from "../../src/language/checked.ts";
import { DiagnosticError } from "../../src/language/diagnostic.ts";
import { type RecoveredData, rankDraws, recover } from "../../src/runs/recover.ts";
import { WorkerPool } from "../../src/workers/pool.ts";
import { cancelFlag, scenarioOf } from "../support/scenario.ts";

const pool = new WorkerPool();
const infer = "nuts(chains = 2, warmup = 150, draws = 250)";
const conjugate = "data y[n] = [0, 0, 0, 0]\nprior mu ~ Normal(3, 2)\nobserve y ~ Normal(mu, 1)\ntarget mu";

async function recovered(scenario: CheckedScenario, count: number, cancel = cancelFlag()): Promise<RecoveredData[]> {
  const results: RecoveredData[] = [];
  const options = { seed: 1, workers: 2, pool, cancel, count };
  for await (const data of recover(scenario, scenario.infers[0], options)) results.push(data);
  return results;
}

test("a conjugate normal is covered as often as it should be", async () => {
  const results = await recovered(await scenarioOf(conjugate, infer), 60);
  const c = calibrationOf(
    results.map((data) => data.elements),
    rankDraws,
  );
  // The posterior has variance 1 / (1/4 + 4); four standard errors over 60 data sets.
  const sd = Math.sqrt(1 / 4.25);
  assert.ok(Math.abs(c.coverage90 - 0.9) < 4 * Math.sqrt(0.09 / 60), `${c.coverage90}`);
  assert.ok(Math.abs(c.rmse / sd - 1) < 4 / Math.sqrt(120), `${c.rmse}`);
  assert.ok(Math.abs(c.prior_rmse / 2 - 1) < 4 / Math.sqrt(120));
  assert.ok(Math.abs(c.mean_z) < 4 / Math.sqrt(60));
  assert.ok(c.rank_p > 0.001, `${c.rank_p}`);
  const [{ elements }] = results;
  // 500 draws give a standard deviation to a few per cent.
  assert.ok(Math.abs(elements[0].sd / sd - 1) < 0.15);
  assert.ok(Math.abs((elements[0].q95 - elements[0].q05) / (2 * 1.645 * sd) - 1) < 0.2);
  assert.is(new Set(results.map((data) => data.elements[0].truth)).size, 60);
});

test("data from another model than the one that is inverted are noticed", async () => {
  const scenario = await scenarioOf(conjugate, infer);
  const [observation] = scenario.observations;
  const honest = observation.likelihood.distribution;
  // Simulates with three times the standard deviation that its density has.
  const wide: Distribution = {
    ...honest,
    name: "Wide",
    sample: (random, [mu, sd], out, offset, size) =>
      honest.sample(random, [mu, sd.map((s) => 3 * s)], out, offset, size),
  };
  const registry = distributions as Map<string, Distribution>;
  registry.set("Wide", wide);
  const observations = [{ ...observation, likelihood: { ...observation.likelihood, distribution: wide } }];
  const results = await recovered({ ...scenario, observations }, 40);
  registry.delete("Wide");
  const c = calibrationOf(
    results.map((data) => data.elements),
    rankDraws,
  );
  assert.ok(c.coverage90 < 0.75, `${c.coverage90}`);
  assert.ok(c.rank_p < 0.001, `${c.rank_p}`);
});

test("targets and likelihoods that ask a net, opaque or not, with a budget for each inversion", async () => {
  for (const model of ["branches", "tanh"]) {
    const scenario = await scenarioOf(
      `dim k = 3\ndim f = 4
model net(real[f]) -> real[k] = tfjs("${model}/model.json") access scores budget 200
prior x[f] ~ Normal(0, 1)\nlet s = net(x)\nobserve [0.2, 0.3, 0.5] ~ Normal(s, 0.2)\ntarget s`,
      "rwm(chains = 2, warmup = 20, draws = 20)",
    );
    const results = await recovered(scenario, 3);
    assert.equal(
      results.map(({ queries, stopped, elements }) => [queries, stopped, elements.length]),
      [
        [82, undefined, 3],
        [82, undefined, 3],
        [82, undefined, 3],
      ],
    );
  }
});

test("a stop ends it between two data sets", async () => {
  const cancel = cancelFlag();
  const results: RecoveredData[] = [];
  const scenario = await scenarioOf(conjugate, infer);
  for await (const data of recover(scenario, scenario.infers[0], { seed: 1, workers: 2, pool, cancel, count: 1000 })) {
    results.push(data);
    if (results.length === 2) Atomics.store(cancel, 0, 1);
  }
  assert.is(results.length, 2);
});

async function refusal(text: string): Promise<string> {
  try {
    await recovered(await scenarioOf(text, "nuts(chains = 1)"), 1);
  } catch (problem) {
    if (problem instanceof DiagnosticError) return problem.diagnostics[0].code;
    throw problem;
  }
  return "none";
}

test("what cannot be simulated is refused", async () => {
  assert.is(await refusal("prior a ~ Flat()\nobserve 1 ~ Normal(a, 1)\ntarget a"), "PAL5005");
  assert.is(
    await refusal("data y[n] = [1, 2, 4]\nprior a ~ Normal(0, 1)\nobserve y[1..] ~ Normal(a * y[..2], 1)\ntarget a"),
    "PAL5006",
  );
  assert.is(await refusal("prior a ~ Normal(0, 1)\nfactor -a^4\ntarget a"), "PAL5006");
});

test.after(() => pool.close());
test.run();
