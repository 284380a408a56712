/** The hint at moves along the gradient: where it is said, and where a random walk is right. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { moveHint } from "../../src/cli/move-hint.ts";
import { planStep } from "../../src/runs/infer.ts";
import { scenarioOf } from "../support/scenario.ts";

/** 30 rows on k weights that all meet. */
function regression(k: number): string {
  const rows = Array.from({ length: 30 }, (_, i) =>
    Array.from({ length: k }, (_, j) => Math.sin(i * j + 1).toFixed(3)),
  );
  return `
data x[n, k] = [${rows.map((row) => `[${row.join(", ")}]`).join(", ")}]
data y[n] = [${rows.map((_, i) => i).join(", ")}]
prior w[k] ~ Normal(0, 1)
observe y ~ Normal(sum(x * w, over = k), 1)
target w`;
}

async function hintFor(text: string, infer: string): Promise<string | undefined> {
  const scenario = await scenarioOf(text, infer);
  const [step] = scenario.infers[0].steps;
  return moveHint(scenario, step, planStep(scenario, step));
}

test("the random walk that smc takes by default, on more than 20 dimensions", async () => {
  assert.match(
    (await hintFor(regression(21), "smc(particles = 100)")) ?? "",
    /random walk.* 21 dimensions.*move = nuts\(steps = 2\)/,
  );
  assert.is(await hintFor(regression(20), "smc()"), undefined);
});

test("nothing of a move that was chosen, nor of other algorithms", async () => {
  for (const infer of ["smc(move = rwm(steps = 20))", "smc(move = nuts())", "rwm()", "nuts()"]) {
    assert.is(await hintFor(regression(21), infer), undefined, infer);
  }
});

test("independent parts are walks of their own", async () => {
  const apart = `data y[n] = ${JSON.stringify(Array.from({ length: 50 }, (_, i) => i))}\nprior m[n] ~ Normal(0, 1)\nobserve y ~ Normal(m, 1)\ntarget m`;
  assert.is(await hintFor(apart, "smc()"), undefined);
});

test.run();
