/** Runs with discrete latents: probabilities and evidence against closed forms, the same draws for any number of workers. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { calibrationOf } from "../../src/diagnostics/calibration.ts";
import { combineEvidence } from "../../src/inference/smc/evidence.ts";
import type { CheckedScenario } from "../../src/language/checked.ts";
import { summariseRun } from "../../src/report/summarise.ts";
import { type InferenceResult, prepare, runInference } from "../../src/runs/infer.ts";
import { rankDraws, recover } from "../../src/runs/recover.ts";
import { WorkerPool } from "../../src/workers/pool.ts";
import { cancelFlag, scenarioOf } from "../support/scenario.ts";

const pool = new WorkerPool();
test.after(() => pool.close());

const normal = (x: number, mean: number, sd: number) =>
  Math.exp(-0.5 * ((x - mean) / sd) ** 2) / (sd * Math.sqrt(2 * Math.PI));

function run(scenario: CheckedScenario, workers = 1): Promise<InferenceResult> {
  return runInference(prepare(scenario), scenario.infers[0], { seed: 3, workers, pool, cancel: cancelFlag() });
}

async function quantities(scenario: CheckedScenario) {
  const prepared = prepare(scenario);
  const report = await summariseRun(prepared, scenario.infers[0], 3, await run(scenario), 0);
  return report.json;
}

const coin = `
  dim side = { heads, tails }
  data y = 2.5
  prior kind ~ Categorical(weight)
  prior mu ~ Normal(0, 1)
  observe y ~ Normal(mu + 3 * kind, 1)
  let is_tails = kind == side.tails
  target kind, mu, is_tails`.replace("data y", "data weight[side] = [0.7, 0.3]\n  data y");

test("probabilities are those of the posterior, by label", async () => {
  const tails = 0.3 * normal(2.5, 3, Math.SQRT2);
  const heads = 0.7 * normal(2.5, 0, Math.SQRT2);
  const expected = tails / (tails + heads);
  const { kind, is_tails } = (await quantities(await scenarioOf(coin, "nuts(chains = 2, warmup = 300, draws = 2000)")))
    .quantities;
  assert.equal(Object.keys(kind.probabilities ?? {}), ["heads", "tails"]);
  // The conditional probabilities have a standard deviation of 0.25; 4000 draws of an ESS of 1000 at least.
  assert.ok(Math.abs((kind.probabilities?.tails ?? 0) - expected) < 4 * (0.25 / Math.sqrt(1000)));
  assert.ok(Math.abs(kind.mean - (kind.probabilities?.tails ?? 0)) < 1e-12);
  assert.ok(Math.abs((is_tails.probabilities?.["1"] ?? 0) - (kind.probabilities?.tails ?? 0)) < 1e-12);
});

test("the evidence of a mixture is in closed form", async () => {
  const result = await run(await scenarioOf(coin, "smc(particles = 1000, islands = 4)"));
  const { logEvidence, mcse } = combineEvidence(result.chains.flatMap(({ summary }) => summary?.logEvidence ?? []));
  const expected = Math.log(0.7 * normal(2.5, 0, Math.SQRT2) + 0.3 * normal(2.5, 3, Math.SQRT2));
  assert.ok(Math.abs(logEvidence - expected) < 4 * mcse + 0.01, `${logEvidence}, not ${expected}`);
});

const doors = `
  dim door = { first, second, third }
  data prior_of[door] = [0.5, 0.25, 0.25]
  data opens[door, door] = [[0, 0.5, 0.5], [0, 0, 1], [0, 1, 0]]
  prior car ~ Categorical(prior_of)
  observe 2 ~ Categorical(opens[car])
  target car`;

test("with discrete latents alone every algorithm is exact", async () => {
  for (const infer of ["nuts(draws = 500)", "hmc(draws = 500)", "rwm(draws = 500)", "smc(particles = 500)"]) {
    const { quantities: found, log_evidence, warnings } = await quantities(await scenarioOf(doors, infer));
    const { first, second, third } = found.car.probabilities ?? {};
    assert.ok(Math.abs(first - 0.5) < 1e-12 && Math.abs(second - 0.5) < 1e-12, `${first}, ${second}`);
    assert.is(third, 0);
    assert.ok(Math.abs((log_evidence ?? 0) - Math.log(0.5)) < 1e-12);
    assert.equal(warnings, []);
  }
});

test("missing categories of a chain have the probabilities of their neighbours", async () => {
  const text = `data s[time] = json("chain.json").s
    dim state = 2
    data P[state, state] = [[0.7, 0.3], [0.4, 0.6]]
    prior mu ~ Normal(0, 1)
    for t in time { observe s[t] ~ Categorical(if t == 0 then [0.5, 0.5] else P[s[t - 1]]) }
    observe 1 ~ Normal(mu, 1)
    target mu`;
  const scenario = await scenarioOf(text, "nuts(chains = 1, warmup = 50, draws = 50)", {
    "chain.json": '{ "s": [0, null, 1, 1, null, null] }',
  });
  const found = (await quantities(scenario)).quantities;
  const near = (name: string, expected: number) => {
    const p = found[name].probabilities?.["1"] ?? Number.NaN;
    assert.ok(Math.abs(p - expected) < 1e-12, `${name}: ${p}, not ${expected}`);
  };
  near("s[1]", (0.3 * 0.6) / (0.3 * 0.6 + 0.7 * 0.3));
  near("s[4]", 0.6);
  near("s[5]", 0.6 * 0.6 + 0.4 * 0.3);
});

test("draws are the same for any number of workers", async () => {
  const scenario = await scenarioOf(coin, "nuts(chains = 3, warmup = 100, draws = 100)");
  const targets = async (workers: number) =>
    (await run(scenario, workers)).chains.map((chain) => chain.targets.map((draw) => [...draw]));
  assert.equal(await targets(2), await targets(1));
});

test("recovered discrete truths have uniform ranks", async () => {
  const scenario = await scenarioOf(
    `data y[n] = [0, 0]
    prior kind ~ Bernoulli(0.4)
    prior mu ~ Normal(0, 1)
    observe y ~ Normal(mu + 2 * kind, 1)
    target kind, mu`,
    "nuts(chains = 2, warmup = 150, draws = 200)",
  );
  const options = { seed: 1, workers: 1, pool, cancel: cancelFlag(), count: 60 };
  const elements = [];
  for await (const data of recover(scenario, scenario.infers[0], options)) elements.push(data.elements);
  for (const which of [0, 1]) {
    const calibration = calibrationOf(
      elements.map((each) => [each[which]]),
      rankDraws,
    );
    assert.ok(calibration.rank_p > 0.001, `${which}: ${calibration.rank_p}`);
  }
});

test.run();
