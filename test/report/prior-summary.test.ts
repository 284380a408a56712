/** Summaries of the prior of many elements: those of one distribution tell of each other, all others are drawn one by one. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { summarisePrior } from "../../src/report/prior-summary.ts";
import { prepare } from "../../src/runs/infer.ts";
import { scenarioOf } from "../support/scenario.ts";

const summaries = async (text: string) => {
  const found = await summarisePrior(prepare(await scenarioOf(text)), 1);
  return (found ?? []).map((element) => element ?? assert.unreachable("every element has a prior"));
};

test("elements of one distribution have one summary, as exact as of 20,000 draws", async () => {
  const all = await summaries("dim n = 3000\nprior x[n] ~ Uniform(-1, 1)\nobserve 1 ~ Normal(sum(x), 1)\ntarget x");
  assert.is(all.length, 3000);
  const [first] = all;
  assert.ok(all.every((element) => element === first));
  assert.ok(Math.abs((first?.sd ?? 0) - 1 / Math.sqrt(3)) < 0.005);
  assert.ok(Math.abs(first?.mean ?? 1) < 0.015);
  assert.ok(Math.abs((first?.q05 ?? 0) + 0.9) < 0.01 && Math.abs((first?.q95 ?? 0) - 0.9) < 0.01);
});

test("elements whose distributions differ, and what is made of latents, are told apart", async () => {
  const scales = Array.from({ length: 1500 }, (_, i) => 1 + i / 1500).join(", ");
  const text =
    `dim n = 1500\ndata s[n] = [${scales}]\n` +
    "prior x[n] ~ Normal(0, s)\nprior z[n] ~ Normal(3, 1)\nlet y[n] = 2 * z\n" +
    "observe 1 ~ Normal(sum(x) + sum(z), 1)\ntarget x, y";
  const all = await summaries(text);
  assert.is(all.length, 3000);
  const ratio = (all[1499]?.sd ?? 0) / (all[0]?.sd ?? 1);
  assert.ok(ratio > 1.7 && ratio < 2.3, `${ratio}`);
  assert.ok(Math.abs((all[2000]?.mean ?? 0) - 6) < 0.2);
  assert.is.not(all[2000], all[2001]);
});

test.run();
