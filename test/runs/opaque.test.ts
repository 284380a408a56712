/** Opaque black boxes from scenario to draws: what they are asked is what is counted, and budgets hold. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import type { BlackBox } from "../../src/blackbox/provider.ts";
import type { CheckedScenario } from "../../src/language/checked.ts";
import { summariseRun } from "../../src/report/summarise.ts";
import { type InferenceResult, prepare, runInference } from "../../src/runs/infer.ts";
import { checkPrior } from "../../src/runs/prior-check.ts";
import { total } from "../../src/runs/query-counts.ts";
import { WorkerPool } from "../../src/workers/pool.ts";
import { cancelFlag, scenarioOf, withoutImport } from "../support/scenario.ts";

const rows = 2;
const features = 4;

function text(access: string, model = "branches", target = "x"): string {
  return `dim r = ${rows}\ndim k = 3\ndim f = ${features}
data seen[r, k] = [[0.2, 0.3, 0.5], [0.3, 0.3, 0.3]]
model net(real[f]) -> real[k] = tfjs("${model}/model.json") access ${access}
prior x[r, f] ~ Normal(0, 1)\nlet s = net(x)\nobserve seen ~ Normal(s, 0.2)\ntarget ${target}`;
}

/** The scenario with its box watched: rows really asked, and boxes not yet disposed of. */
function watched(scenario: CheckedScenario): { scenario: CheckedScenario; seen: { rows: number; open: number } } {
  const seen = { rows: 0, open: 0 };
  const watch = (box: BlackBox): BlackBox => {
    seen.open++;
    const { vjp } = box;
    return {
      ...box,
      call(inputs, count, outputs) {
        seen.rows += count;
        return box.call(inputs, count, outputs);
      },
      vjp(inputs, cotangents, count, out) {
        seen.rows += count;
        return vjp?.(inputs, cotangents, count, out);
      },
      dispose() {
        seen.open--;
        box.dispose();
      },
    };
  };
  const boxes = [...scenario.boxes].map(([name, box]) => {
    return [name, { ...box, model: { ...box.model, open: async () => watch(await box.model.open()) } }] as const;
  });
  return { scenario: { ...scenario, boxes: new Map(boxes) }, seen };
}

async function run(scenario: CheckedScenario, spent?: ReadonlyMap<string, number>): Promise<InferenceResult> {
  const options = { seed: 1, workers: 2, pool: new WorkerPool(), cancel: cancelFlag(), spent };
  return runInference(prepare(scenario), scenario.infers[0], options);
}

const evaluations = (result: InferenceResult) =>
  result.chains.reduce((sum, chain) => sum + (chain.summary?.evaluations ?? 0), 0);

const short = "chains = 2, warmup = 20, draws = 20";
const ways: [string, string, string, number][] = [
  ["random walk by scores: one row a record", "scores", `rwm(${short})`, rows],
  ["particles by scores: one row a record", "scores", "smc(particles = 30, islands = 2)", rows],
  ["nuts by explanations: a row and its gradient", "scores, explanations", `nuts(${short})`, 2 * rows],
  [
    "nuts by differences of scores: a row and one for each feature",
    "scores",
    `nuts(${short}, gradient = finite_difference())`,
    rows * (1 + features),
  ],
];

for (const [name, access, infer, each] of ways) {
  test(name, async () => {
    const { scenario, seen } = watched(await scenarioOf(text(access), infer));
    const result = await run(scenario);
    assert.is(result.stopped, undefined);
    assert.ok(result.chains.every((chain) => chain.complete && chain.targets.length > 0));
    assert.is(result.queries, seen.rows, "what is counted is what was asked");
    assert.is(result.queries, each * evaluations(result));
    assert.is(seen.open, 0, "boxes are disposed of");
    for (const targets of result.chains.flatMap((chain) => chain.targets)) assert.ok(targets.every(Number.isFinite));
  });
}

test("a random walk of 40 iterations asks 41 times", async () => {
  const result = await run(await scenarioOf(text("scores"), `rwm(${short})`));
  assert.is(result.queries, 2 * rows * (1 + 40));
});

test("imported nets are counted the same", async () => {
  for (const infer of [`rwm(${short})`, `nuts(${short})`]) {
    const scenario = await scenarioOf(text("scores, explanations", "tanh"), infer);
    const imported = await run(scenario);
    assert.is(imported.queries, evaluations(imported) * (infer.startsWith("nuts") ? 2 : 1) * rows);
    const { scenario: opaque, seen } = watched(withoutImport(scenario));
    const asked = await run(opaque);
    assert.is(asked.queries, seen.rows);
    assert.is(asked.queries, evaluations(asked) * (infer.startsWith("nuts") ? 2 : 1) * rows);
  }
});

