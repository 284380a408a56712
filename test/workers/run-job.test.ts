/** The events of a job: every draw of every chain once, in order, in blocks of many. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { loadScenario } from "../../src/cli/scenario.ts";
import { planDensity } from "../../src/density/plan.ts";
import { prepare } from "../../src/runs/infer.ts";
import { runJob } from "../../src/workers/run-job.ts";
import { eightSchoolsFile } from "../../verify/support/eight-schools.ts";

test("chains in lockstep hand over whole blocks", async () => {
  const chains = [0, 1, 2, 3];
  const draws = 700;
  const infer = `nuts(chains = ${chains.length}, warmup = 100, draws = ${draws})`;
  const { scenario } = await loadScenario(eightSchoolsFile, { set: {}, infer });
  const [algorithm] = scenario.infers[0].steps;
  const { prior } = prepare(scenario);
  const job = { density: planDensity(scenario, null), prior, algorithm, seed: 1, chains, chainCount: chains.length };
  const handedOver = chains.map(() => 0);
  const ended = new Set<number>();
  let blocks = 0;
  for await (const event of runJob(job, new Map(), () => false)) {
    if (event.kind === "end") ended.add(event.chain);
    if (event.kind !== "draws") continue;
    const { chain, first, count, logDensities } = event.block;
    assert.not.ok(ended.has(chain), "no draw after the end of its chain");
    assert.is(first, handedOver[chain]);
    assert.is(logDensities.length, count);
    handedOver[chain] += count;
    blocks++;
  }
  assert.equal(handedOver, [draws, draws, draws, draws]);
  assert.is(ended.size, chains.length);
  // A block a draw would be 2800; a busy machine hands over more often, as blocks wait at most a tenth of a second.
  assert.ok(blocks < (chains.length * draws) / 10, `${blocks} blocks`);
});

test.run();
