/** The summary of a run: the shape that `pal run --json` promises, names of elements, fidelity by hand. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import type { CheckedScenario } from "../../src/language/checked.ts";
import { summarisePrior } from "../../src/report/prior-summary.ts";
import { summariseRun } from "../../src/report/summarise.ts";
import type { ChainDraws } from "../../src/runs/collect.ts";
import { type InferenceResult, prepare } from "../../src/runs/infer.ts";
import { scenarioOf } from "../support/scenario.ts";

const text = `dim r = 2\ndim side = { left, right }
data y[r, side] = [[1, 2], [3, 4]]
prior m ~ Normal(0, 1)\nprior x[r, side] ~ Normal(0, 2)\nobserve y ~ Normal(x + m, 1)
target m, x
truth x = [[1, 2], [0, 4]]
control x = [[1, 1], [1, 1]] as ones`;

/** Two chains of draws; element i of draw k is `value(i, k)`, the latents in the order of the targets. */
function resultOf(scenario: CheckedScenario, count: number, value: (i: number, k: number) => number): InferenceResult {
  const { outputs } = prepare(scenario);
  const chain = (number: number): ChainDraws => ({
    chain: number,
    targets: Array.from({ length: count }, (_, k) =>
      Float64Array.from({ length: outputs.targetCount }, (_, i) => value(i, k)),
    ),
    statistics: {
      divergent: Array.from({ length: count }, (_, k) => (k === 3 ? 1 : 0)),
      depth: new Array(count).fill(2),
    },
    logDensities: new Array(count).fill(-1),
    positions: [],
    families: [],
    probabilities: [],
    complete: true,
  });
  const algorithm = { name: "nuts", options: { delta: 0.8, draws: count } };
  return { algorithm, chains: [chain(0), chain(1)], partCount: 1, seconds: 1.5, queries: 7 };
}

test("the object that is printed", async () => {
  const scenario = await scenarioOf(text);
  // Element i alternates between i - 1 and i + 1.
  const result = resultOf(scenario, 100, (i, k) => i + (k % 2 === 0 ? 1 : -1));
  const { json, draws, truth } = await summariseRun(prepare(scenario), scenario.infers[0], 4, result, 3);
  assert.equal(Object.keys(json), [
    "scenario",
    "infer",
    "algorithm",
    "seed",
    "seconds",
    "queries",
    "divergences",
    "complete",
    "quantities",
    "fit",
    "fidelity",
    "verdicts",
    "warnings",
  ]);
  const { scenario: name, infer, algorithm, seed, seconds, queries, divergences, complete } = json;
  assert.equal(
    [name, infer, algorithm, seed, seconds, queries, divergences, complete],
    ["test", "nuts", "nuts", 4, 1.5, 10, 2, true],
  );
  assert.equal(Object.keys(json.quantities), ["m", "x[0,0]", "x[0,1]", "x[1,0]", "x[1,1]"]);
  const quantity = json.quantities["x[0,1]"];
  assert.equal(Object.keys(quantity), ["mean", "sd", "q05", "q50", "q95", "mcse_mean", "ess_bulk", "ess_tail", "rhat"]);
  assert.equal([quantity.mean, quantity.q05, quantity.q95], [2, 1, 3]);
  assert.ok(Math.abs(quantity.sd - Math.sqrt(200 / 199)) < 1e-12);
  assert.is(draws, 200);
  assert.equal([...truth], [Number.NaN, 1, 2, 0, 4]);
  assert.match(json.warnings.join("\n"), "2 of 200 transitions diverged");

  const fidelity = json.fidelity?.x;
  assert.equal(Object.keys(json.fidelity ?? {}), ["x"]);
  // Means are 1, 2, 3, 4 with intervals one wide on each side, the truth 1, 2, 0, 4.
  assert.is(fidelity?.rmse, Math.sqrt(9 / 4));
  assert.equal(fidelity?.control, { ones: Math.sqrt((0 + 1 + 1 + 9) / 4) });
  assert.is(fidelity?.coverage90, 3 / 4);
  assert.is(fidelity?.elements, 4);
  assert.equal(Object.keys(fidelity?.columns ?? {}), ["left", "right"]);
  assert.is(fidelity?.columns?.left.rmse, Math.sqrt(9 / 2));
  assert.is(fidelity?.columns?.right.rmse, 0);
  // The prior: mean 0 and 90 % range 2 * 1.645 * 2, from 20,000 draws: 5 standard errors are 0.07 of a mean, 2 % of a width.
  assert.ok(Math.abs((fidelity?.prior_rmse ?? 0) - Math.sqrt(21 / 4)) < 0.07);
  assert.ok(Math.abs((fidelity?.width90_over_prior ?? 0) / (2 / 6.58) - 1) < 0.03);
});

