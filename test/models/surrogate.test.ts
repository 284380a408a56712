/** A small sample of `npm run verify -- surrogate`, and a posterior of weights that narrows with the explanations it is given. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { loadScenario } from "../../src/cli/scenario.ts";
import { summariseRun } from "../../src/report/summarise.ts";
import { prepare, runInference } from "../../src/runs/infer.ts";
import { WorkerPool } from "../../src/workers/pool.ts";
import { cancelFlag } from "../support/scenario.ts";

const pool = new WorkerPool();
const folder = new URL("../../models/explanations/", import.meta.url).pathname;

async function run(file: string, set: Record<string, number>, infer: string) {
  const { scenario } = await loadScenario(`${folder}${file}`, { set, infer });
  const prepared = prepare(scenario);
  const result = await runInference(prepared, scenario.infers[0], { seed: 1, workers: 2, pool, cancel: cancelFlag() });
  return { scenario, prepared, result };
}

const infer = "map(optimizer = adam(rate = 0.02), starts = 1, steps = 250)";

test("five explanations say more of a victim than the labels of fifty inputs", async () => {
  const explained = await run("surrogate/jacobian.pal", { inputs: 5 }, infer);
  const labelled = await run("surrogate/labels.pal", { inputs: 50 }, infer);
  const [agreement] = explained.result.chains[0].targets[0];
  const [rival] = labelled.result.chains[0].targets[0];
  assert.ok(agreement > 0.85 && agreement > rival + 0.1, `${agreement}, by labels ${rival}`);
  assert.equal([...explained.scenario.answered], [["f", 50]], "ten gradients for each of five rows");
  assert.equal([...labelled.scenario.answered], [["f", 50]]);
});

test("the posterior of the weights narrows where more is explained, and holds the truth", async () => {
  const widths: number[] = [];
  for (const explanations of [1, 8]) {
    const sampler = "nuts(chains = 2, warmup = 200, draws = 200, delta = 0.9)";
    const { scenario, prepared, result } = await run("posterior/scenario.pal", { explanations }, sampler);
    const { json } = await summariseRun(prepared, scenario.infers[0], 1, result, 0);
    const scores = json.fidelity?.answer;
    assert.ok(scores !== undefined && scores.coverage90 > 0.75, `${scores?.coverage90}`);
    assert.ok(scores.rmse < scores.control.tangent && scores.rmse < scores.prior_rmse);
    widths.push(scores.width90_over_prior);
  }
  assert.ok(widths[1] < 0.6 * widths[0], `${widths}`);
});

test.after(() => pool.close());
test.run();
