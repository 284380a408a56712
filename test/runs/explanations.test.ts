/** Reading inputs back from explanations, and networks whose weights are inferred: whole runs, and their query counts. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { programBox } from "../../src/blackbox/program-box.ts";
import { summarise } from "../../src/diagnostics/summary.ts";
import type { CheckedScenario } from "../../src/language/checked.ts";
import { type InferenceResult, prepare, runInference } from "../../src/runs/infer.ts";
import { WorkerPool } from "../../src/workers/pool.ts";
import { load, vjpOf } from "../blackbox/support.ts";
import { cancelFlag, scenarioOf, withoutImport } from "../support/scenario.ts";

const pool = new WorkerPool();

function run(scenario: CheckedScenario, spent?: ReadonlyMap<string, number>): Promise<InferenceResult> {
  const options = { seed: 3, workers: 1, pool, cancel: cancelFlag(), spent };
  return runInference(prepare(scenario), scenario.infers[0], options);
}

const columns = (result: InferenceResult, element: number) =>
  result.chains.map((chain) => Float64Array.from(chain.targets, (draw) => draw[element]));

const truth = [0.6, -0.4, 0.9, -0.2];

/** The derivatives of the three scores of the net at the truth. */
async function explanation(): Promise<number[][]> {
  const box = programBox("f", await load("tanh"));
  const rows: number[][] = [];
  for (const output of [0, 1, 2]) {
    const cotangent = Float64Array.from([0, 1, 2], (i) => (i === output ? 1 : 0));
    rows.push([...(await vjpOf(box, Float64Array.from(truth), cotangent, 1))]);
  }
  return rows;
}

const released = JSON.stringify(await explanation());

/** Explanations known to 0.02, of inputs known to 1. */
function inversion(access: string): string {
  return `dim k = 3\ndim d = 4\ndata e[k, d] = ${released}
model f(real[d]) -> simplex[k] = tfjs("tanh/model.json") access ${access}
prior x[d] ~ Normal(0, 1)\nobserve e ~ Normal(gradient(f, x), 0.01)\ntarget x`;
}

const ways: readonly (readonly [access: string, infer: string])[] = [
  ["explanations", "smc(particles = 600, islands = 2)"],
  ["parameters", "nuts(chains = 2, warmup = 300, draws = 400)"],
];

for (const [access, infer] of ways) {
  test(`${infer} finds the input that has these explanations, under access ${access}`, async () => {
    const result = await run(await scenarioOf(inversion(access), infer));
    for (const [i, x] of truth.entries()) {
      const { mean, sd } = summarise(columns(result, i));
      assert.ok(sd < 0.25, `x[${i}] is known to ${sd} only`);
      assert.ok(Math.abs(mean - x) < 3 * sd, `x[${i}] = ${mean} +- ${sd}, not ${x}`);
    }
    assert.ok(result.queries > 0);
  });
}

test("explanations of a box that is asked as it is: three rows an evaluation, and as many are counted", async () => {
  const scenario = withoutImport(await scenarioOf(inversion("explanations"), "smc(particles = 20, islands = 1)"));
  const result = await run(scenario);
  const evaluations = result.chains.reduce((sum, chain) => sum + (chain.summary?.evaluations ?? 0), 0);
  assert.is(result.queries, 3 * evaluations);
});

test("the posterior of a network is the same by nuts and by smc", async () => {
  const text = `data x[n] = [-1, -0.5, 0, 0.5, 1]\ndata y[n] = [-0.7, -0.5, 0.1, 0.4, 0.8]
network N(real) -> real = dense([2], tanh)\nprior parameters(N) ~ Normal(0, 1)
observe y ~ Normal(N(x), 0.3)\nlet at = N([-2, 0.2, 2])\nlet slope = gradient(N, 0)\ntarget at, slope, N`;
  const nuts = await run(await scenarioOf(text, "nuts(chains = 2, warmup = 400, draws = 1000)"));
  const smc = await run(await scenarioOf(text, "smc(particles = 1000, islands = 4)"));
  // The predictions; single weights have the symmetries of the hidden units.
  for (const i of [0, 1, 2, 3]) {
    const [a, b] = [summarise(columns(nuts, i)), summarise(columns(smc, i))];
    const error = Math.hypot(a.mcse_mean, b.mcse_mean);
    assert.ok(error < 0.2 * a.sd);
    assert.ok(Math.abs(a.mean - b.mean) < 5 * error, `${a.mean} and ${b.mean} +- ${error}`);
  }
});

test.after(() => pool.close());
test.run();