for (const model of ["branches", "tanh"]) {
  test(`a budget that ends in the middle of sampling keeps what was drawn (${model})`, async () => {
    // Each of two chains: 41 evaluations of two rows in all, 100 rows last for 25 of them.
    const scenario = await scenarioOf(text("scores budget 100", model), `rwm(${short})`);
    const result = await run(scenario);
    assert.is(result.stopped, "budget");
    assert.is(result.queries, 100, "used to the last row");
    assert.equal(
      result.chains.map((chain) => [chain.complete, chain.targets.length]),
      [
        [false, 4],
        [false, 4],
      ],
    );
    const { json } = await summariseRun(prepare(scenario), scenario.infers[0], 1, result, 0);
    assert.is(json.complete, false);
    assert.match(json.warnings[0], "the query budget was used up");
  });

  test(`rows asked before count towards the budget (${model})`, async () => {
    const scenario = await scenarioOf(text("scores budget 100", model), `rwm(${short})`);
    const result = await run(
      scenario,
      new Map([
        ["net", 60],
        ["another", 1000],
      ]),
    );
    assert.is(result.queries, 40);
    assert.is(result.chains[0].targets.length, 0);
  });
}

test("particles that the budget stops on their way are no posterior", async () => {
  const result = await run(await scenarioOf(text("scores budget 500"), "smc(particles = 30, islands = 2)"));
  assert.is(result.stopped, "budget");
  assert.ok(result.queries <= 500 && result.queries > 500 - 30 * rows);
  assert.is(result.chains.at(-1)?.targets.length, 0);
});

test("targets may ask a box: what the density has asked at a draw is known, everything else is a query", async () => {
  for (const model of ["branches", "tanh"]) {
    const known = watched(await scenarioOf(text("scores", model, "s"), `rwm(${short})`));
    assert.is((await run(known.scenario)).queries, 2 * rows * 41);
    const asking = `${text("scores budget 204", model, "elsewhere").replace("target", "let elsewhere = net(x[0] + 1)\ntarget")}`;
    const other = watched(await scenarioOf(asking, `rwm(${short})`));
    const result = await run(other.scenario);
    // 2 chains of 41 evaluations of 2 rows, and a row for each of 40 draws.
    assert.is(result.queries, 2 * rows * 41 + 40);
    assert.is(result.stopped, undefined);
    assert.is(result.chains[0].targets[0].length, 3);
    // One row less, and it is the sampling that ends: every draw made has its target.
    const short1 = await run(await scenarioOf(asking.replace("204", "203"), `rwm(${short})`));
    assert.is(short1.stopped, "budget");
    assert.ok(short1.queries <= 203);
    const { prior } = await summariseRun(prepare(other.scenario), other.scenario.infers[0], 1, result, 0);
    assert.is(prior?.[0], undefined, "the prior of a target that asks a box is not asked for");
  }
});

test("the prior check asks an opaque box as often as it says, and not at all when that costs too much", async () => {
  const { scenario, seen } = watched(await scenarioOf(text("scores")));
  const check = await checkPrior(prepare(scenario), 1);
  assert.ok(typeof check !== "string");
  assert.is(check.draws, 400);
  assert.is(total(check.queries), seen.rows);
  assert.is(seen.rows, 400 * rows);
  assert.is(seen.open, 0);
  // A twentieth of 4,000 pays for 100 simulations of two rows, one of 1,000 only for 25.
  const fewer = await checkPrior(prepare(await scenarioOf(text("scores budget 4000"))), 1);
  assert.ok(typeof fewer !== "string");
  assert.is(fewer.draws, 100);
  assert.is(await checkPrior(prepare(await scenarioOf(text("scores budget 1000"))), 1), "budget");
});

test("a prior that asks a box", async () => {
  const scenario = await scenarioOf(
    text("scores").replace("observe", "prior z[k] ~ Normal(net(x[0]), 1)\nobserve [1, 2, 3] ~ Normal(z, 1)\nobserve"),
    "smc(particles = 20, islands = 2)",
  );
  const result = await run(scenario);
  assert.ok(result.chains.every((chain) => chain.complete));
});

test.run();
