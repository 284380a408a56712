/** What a box answers at known inputs: the answers are those of the run, asked once, counted once, and held against a budget. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { densityAt } from "../../src/density/at-point.ts";
import { layoutOf } from "../../src/density/layout.ts";
import { prepare, runInference } from "../../src/runs/infer.ts";
import { WorkerPool } from "../../src/workers/pool.ts";
import { cancelFlag, scenarioOf } from "../support/scenario.ts";

const pool = new WorkerPool();
const box = (grants: string) => `dim feature = 4
dim class = 3
data x[row, feature] = [[1, 2, 0, 1], [0, -1, 1, 2]]
model f(real[feature]) -> simplex[class] = tfjs("tanh/model.json") access ${grants}
`;

test("rows are counted once, a gradient for each output, the same question written twice once", async () => {
  const text = `${box("scores, explanations")}prior s ~ HalfNormal(1)
prior m[class] ~ Normal(0, 1)
observe f(x) ~ Normal(softmax(m, over = class), s)
factor -sum((f(x) - 0.3) ^ 2 * s)
observe gradient(f, x) ~ Normal(0, s)
target s`;
  const scenario = await scenarioOf(text, "map(starts = 2, steps = 50)");
  assert.equal([...scenario.answered], [["f", 2 + 6]]);
  const run = { seed: 1, workers: 1, pool, cancel: cancelFlag() };
  const { queries } = await runInference(prepare(scenario), scenario.infers[0], run);
  assert.is(queries, 0, "nothing is asked again");
});

test("the answers are those that the right side has", async () => {
  const text = (left: string) => `${box("parameters")}prior s ~ HalfNormal(1)
observe ${left} ~ Normal(f(x) + s, 1)
observe gradient(f, x) ~ Normal(gradient(f, x), 1)
target s`;
  const scenario = await scenarioOf(text("f(x)"));
  const { terms } = await densityAt(scenario, layoutOf(scenario), Float64Array.of(0), false);
  const none = -0.5 * Math.log(2 * Math.PI);
  assert.ok(Math.abs(terms[1].logDensity - 6 * none) < 1e-12);
  assert.ok(Math.abs(terms[2].logDensity - 24 * none) < 1e-12);
});

test("a budget holds for them", async () => {
  const text = `${box("scores budget 1")}prior m[class] ~ Normal(0, 1)\nobserve f(x) ~ Normal(m, 1)\ntarget m`;
  const problem = await scenarioOf(text).then(
    () => "",
    (error: Error) => error.message,
  );
  assert.match(problem, /the budget of `f` does not last/);
});

test("access is checked as everywhere", async () => {
  const text = `${box("scores")}prior m ~ Normal(0, 1)\nobserve gradient(f, x) ~ Normal(m, 1)\ntarget m`;
  const problem = await scenarioOf(text).then(
    () => "",
    (error: Error) => error.message,
  );
  assert.match(problem, /gradients/);
});

test.after(() => pool.close());
test.run();
