/** The shipped scenarios that ask for derivatives or infer a network. */
import { fileURLToPath } from "node:url";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { loadScenario } from "../../src/cli/scenario.ts";
import { layoutOf } from "../../src/density/layout.ts";
import { planTargetsOfValues, startOutputs } from "../../src/density/outputs.ts";
import { constantValue } from "../../src/tensor/evaluate.ts";
import { runScenario } from "../../verify/support/run.ts";

const fileOf = (name: string) => fileURLToPath(new URL(`../../models/${name}`, import.meta.url));

test("the explanations of iris are the derivatives of its net at the records", async () => {
  const { scenario } = await loadScenario(fileOf("iris/explanations.pal"), { set: {} });
  const shown = scenario.observations.find(({ text }) => text === "shown");
  const records = scenario.truths.find(({ target }) => target === "x");
  const data = shown && constantValue(shown.value);
  const x = records && constantValue(records.node);
  if (shown === undefined || data === undefined || x === undefined) throw new Error("data and truth are known");
  const [mean] = shown.likelihood.args;
  const target = { name: "mean", node: mean, axes: shown.axes, span: shown.span };
  const plan = planTargetsOfValues({ ...scenario, targets: [target] }, layoutOf(scenario));
  const found = new Float64Array(plan.targetCount);
  await startOutputs(plan, new Map())(x, { targets: found, values: x });
  // Float32, through a net of two layers.
  for (const [i, derivative] of data.entries()) assert.ok(Math.abs(found[i] - derivative) < 1e-5);
});

test("petals: what was measured is known, what lies between less, what is like nothing least", async () => {
  const { summary } = await runScenario(fileOf("petals/scenario.pal"), {
    infer: "nuts(chains = 2, warmup = 300, draws = 300)",
    seed: 1,
  });
  const { score, ...guesses } = summary.quantities;
  // Eight thousand particles of smc with hmc moves give -0.148 with a standard deviation of 0.034.
  assert.ok(Math.abs(score.mean + 0.148) < 4 * score.mcse_mean, `held-out score ${score.mean}`);
  assert.ok(guesses["guess[0,0]"].mean > 0.95);
  const widths = [0, 1, 2].map((petal) => guesses[`guess[${petal},1]`].sd);
  assert.ok(widths[0] < widths[1] && widths[1] < widths[2], widths.join());
});

test.run();
