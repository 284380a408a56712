/** The first line of a run. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { describeScenario } from "../../src/cli/describe-scenario.ts";
import { scenarioOf } from "../support/scenario.ts";

test("sizes, parts, factors and boxes", async () => {
  const scenario = await scenarioOf(`dim k = 3\ndim f = 4
model net(real[f]) -> simplex[k] = tfjs("tanh/model.json") access scores
model far(real[f]) -> real[k] = tfjs("branches/model.json") access parameters
prior x[f] ~ Normal(0, 1)\nobserve [0.2, 0.3, 0.5] ~ Dirichlet(1 + 20 * net(x))\nfactor -sum(far(x)^2)\ntarget x`);
  const [first, net, far] = describeScenario(scenario, 1).split("\n");
  assert.is(first, "test: 4 latents, 3 observed values, 1 factor");
  assert.match(net, /^ {2}net: 4-16\(tanh\)-3\(softmax\), 131 weights, imported, access scores/);
  assert.match(far, /^ {2}far: .*, asked in batches, access parameters/);
  assert.match(describeScenario(scenario, 20), "4 latents in 20 independent parts");
  const single = await scenarioOf("prior a ~ Normal(0, 1)\nobserve 1 ~ Normal(a, 1)\ntarget a");
  assert.is(describeScenario(single), "test: 1 latent, 1 observed value");
});

test.run();
