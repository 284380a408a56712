/** The prior predictive check: planted conflicts are found, sane models pass, failures are named. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { prepare } from "../../src/runs/infer.ts";
import { checkPrior, type PriorCheck } from "../../src/runs/prior-check.ts";
import { scenarioOf } from "../support/scenario.ts";

async function check(text: string): Promise<PriorCheck> {
  const result = await checkPrior(prepare(await scenarioOf(text)), 1);
  if (typeof result === "string") throw new Error(`skipped: ${result}`);
  return result;
}

test("rows that no prior draw comes near are named, the worst first", async () => {
  const { conflicts, draws } = await check(
    "data y[n] = [0.5, 400, -1, -9000]\nprior mu ~ Normal(0, 10)\nobserve y ~ Normal(mu, 1)\nobserve 3 ~ Normal(mu, 1)\ntarget mu",
  );
  assert.is(draws, 400);
  assert.is(conflicts.length, 1);
  const [{ observation, total, elements }] = conflicts;
  assert.equal([observation, total], [0, 2]);
  assert.equal(
    elements.map(({ name, value }) => [name, value]),
    [
      ["y[3]", -9000],
      ["y[1]", 400],
    ],
  );
  // Half as wide again as the range of 400 draws of sd 10.05: about +-30 and 30 more.
  const [{ low, high }] = elements;
  assert.ok(low < -40 && low > -100 && high > 40 && high < 100, `${low} .. ${high}`);
});

const sane: Readonly<Record<string, string>> = {
  normals: "data y[n] = [1, -2, 0.3]\nprior mu ~ Normal(0, 1)\nobserve y ~ Normal(mu, 1)\ntarget mu",
  "three standard deviations out": "prior mu ~ Normal(0, 1)\nobserve 4.2 ~ Normal(mu, 1)\ntarget mu",
  "a rare event": "data y[n] = [0, 0, 1, 0]\nprior p ~ Beta(1, 2000)\nobserve y ~ Bernoulli(p)\ntarget p",
  counts: "data y[n] = [0, 1, 0]\nprior rate ~ Gamma(1, 300)\nobserve y ~ Poisson(rate)\ntarget rate",
  scores: "data p[r, k] = [[0.2, 0.3, 0.5]]\nprior a[k] ~ Gamma(2, 1)\nobserve p ~ Dirichlet(a)\ntarget a",
  "factors only": "prior mu ~ Normal(0, 1)\nfactor -mu^4\ntarget mu",
};
for (const [name, text] of Object.entries(sane)) {
  test(`${name}: nothing to say`, async () => {
    const { conflicts, failure, failed } = await check(text);
    assert.equal({ conflicts, failure, failed }, { conflicts: [], failure: undefined, failed: 0 });
  });
}

test("a count far too high is a conflict all the same", async () => {
  const { conflicts } = await check(
    "data y[n] = [0, 40]\nprior rate ~ Gamma(1, 300)\nobserve y ~ Poisson(rate)\ntarget rate",
  );
  assert.equal(
    conflicts[0].elements.map((element) => element.name),
    ["y[1]"],
  );
});

test("a density that is no number at some draws says where and how often", async () => {
  const { failure, failed, draws } = await check("prior a ~ Normal(1, 1)\nobserve 1 ~ Normal(log(a), 1)\ntarget a");
  assert.ok(failure?.kind === "term");
  assert.is(failure.statement, "observe 1 ~ Normal(log(a), 1)");
  // P(a < 0) = 0.159: four standard errors of 400 draws are 0.073.
  assert.ok(Math.abs(failed / draws - 0.159) < 0.073, `${failed}`);
});

test("an improper prior has nothing to simulate from", async () => {
  const scenario = await scenarioOf("prior a ~ Flat()\nobserve 1 ~ Normal(a, 1)\ntarget a");
  assert.is(await checkPrior(prepare(scenario), 1), "improper");
});

test("what is observed in numbers that cannot be simulated many times is not checked", async () => {
  const scenario = await scenarioOf(`
dim row = 250_000
prior mu ~ Normal(0, 1)
observe repeat(0, 250_000) ~ Normal(mu, 1)
target mu
`);
  assert.is(await checkPrior(prepare(scenario), 1), "size");
});

test.run();
