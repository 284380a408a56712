/** Draws beside samples of the true distribution, in the summary and as columns of a sweep. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { renderSample } from "../../src/cli/sample-table.ts";
import { CounterRandom } from "../../src/inference/counter-random.ts";
import { sampleFidelities } from "../../src/report/samples.ts";
import { summariseRun } from "../../src/report/summarise.ts";
import { prepare, runInference } from "../../src/runs/infer.ts";
import { figuresOf } from "../../src/sweep/figures.ts";
import { inThisThread } from "../../src/workers/pool.ts";
import { scenarioOf } from "../support/scenario.ts";

const random = new CounterRandom(5, 0);
const normal = (mean: number, sd: number) => (mean + sd * random.normal()).toFixed(4);
/** Of each part in turn rows of its posterior: with unit noise and prior, N(y / 2, 1 / 2). */
const rows = Array.from({ length: 600 }, (_, i) => [normal(i % 2 === 0 ? 1 : -2, Math.SQRT1_2)]);
const text = `dim part = 2
data y[part] = [2, -4]
prior x[part] ~ Normal(0, 1)
observe y ~ Normal(x, 1)
target x
truth x = [${rows.join(", ")}] sampled by [i % 2 for i in 0..600]
infer smc = smc(particles = 500, islands = 2)`;

const cancel = new Int32Array(new SharedArrayBuffer(4));

async function run(more = "") {
  const prepared = prepare(await scenarioOf(`${text}${more}`));
  const [infer] = prepared.scenario.infers;
  const result = await runInference(prepared, infer, { seed: 3, workers: 1, pool: inThisThread, cancel });
  return { prepared, infer, result };
}

test("draws of the very distribution are at no distance, those of the prior are", async () => {
  const { prepared, infer, result } = await run();
  const { json } = await summariseRun(prepared, infer, 3, result, 0);
  const sample = json.samples?.x;
  assert.ok(sample);
  // 500 draws beside 300 rows of one distribution leave about 1 / 300.
  assert.ok(Math.abs(sample.energy) < 0.01, String(sample.energy));
  assert.ok(Math.abs(sample.mmd) < 0.01, String(sample.mmd));
  assert.ok(sample.of.prior.energy > 0.2 && sample.of.prior.mmd > 0.1);
  const figures = figuresOf(json);
  assert.is(figures["samples.x.energy"], sample.energy);
  assert.is(figures["samples.x.mmd"], sample.mmd);
  assert.is(figures["samples.x.of.prior.energy"], sample.of.prior.energy);
  assert.is(json.fidelity, undefined, "a sample is no answer to compare element by element");
});

test("an optimiser has no draws, and the report says so", async () => {
  const { prepared, infer, result } = await run();
  const points = { ...result, algorithm: { name: "map", options: {} } };
  assert.equal(await sampleFidelities(prepared, 3, points), {});
  const { warnings } = await summariseRun(prepared, infer, 3, points, 0);
  assert.match(warnings.join("\n"), "`x` is not compared with the sample of its true distribution");
  assert.match(warnings.join("\n"), "`map`");
});

test("a row is marked where the prior is as close", () => {
  const table = renderSample(
    "x",
    { energy: 0.5, mmd: 0.1, of: { prior: { energy: 0.4, mmd: 0.2 } } },
    { color: false },
  );
  assert.match(table[0], /draws of x and its sample +posterior +prior/);
  assert.match(table[1], /energy distance +0\.50? +0\.40? +no closer than prior/);
  assert.not.match(table[2], /no closer/);
});

test.run();
