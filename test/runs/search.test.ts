/** Runs of `hinge_search`: queries and budgets counted, values where access grants them, the network saved and loaded again. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { loadModel } from "../../src/blackbox/load.ts";
import { nodeFiles } from "../../src/blackbox/node-files.ts";
import { isModelProblem } from "../../src/blackbox/problem.ts";
import { programBox } from "../../src/blackbox/program-box.ts";
import { saveDense } from "../../src/blackbox/tfjs/save.ts";
import { loadScenario } from "../../src/cli/scenario.ts";
import { SearchCancelled } from "../../src/inference/hinge-search/asked.ts";
import { BudgetExhausted } from "../../src/inference/kernel.ts";
import type { CheckedScenario } from "../../src/language/checked.ts";
import { runSearch, searchTask } from "../../src/runs/search.ts";
import { runCombination } from "../../src/sweep/run-combination.ts";
import { randomVictim, type Victim } from "../inference/hinge-search/victims.ts";
import { runPal, Workplace } from "../support/pal.ts";

const constant = 0.75;

function victimFiles({ inputs, rows, biases, weights }: Victim): {
  readonly json: string;
  readonly weights: Uint8Array;
} {
  const width = rows.length;
  const kernel = new Float64Array(inputs * width);
  rows.forEach((row, i) => {
    row.forEach((value, k) => {
      kernel[k * width + i] = value;
    });
  });
  return saveDense("victim", inputs, [
    { name: "hidden", kernel, bias: Float64Array.from(biases), activation: "relu" },
    { name: "output", kernel: Float64Array.from(weights), bias: Float64Array.of(constant), activation: "linear" },
  ]);
}

/** A folder with a victim of 12 inputs and 5 units, and a scenario that searches it. */
function workplace(access: string, width = "auto", bias = 0, victim = randomVictim(12, 5, 2, bias)): Workplace {
  const place = new Workplace();
  const files = victimFiles(victim);
  place.write("model.json", files.json);
  place.write("weights.bin", files.weights);
  place.write(
    "scenario.pal",
    `scenario test
dim feature = 12
model f(real[feature]) -> real = tfjs("model.json") access ${access}
network N(real[feature]) -> real = dense([${width}], relu)
target N
infer hinge_search(model = f)
`,
  );
  return place;
}

async function withScenario<T>(access: string, use: (scenario: CheckedScenario) => Promise<T>, bias = 0): Promise<T> {
  const place = workplace(access, "auto", bias);
  try {
    const { scenario } = await loadScenario(place.path("scenario.pal"), { set: {} });
    return await use(scenario);
  } finally {
    place.clean();
  }
}

const never = () => false;

test("explanations alone leave the constant at 0", async () => {
  await withScenario("explanations", async (scenario) => {
    const result = await runSearch(scenario, searchTask(scenario), { seed: 1, cancelled: never });
    const { found, outcome, queries } = result;
    assert.is(queries, outcome.queries);
    assert.is(found?.values, undefined);
    assert.is(found?.weights.at(-1), 0);
    assert.is(found?.weights.length, 12 * 5 + 5 + 5 + 1);
  });
});

test("scores tell the constant, with a query for each fresh point", async () => {
  await withScenario(
    "scores, explanations",
    async (scenario) => {
      const result = await runSearch(scenario, searchTask(scenario), { seed: 1, cancelled: never });
      assert.is(result.queries, result.outcome.queries + 10);
      assert.ok(Math.abs((result.found?.values?.constant ?? 0) - constant) < 1e-12);
      assert.ok((result.found?.values?.worst ?? 1) < 1e-12);
    },
    0.2,
  );
});

test("the budget holds, and a run can be stopped", async () => {
  await withScenario("explanations budget 30", async (scenario) => {
    let asked = 0;
    const onProgress = (_: number, queries: number) => {
      asked = queries;
    };
    try {
      await runSearch(scenario, searchTask(scenario), { seed: 1, cancelled: never, onProgress });
      assert.unreachable("30 rows are too few");
    } catch (problem) {
      assert.instance(problem, BudgetExhausted);
      assert.ok(asked > 0 && asked <= 30);
    }
    try {
      await runSearch(scenario, searchTask(scenario), { seed: 1, cancelled: () => true });
      assert.unreachable("it was stopped");
    } catch (problem) {
      assert.instance(problem, SearchCancelled);
    }
  });
});

