/** What statements add to the density: names, terms and costs. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { describeStatements } from "../../src/density/describe-statements.ts";
import { layoutOf } from "../../src/density/layout.ts";
import { scenarioOf } from "../support/scenario.ts";

const text = `data y[row] = [1, 2, 4, 8]
data offset[row] = [1, 1, 0, 0]
prior mu ~ Normal(0, 5)
prior tau ~ HalfNormal(2)
prior z[row] ~ Normal(mu, 1)
let theta = z * tau
observe y ~ Normal(theta + offset, 2)
factor -mu ^ 2
target mu`;

test("names, terms and kinds", async () => {
  const scenario = await scenarioOf(text);
  const facts = describeStatements(scenario, layoutOf(scenario));
  assert.equal(
    facts.map(({ kind, statement, terms, dependsOn, reads }) => [kind, statement, terms, dependsOn, reads]),
    [
      ["prior", "prior mu ~ Normal(0, 5)", 1, [], []],
      ["prior", "prior tau ~ HalfNormal(2)", 1, [], []],
      ["prior", "prior z[row] ~ Normal(mu, 1)", 4, ["mu"], []],
      ["likelihood", "observe y ~ Normal(theta + offset, 2)", 4, ["tau", "z"], ["y", "offset", "theta"]],
      ["likelihood", "factor -mu ^ 2", 1, ["mu"], []],
    ],
  );
});

test("statements that are summed out together are one", async () => {
  const scenario = await scenarioOf(`data y[time] = [0.1, 2.2, 1.9]
prior mu ~ Normal(0, 1)
prior p ~ Beta(1, 1)
prior z[time] ~ Bernoulli(p)
observe y ~ Normal(mu * z, 1)
target mu`);
  const summed = describeStatements(scenario, layoutOf(scenario)).at(-1);
  assert.equal(summed?.dependsOn, ["mu", "p"]);
  assert.equal(summed?.reads, ["y"]);
});

test("the passes never make a statement dearer, and a gradient costs more than a value", async () => {
  const scenario = await scenarioOf(text);
  for (const { statement, written, value, gradient } of describeStatements(scenario, layoutOf(scenario))) {
    assert.ok(value <= written && value <= gradient, `${statement}: ${written} ${value} ${gradient}`);
    assert.ok(gradient > 0, statement);
  }
});

test.run();
