/** Verdicts of whole runs whose answer is known, and which rows may change places. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import type { Verdict } from "../../src/diagnostics/identifiability.ts";
import { areExchangeable } from "../../src/report/exchangeable.ts";
import { summariseRun } from "../../src/report/summarise.ts";
import { prepare, runInference } from "../../src/runs/infer.ts";
import { WorkerPool } from "../../src/workers/pool.ts";
import { scenarioOf } from "../support/scenario.ts";

const pool = new WorkerPool();
test.after(() => pool.close());

async function verdict(text: string, target: string, infer?: string): Promise<Verdict> {
  const scenario = await scenarioOf(text, infer);
  const prepared = prepare(scenario);
  const options = { seed: 2, workers: 1, pool, cancel: new Int32Array(1) };
  const result = await runInference(prepared, scenario.infers[0], options);
  const { json } = await summariseRun(prepared, scenario.infers[0], 2, result, 0);
  const found = json.verdicts?.[target];
  if (found === undefined) throw new Error(`no verdict on ${target}`);
  return found;
}

const chains = "nuts(chains = 8, warmup = 300, draws = 300)";
const starts = "map(starts = 10, steps = 800)";

const gaussian = "data y[n] = [2.1, 1.9, 2, 2.2]\nprior m ~ Normal(0, 10)\nobserve y ~ Normal(m, 0.2)\ntarget m";
const square = "prior m ~ Normal(0, 1)\nobserve 1 ~ Normal(m^2, 0.05)\ntarget m";
const product = "prior a ~ Normal(0, 1)\nprior b ~ Normal(0, 1)\nobserve 2 ~ Normal(a + b, 0.01)\ntarget a, b";

for (const infer of [chains, starts]) {
  const by = infer.slice(0, infer.indexOf("("));
  test(`${by}: a mean of precise data is identified`, async () => {
    assert.is((await verdict(gaussian, "m", infer)).verdict, "identified");
  });
  test(`${by}: a number of which only the square is seen is not`, async () => {
    assert.is((await verdict(square, "m", infer)).verdict, "not identified");
  });
}

test("a summand is not identified by the sum; one point for all starts is no proof, and is not taken as one", async () => {
  assert.is((await verdict(product, "a", chains)).verdict, "not identified");
});

test("a direction is a part of a vector whose length nothing tells", async () => {
  const text = `dim axis = 2
prior x[axis] ~ Gamma(4, 1)
observe 0 ~ Normal(0.8 * x[0] - 0.6 * x[1], 0.3)
target x`;
  const found = await verdict(text, "x", "nuts(chains = 4, warmup = 400, draws = 400)");
  assert.is(found.verdict, "partly", found.reason);
  assert.is(found.directions, 1);
});

const mixture = `dim part = 2
data y[n] = [-4.1, -3.8, -4, -4.2, -3.9, -4.1, 3.9, 4, 4.1, 3.8, 4.2, 4, 4.1]
prior centre[part] ~ Normal(0, 5)
observe y ~ Mixture([0.5, 0.5], Normal(centre[0], 0.3), Normal(centre[1], 0.3))
target centre`;

test("the centres of a mixture change places between chains, and are identified all the same", async () => {
  assert.is((await verdict(mixture, "centre", chains)).verdict, "identified");
});

test("which rows may change places", async () => {
  const exchangeable = async (text: string, target: string) => {
    const prepared = prepare(await scenarioOf(text));
    const found = prepared.scenario.targets.find(({ name }) => name === target);
    if (found === undefined) throw new Error(`no target ${target}`);
    return areExchangeable(prepared, found, 1);
  };
  assert.ok(await exchangeable(mixture, "centre"));
  assert.not(
    await exchangeable(mixture.replace("[0.5, 0.5]", "[0.4, 0.6]"), "centre"),
    "their weights tell them apart",
  );
  const units = (output: string) =>
    `dim unit = 3\ndim input = 2\ndata u[n, input] = [[1, 2], [0, 1], [2, 0.5]]
prior w[unit, input] ~ Normal(0, 1)\nprior v[unit] ~ Normal(0, 1)
observe 1 ~ Normal(sum([sum(${output} * tanh(w @ u[i])) for i in n]), 1)\ntarget w`;
  assert.ok(await exchangeable(units("v"), "w"), "hidden units, their output weights moving with them");
  assert.not(await exchangeable(units("[1, 2, 3]"), "w"));
  assert.not(await exchangeable(gaussian, "m"));
});

test.run();
