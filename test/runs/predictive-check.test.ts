/** The predictive check: a model that fits passes, one that does not is told, a point counts as a draw. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { prepare } from "../../src/runs/infer.ts";
import { checkPredictions, type PredictiveChecks } from "../../src/runs/predictive-check.ts";
import { scenarioOf } from "../support/scenario.ts";

async function check(text: string, groups: readonly (readonly number[])[][]): Promise<PredictiveChecks> {
  const positions = groups.map((group) => group.map((position) => Float64Array.from(position)));
  const result = await checkPredictions(prepare(await scenarioOf(text)), positions, 1, 0);
  if (typeof result === "string") throw new Error(`skipped: ${result}`);
  return result;
}

const numbers = Array.from({ length: 40 }, (_, i) => Math.sin(12.9898 * (i + 1)) * 1.4);
const normal = `data y[n] = [${numbers.join(", ")}]\nprior mu ~ Normal(0, 10)\nobserve y ~ Normal(mu, 1)\ntarget mu`;

test("data as the model would make them pass, data far off do not", async () => {
  const { groups } = await check(normal, [[[0]], [[3]]]);
  const [near, far] = groups;
  assert.ok(near?.passed);
  assert.ok(near !== undefined && near.observations[0].residual > 0.7 && near.observations[0].residual < 1.3);
  assert.is(near?.observations[0].observed, "y");
  assert.not(far?.passed);
  // Off by 3 sd everywhere, so the mean squared distance is about 9 + 1.
  assert.ok(far !== undefined && Math.abs(far.observations[0].residual - Math.sqrt(10)) < 0.5);
  assert.is(far?.observations[0].p, 1 / 101);
});

test("what is explained of the variance, and what is left to noise, are those of the line and its residuals", async () => {
  const x = Array.from({ length: 200 }, (_, i) => i / 100);
  const y = x.map((each, i) => 2 * each + 0.5 * Math.sin(7.3 * i));
  const line = `data x[n] = [${x.join(", ")}]\ndata y[n] = [${y.join(", ")}]\nprior b ~ Normal(0, 1)\nobserve y ~ Normal(b * x, 2)\ntarget b`;
  const { groups } = await check(line, [[[2]]]);
  const middle = y.reduce((a, b) => a + b, 0) / y.length;
  const total = y.reduce((sum, each) => sum + (each - middle) ** 2, 0);
  const left = y.reduce((sum, each, i) => sum + (each - 2 * x[i]) ** 2, 0);
  const variance = groups[0]?.observations[0].variance;
  assert.ok(
    variance !== undefined && Math.abs(variance.explained - (1 - left / total)) < 0.05,
    JSON.stringify(variance),
  );
  assert.ok(Math.abs(variance.noise - (4 * y.length) / total) < 0.1 * variance.noise);
  assert.ok(groups[0]?.passed, "noise of 2 hides everything");
  const one = await check("data y = 3\nprior m ~ Normal(0, 1)\nobserve y ~ Normal(m, 1)\ntarget m", [[[3]]]);
  assert.is(one.groups[0]?.observations[0].variance, undefined, "one number has no variance");
});

test("draws are predicted from together", async () => {
  const wide = Array.from({ length: 100 }, (_, i) => [-5 + i / 10]);
  const { groups } = await check(normal, [wide]);
  assert.ok(groups[0]?.passed, "what is unsure predicts widely");
});

test("counts, categories and missing values", async () => {
  const counts = "data y[n] = [0, 0, 1, 0]\nprior p ~ Beta(1, 1)\nobserve y ~ Bernoulli(p)\ntarget p";
  const told = (await check(counts, [[[-1]]])).groups[0];
  assert.ok(told?.passed);
  assert.is(told?.observations[0].variance, undefined, "discrete");
  // All 0 are predicted, and one of forty is 1.
  const rare = `data y[n] = [${Array.from({ length: 40 }, (_, i) => (i === 5 ? 30 : 0)).join(", ")}]\nprior r ~ Gamma(1, 1)\nobserve y ~ Poisson(r)\ntarget r`;
  assert.not((await check(rare, [[[-3]]])).groups[0]?.passed);
});

test("a discrete latent that was summed out is drawn given the position", async () => {
  const mixture =
    "data y[n] = [-4, 4, -4.2, 3.9, 4.1]\nprior m ~ Normal(4, 1)\nprior z[n] ~ Bernoulli(0.5)\nobserve y ~ Normal((2 * z - 1) * m, 0.3)\ntarget m";
  assert.ok((await check(mixture, [[[4]]])).groups[0]?.passed);
  assert.not((await check(mixture, [[[7]]])).groups[0]?.passed);
});

test("nothing observed, nothing to check", async () => {
  const scenario = prepare(await scenarioOf("prior mu ~ Normal(0, 1)\nfactor -mu^4\ntarget mu"));
  assert.is(await checkPredictions(scenario, [[Float64Array.of(0)]], 1, 0), "nothing observed");
  const some = prepare(await scenarioOf(normal));
  assert.is(await checkPredictions(some, [[]], 1, 0), "no draws");
});

test.run();
