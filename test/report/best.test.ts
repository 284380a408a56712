/** What is told of the starts of `map`: the best with its values, no draws' diagnostics, starts that failed. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { renderSummary } from "../../src/cli/summary-table.ts";
import { summariseRun } from "../../src/report/summarise.ts";
import { prepare, runInference } from "../../src/runs/infer.ts";
import { WorkerPool } from "../../src/workers/pool.ts";
import { cancelFlag, scenarioOf } from "../support/scenario.ts";

const pool = new WorkerPool();

async function report(text: string, infer: string) {
  const scenario = await scenarioOf(text, infer);
  const prepared = prepare(scenario);
  const run = { seed: 1, workers: 2, pool, cancel: cancelFlag() };
  const result = await runInference(prepared, scenario.infers[0], run);
  return { ...(await summariseRun(prepared, scenario.infers[0], 1, result, 0)), result };
}

test("the best start has its values; the others are only counted", async () => {
  // Two hills: the one at 3 is higher by log 9.
  const text = "prior x ~ Mixture([0.1, 0.9], Normal(-3, 0.1), Normal(3, 0.1))\ntarget x";
  const { json, result } = await report(text, "map(starts = 8, start = { x: Uniform(-4, 4) })");
  const high = result.chains.filter(({ targets }) => targets[0][0] > 0).length;
  assert.ok(high > 0 && high < 8);
  assert.equal(json.starts, { count: 8, failed: 0, as_good_as_best: high });
  assert.ok(Math.abs((json.best?.values.x ?? 0) - 3) < 1e-6);
  assert.ok((result.chains[(json.best?.start ?? 0) - 1].targets[0][0] ?? 0) > 0, "starts count from 1");
  const { rhat, ess_bulk, mcse_mean } = json.quantities.x;
  assert.ok([rhat, ess_bulk, mcse_mean].every(Number.isNaN));
  const rows = [{ name: "x", quantity: json.quantities.x, best: json.best?.values.x }];
  const [header] = renderSummary(rows, { all: true, color: false });
  assert.match(header, /best +mean +sd/);
  assert.not.match(header, /ess|rhat/);
  assert.equal(
    json.warnings.filter((sentence) => /R-hat|effective/.test(sentence)),
    [],
  );
});

test("starts that failed are counted, and said", async () => {
  const { json } = await report("prior x ~ Uniform(-1, 1)\nfactor 3 * log(x)\ntarget x", "map(starts = 12)");
  const failed = json.starts?.failed ?? 0;
  assert.ok(failed > 0 && failed < 12);
  assert.match(json.warnings.join("\n"), new RegExp(`${failed} of 12 starts failed and have no result`));
});

test.after(() => pool.close());
test.run();