test("a run keeps the network as a model that loads again, and its weights in float64", async () => {
  const place = workplace("explanations");
  try {
    const { code, out, err } = await place.pal(["run", "scenario.pal", "--out", "run", "--json"]);
    assert.equal([code, err], [0, ""]);
    const summary = JSON.parse(out);
    assert.is(summary.width, 5);
    assert.equal(JSON.parse(readFileSync(place.path("run", "summary.json"), "utf8")), summary);
    assert.ok(summary.fit < 1e-12 && summary.fresh_error < 1e-12 && summary.control_linear > 0.1);
    const model = await loadModel("tfjs", "run/N/model.json", nodeFiles([place.folder]));
    const victim = await loadModel("tfjs", "model.json", nodeFiles([place.folder]));
    if (isModelProblem(model) || isModelProblem(victim)) throw new Error("both load");
    const x = Float64Array.from({ length: 24 }, (_, i) => Math.sin(3 * i));
    const [own, truth] = [model, victim].map((each) => {
      const y = new Float64Array(2);
      programBox("f", each).call(x, 2, y);
      return y;
    });
    own.forEach((value, i) => {
      assert.ok(Math.abs(value + constant - truth[i]) < 1e-6);
    });
    const [header, row] = readFileSync(place.path("run", "chain-1.csv"), "utf8").trim().split("\n");
    assert.match(header, /^"N\.layer1\.kernel\[0,0\]"/);
    const numbers = row.split(",").map(Number);
    const rounded = [...model.parameters.values];
    assert.equal(numbers.slice(0, rounded.length).map(Math.fround), rounded);
    assert.ok(
      numbers.some((value) => Math.fround(value) !== value),
      "not rounded to float32",
    );
  } finally {
    place.clean();
  }
});

test("a width that is not found is an error, and the run says that it failed", async () => {
  const place = workplace("explanations", "7");
  try {
    const { code, err } = await runPal(["run", "scenario.pal", "--out", "run"], place.folder);
    assert.is(code, 2);
    assert.match(err, /PAL5143.*declared with 7 hidden units, and 5 were found/);
    assert.is(JSON.parse(readFileSync(place.path("run", "manifest.json"), "utf8")).status, "failed");
  } finally {
    place.clean();
  }
});

test("a width that was not stated is said to be that of distinct hinges", async () => {
  const parallel = randomVictim(12, 5, 2);
  parallel.rows[1] = parallel.rows[0].map((value) => 2 * value);
  const place = workplace("explanations", "auto", 0, parallel);
  try {
    const { out, err } = await place.pal(["run", "scenario.pal", "--out", "run", "--json"]);
    const { width, width_is } = JSON.parse(out);
    assert.equal([width, width_is, err], [4, "distinct hinges", ""]);
    const shown = await place.pal(["run", "scenario.pal", "--out", "shown"]);
    assert.match(shown.out, /width +4 distinct hinges; .*the model has at least so many/);
  } finally {
    place.clean();
  }
});

test("a width that was stated is said to be so", async () => {
  const place = workplace("explanations", "5");
  try {
    const { out } = await place.pal(["run", "scenario.pal", "--out", "run"]);
    assert.match(out, /width +as stated: every unit has a hinge of its own/);
    const summary = JSON.parse(readFileSync(place.path("run", "summary.json"), "utf8"));
    assert.is(summary.width_is, "as stated");
  } finally {
    place.clean();
  }
});

test("a sweep runs searches, and goes on after one that finds nothing", async () => {
  const file = fileURLToPath(new URL("../../models/explanations/hinges/rounded.pal", import.meta.url));
  const job = { file, options: { set: {} }, seed: 1, variesSeed: false };
  const run = (places: number) => runCombination(job, { places: String(places) }, new Int32Array(1));
  const [none, some] = [await run(1), await run(4)];
  assert.is(none.status, "failed");
  assert.ok(some.status === "complete" && some.figures.width === 16 && Number(some.figures.fresh_error) < 1e-2);
});

test("the same seed asks the same questions", async () => {
  await withScenario("explanations", async (scenario) => {
    const run = (seed: number) => runSearch(scenario, searchTask(scenario), { seed, cancelled: never });
    const [a, b, c] = [await run(3), await run(3), await run(4)];
    assert.equal(a.found?.weights, b.found?.weights);
    assert.is(a.queries, b.queries);
    assert.not.equal(a.outcome.recovered?.fresh, c.outcome.recovered?.fresh);
  });
});

test.run();