test("no draws, no quantities; the evidence only of islands that arrived", async () => {
  const scenario = await scenarioOf(text, "smc(particles = 10, islands = 2)");
  const empty = resultOf(scenario, 0, () => 0);
  const none = await summariseRun(prepare(scenario), scenario.infers[0], 1, { ...empty, stopped: "budget" }, 0);
  assert.equal(none.json.quantities, {});
  assert.is(none.json.fidelity, undefined);
  assert.is(none.json.complete, false);
  const summary = (logEvidence: number) => ({
    seconds: 1,
    queries: 0,
    evaluations: 5,
    statistics: {},
    logEvidence: Float64Array.of(logEvidence),
    ancestors: 90,
  });
  const algorithm = { name: "smc", options: { particles: 10, islands: 2 } };
  const full = resultOf(scenario, 10, (i, k) => i + k);
  const chains = full.chains.map((chain, i) => ({
    ...chain,
    statistics: {},
    summary: summary(-5 - i),
    complete: i === 0,
  }));
  const { json } = await summariseRun(prepare(scenario), scenario.infers[0], 1, { ...full, algorithm, chains }, 0);
  assert.is(json.log_evidence, -5);
  assert.is(json.divergences, 0);
});

test("a target that is no number in some draws has no summary, and the run says so", async () => {
  const scenario = await scenarioOf("prior a ~ Normal(0, 1)\nlet b = sqrt(a)\nobserve 1 ~ Normal(a, 1)\ntarget a, b");
  const result = resultOf(scenario, 10, (i, k) => (i === 1 && k === 3 ? Number.NaN : i + k));
  const { json } = await summariseRun(prepare(scenario), scenario.infers[0], 1, result, 0);
  assert.ok(Number.isFinite(json.quantities.a.q95));
  assert.ok(Number.isNaN(json.quantities.b.q95) && Number.isNaN(json.quantities.b.mean));
  assert.match(json.warnings[0], /^b is NaN or infinite in \d+ of \d+ draws/);
});

test("the prior of the targets: moments, and no standard deviation where there is none", async () => {
  const scenario = await scenarioOf(
    "prior m ~ Normal(1, 3)\nprior tau ~ HalfCauchy(5)\nlet big = 2 * m\nobserve 1 ~ Normal(m, tau)\ntarget big, tau",
  );
  const [big, tau] = (await summarisePrior(prepare(scenario), 1)) ?? [];
  assert.ok(big !== undefined && tau !== undefined);
  // 20,000 draws: five standard errors of a mean are 0.035 sd, of a standard deviation 2.5 %, of these quantiles about 0.075 sd.
  assert.ok(Math.abs(big.mean - 2) < 0.22 && Math.abs(big.sd / 6 - 1) < 0.025, `${big.mean} ${big.sd}`);
  assert.ok(Math.abs(big.q95 - (2 + 6 * 1.645)) < 0.45);
  assert.ok(Number.isNaN(tau.sd), `${tau.sd}`);
  assert.ok(Math.abs(tau.q95 / (5 * Math.tan((0.95 * Math.PI) / 2)) - 1) < 0.2, "quantiles are always there");
  const improper = await scenarioOf("prior m ~ Flat()\nobserve 1 ~ Normal(m, 1)\ntarget m");
  assert.is(await summarisePrior(prepare(improper), 1), undefined);
});

test.run();
