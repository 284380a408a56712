/** Ancestral sampling: moments of a hierarchy, and the way back to unconstrained positions. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { layoutOf } from "../../src/density/layout.ts";
import { planOutputs, startOutputs } from "../../src/density/outputs.ts";
import { isProper, planObservations, planPrior, startDraw, startPrior } from "../../src/density/sampler.ts";
import { mean, variance } from "../../src/diagnostics/moments.ts";
import { CounterRandom } from "../../src/inference/counter-random.ts";
import { scenarioOf } from "../support/scenario.ts";

const draws = 20_000;

test("a hierarchy has the moments of its marginal", async () => {
  const scenario = await scenarioOf(
    "dim n = 2\ndata y[n] = [0, 0]\nprior mu ~ Normal(1, 2)\nprior x[n] ~ Normal(mu, 3)\nobserve y ~ Normal(x, 1)\ntarget x",
  );
  const layout = layoutOf(scenario);
  const sampler = startPrior(planPrior(scenario, layout));
  const simulate = planObservations(scenario, layout).map((plan) => startDraw(plan, new Map()));
  const latents = new Float64Array(3);
  const simulated = new Float64Array(2);
  const columns = Array.from({ length: 5 }, () => new Float64Array(draws));
  const random = new CounterRandom(1, 0);
  for (let draw = 0; draw < draws; draw++) {
    random.seek(draw);
    sampler.drawValues(random, latents);
    for (const one of simulate) assert.is(one(random, latents, simulated), undefined);
    [...latents, ...simulated].forEach((value, i) => {
      columns[i][draw] = value;
    });
  }
  // mu, x0, x1, y0, y1: variances 4, 4 + 9, 4 + 9 + 1; covariances between different elements are those of mu, except x with its y.
  const variances = [4, 13, 13, 14, 14];
  const covariance = (i: number, j: number) => (i === 0 || j === 0 ? 4 : (j - i) % 2 === 0 ? 13 : 4);
  for (let i = 0; i < 5; i++) {
    const exact = variances[i];
    // Five standard errors: sd / sqrt(n) of a mean, variance sqrt(2 / n) of a variance of normals.
    assert.ok(Math.abs(mean(columns[i]) - 1) < 5 * Math.sqrt(exact / draws), `mean ${i}`);
    assert.ok(Math.abs(variance(columns[i]) / exact - 1) < 5 * Math.sqrt(2 / draws), `variance ${i}`);
    for (let j = i + 1; j < 5; j++) {
      const products = columns[i].map((a, k) => (a - 1) * (columns[j][k] - 1));
      const error = Math.sqrt((exact * variances[j] + covariance(i, j) ** 2) / draws);
      assert.ok(Math.abs(mean(products) - covariance(i, j)) < 5 * error, `covariance ${i} ${j}: ${mean(products)}`);
    }
  }
});

test("unconstrained positions of prior draws lead back to them", async () => {
  const scenario = await scenarioOf(`dim n = 3
prior a ~ Gamma(2, 1)\nprior b ~ Uniform(-2, 5)\nprior c ~ Beta(2, 2)\nprior d[n] ~ Normal(a, 1)
prior e[n, n] ~ Dirichlet([1, 2, 3])\nprior g ~ Uniform(b, b + a)\nprior h[n] ~ MvNormal(d, [[1, 0, 0], [0, 1, 0], [0, 0, 1]])
observe 1 ~ Normal(a, 1)\ntarget a, b, c, d, e, g, h`);
  const layout = layoutOf(scenario);
  assert.is(layout.valueCount, 1 + 1 + 1 + 3 + 9 + 1 + 3);
  assert.is(layout.dimension, layout.valueCount - 3, "a simplex has one coordinate less");
  const sampler = startPrior(planPrior(scenario, layout));
  const outputs = startOutputs(planOutputs(scenario, layout), new Map());
  const random = new CounterRandom(2, 0);
  const [latents, values, targets] = [0, 1, 2].map(() => new Float64Array(layout.valueCount));
  const position = new Float64Array(layout.dimension);
  for (let draw = 0; draw < 200; draw++) {
    random.seek(draw);
    sampler.drawValues(random, latents);
    sampler.unconstrain(latents, position);
    outputs(position, { targets, values });
    latents.forEach((value, i) => {
      // A logit of 1 - 1e-6 loses six digits; priors here stay within.
      assert.ok(Math.abs(values[i] - value) <= 1e-9 * Math.max(1, Math.abs(value)), `${i}: ${values[i]}, not ${value}`);
    });
    assert.equal(targets, values, "the targets are the latents");
    const again = new Float64Array(layout.dimension);
    random.seek(draw);
    sampler.drawPosition(random, again);
    assert.equal(again, position);
  }
});

test("an improper prior has no draws", async () => {
  const text = "prior a ~ Normal(0, 1)\nprior b ~ Flat()\nobserve 1 ~ Normal(a + b, 1)\ntarget a";
  assert.is(isProper(await scenarioOf(text)), false);
  assert.is(isProper(await scenarioOf(text.replace("Flat()", "Normal(0, 9)"))), true);
});

test("targets and observations that ask a net", async () => {
  const scenario = await scenarioOf(`dim r = 2\ndim k = 3\ndim f = 4
data seen[r, k] = [[0.2, 0.3, 0.5], [0.6, 0.3, 0.1]]
model net(real[f]) -> simplex[k] = tfjs("tanh/model.json") access parameters
prior x[r, f] ~ Normal(0, 1)\nlet s = net(x)\nobserve seen ~ Normal(s, 0.000001)\ntarget s`);
  const layout = layoutOf(scenario);
  const sampler = startPrior(planPrior(scenario, layout));
  const outputs = startOutputs(planOutputs(scenario, layout), new Map());
  const [simulate] = planObservations(scenario, layout).map((plan) => startDraw(plan, new Map()));
  const random = new CounterRandom(3, 0);
  const [latents, values] = [0, 1].map(() => new Float64Array(8));
  const [simulated, targets] = [0, 1].map(() => new Float64Array(6));
  sampler.drawValues(random, latents);
  simulate(random, latents, simulated);
  const position = new Float64Array(8);
  sampler.unconstrain(latents, position);
  outputs(position, { targets, values });
  for (const [i, value] of simulated.entries()) assert.ok(Math.abs(value - targets[i]) < 6e-6);
});

test.run();
