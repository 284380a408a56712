/** The plan of an elimination as `pal explain` shows it. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { printDiscretePlan } from "../../../src/density/discrete/print-plan.ts";
import { scenarioOf } from "../../support/scenario.ts";
import { scenarios } from "./scenarios.ts";

test("a mixture is one round", async () => {
  assert.equal(printDiscretePlan(await scenarioOf(scenarios.mixture)), [
    "summed out      z (5 elements of 2 values)",
    "cost            10 terms in the cheapest order, 2 for the dearest variable; at most 1 meet in one factor",
    "round 1         z[0], z[1], z[2], .. (2 more), 10 terms",
  ]);
});

test("a tree goes from its leaves to its root, a chain is a recursion", async () => {
  const tree = printDiscretePlan(await scenarioOf(scenarios.tree));
  assert.is(tree[0], "summed out      root (2 values), kind (2 elements of 2 values), z (5 elements of 2 values)");
  assert.is(tree.at(-1), "round 3         root, 2 terms");
  const chain = printDiscretePlan(await scenarioOf(scenarios["hidden Markov"]));
  assert.is(chain.at(-1), "recursion       1 chain of 7, from z[0] to z[6]");
});

test("what stays is told with the reason", async () => {
  const text = `
    prior n ~ Poisson(3)
    prior k ~ DiscreteUniform(1, 3)
    prior x ~ Uniform(0, k)
    observe 2 ~ Normal(n * x, 1)
    target n`;
  assert.equal(printDiscretePlan(await scenarioOf(text)), [
    "n is moved by the algorithm: no known bounds",
    "k is moved by the algorithm: the support of `x` depends on it",
  ]);
  assert.equal(printDiscretePlan(await scenarioOf("prior x ~ Normal(0, 1)\nobserve 2 ~ Normal(x, 1)\ntarget x")), []);
});

test.run();
