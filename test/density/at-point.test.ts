/** The log density at constrained values: each statement's share, the gradient without Jacobians. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { densityAt } from "../../src/density/at-point.ts";
import { layoutOf } from "../../src/density/layout.ts";
import type { CheckedScenario } from "../../src/language/checked.ts";
import { scenarioOf, withoutImport } from "../support/scenario.ts";

const text = `data y[n] = [1, 2.5]\nprior mu ~ Normal(0, 2)\nprior tau ~ HalfNormal(3)\nobserve y ~ Normal(mu, tau)\nfactor -mu^2\ntarget mu`;
const at = (scenario: CheckedScenario, values: readonly number[], withGradient = true) =>
  densityAt(scenario, layoutOf(scenario), Float64Array.from(values), withGradient);

test("shares of the statements, in their order", async () => {
  const { terms, logPrior, logLikelihood } = await at(await scenarioOf(text), [0.5, 1.5]);
  const normal = (x: number, mu: number, sd: number) =>
    -0.5 * ((x - mu) / sd) ** 2 - Math.log(sd) - 0.5 * Math.log(2 * Math.PI);
  const exact = [normal(0.5, 0, 2), normal(1.5, 0, 3) + Math.LN2, normal(1, 0.5, 1.5) + normal(2.5, 0.5, 1.5), -0.25];
  assert.equal(
    terms.map(({ kind, statement }) => [kind, statement]),
    [
      ["prior", "prior mu ~ Normal(0, 2)"],
      ["prior", "prior tau ~ HalfNormal(3)"],
      ["likelihood", "observe y ~ Normal(mu, tau)"],
      ["likelihood", "factor -mu^2"],
    ],
  );
  for (const [i, { logDensity }] of terms.entries()) assert.ok(Math.abs(logDensity - exact[i]) < 1e-13);
  assert.ok(Math.abs(logPrior - exact[0] - exact[1]) < 1e-13);
  assert.ok(Math.abs(logLikelihood - exact[2] - exact[3]) < 1e-13);
});

test("the gradient is that of the values themselves", async () => {
  const { gradient } = await at(await scenarioOf(text), [0.5, 1.5]);
  // d/dmu: -mu/4 + sum (y - mu) / tau^2 - 2 mu; d/dtau: -tau/9 + sum ((y - mu)^2 / tau^3 - 1 / tau).
  const exact = [-0.125 + 2.5 / 2.25 - 1, -1.5 / 9 + (0.25 + 4) / 1.5 ** 3 - 2 / 1.5];
  assert.is(gradient?.length, 2);
  for (const [i, value] of (gradient ?? []).entries())
    assert.ok(Math.abs(value - exact[i]) < 1e-13, `${value}, not ${exact[i]}`);
  assert.is((await at(await scenarioOf(text), [0.5, 1.5], false)).gradient, undefined);
});

test("outside the support the density is zero, and nothing breaks", async () => {
  const scenario = await scenarioOf(
    "data y[n] = [1, 2]\nprior a ~ Uniform(0, 1)\nobserve y ~ Exponential(a)\ntarget a",
  );
  const { terms } = await at(scenario, [0]);
  assert.is(terms[1].logDensity, Number.NEGATIVE_INFINITY);
});

test("a budget is for runs: looking at a point needs none", async () => {
  const scenario = withoutImport(
    await scenarioOf(`dim k = 3\ndim f = 4
model net(real[f]) -> simplex[k] = tfjs("tanh/model.json") access parameters budget 1
prior x[f] ~ Normal(0, 1)\nobserve [0.2, 0.3, 0.5] ~ Dirichlet(1 + 20 * net(x))\ntarget x`),
  );
  const { gradient, logLikelihood } = await at(scenario, [0.1, 0.2, 0.3, 0.4]);
  assert.ok(Number.isFinite(logLikelihood));
  assert.ok(gradient?.every((g) => Number.isFinite(g) && g !== 0));
});

test("discrete latents are summed out, or taken at the values that they are given", async () => {
  const scenario = await scenarioOf(
    "data y[n] = [1, 2.5]\nprior mu ~ Normal(0, 2)\nprior z[n] ~ Bernoulli(0.3)\nobserve y ~ Normal(mu + 2 * z, 1)\ntarget mu",
  );
  const normal = (x: number, mu: number) => Math.exp(-0.5 * (x - mu) ** 2) / Math.sqrt(2 * Math.PI);
  const summed = await at(scenario, [0.5, 0, 0]);
  const each = [1, 2.5].map((y) => 0.7 * normal(y, 0.5) + 0.3 * normal(y, 2.5));
  assert.ok(Math.abs(summed.logLikelihood - Math.log(each[0] * each[1])) < 1e-13);
  assert.is(summed.terms.length, 2);
  assert.equal([...(summed.gradient ?? [])].slice(1), [0, 0], "a whole number has no gradient");
  const [, z] = scenario.latents;
  const given = await densityAt(scenario, layoutOf(scenario), Float64Array.of(0.5, 0, 1), true, new Set([z]));
  assert.ok(Math.abs(given.logLikelihood - Math.log(normal(1, 0.5) * normal(2.5, 2.5))) < 1e-13);
  assert.ok(Math.abs(given.terms[1].logDensity - Math.log(0.7 * 0.3)) < 1e-13);
});

test.run();
