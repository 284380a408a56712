/** The networks behind the models of models/explanations/hinges: found, and giving what those give. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { programBox } from "../../src/blackbox/program-box.ts";
import { importNet } from "../../src/blackbox/tfjs/import.ts";
import { loadScenario } from "../../src/cli/scenario.ts";
import { parseCsv, readColumns } from "../../src/language/files/csv.ts";
import { runSearch, searchTask } from "../../src/runs/search.ts";
import { constant } from "../../src/tensor/build.ts";

const fileOf = (name: string) => fileURLToPath(new URL(`../../models/explanations/hinges/${name}`, import.meta.url));

async function searched(name: string, set: Readonly<Record<string, number>> = {}) {
  const { scenario } = await loadScenario(fileOf(name), { set });
  const task = searchTask(scenario);
  const { found, outcome, queries } = await runSearch(scenario, task, { seed: 1, cancelled: () => false });
  if (found === undefined || outcome.recovered === undefined) throw new Error(JSON.stringify(outcome.refusal));
  const { model } = task.box;
  const importInto = (x: Parameters<typeof importNet>[1]) =>
    importNet(found.net, x, constant(found.weights, [found.weights.length]));
  return {
    victim: programBox("f", await plain(scenario)),
    own: programBox("N", { ...model, importInto }),
    outcome,
    queries,
  };
}

/** The victim without its roughness. */
async function plain(scenario: Awaited<ReturnType<typeof loadScenario>>["scenario"]) {
  const box = searchTask(scenario).box;
  if (box.model.importInto !== undefined) return box.model;
  const exact = await loadScenario(fileOf("exact.pal"), { set: {} });
  return searchTask(exact.scenario).box.model;
}

async function valuesOf(box: ReturnType<typeof programBox>, x: Float64Array): Promise<Float64Array> {
  const y = new Float64Array(x.length / box.inputSize);
  await box.call(x, y.length, y);
  return y;
}

function worst(a: Float64Array, b: Float64Array): number {
  const size = Math.sqrt(b.reduce((total, value) => total + value ** 2, 0) / b.length);
  return Math.max(...a.map((value, i) => Math.abs(value - b[i]))) / size;
}

const anywhere = Float64Array.from({ length: 50 * 400 }, (_, i) => 2 * Math.sin(i * i + 0.3 * i));

test("exact explanations give the network exactly", async () => {
  const { victim, own, queries, outcome } = await searched("exact.pal");
  assert.is(outcome.recovered?.units.length, 16);
  assert.ok(queries <= 24 * 16, `${queries} queries`);
  assert.ok(worst(await valuesOf(own, anywhere), await valuesOf(victim, anywhere)) < 1e-12);
});

test("rounded ones to their precision, which the run says", async () => {
  const errors: number[] = [];
  for (const places of [3, 5]) {
    const { victim, own, outcome } = await searched("rounded.pal", { places });
    assert.is(outcome.precision.digits, places);
    const error = worst(await valuesOf(own, anywhere), await valuesOf(victim, anywhere));
    const said = outcome.recovered?.agreement.fresh ?? Number.NaN;
    assert.ok(error < 20 * said && said < 20 * outcome.precision.relative, `${error}, and ${said} is said`);
    errors.push(error);
  }
  assert.ok(errors[1] < errors[0] / 30, errors.join(" and "));
});

test("a trained model is found with its biases and its constant: patients get the same diagnosis", async () => {
  const { victim, own, outcome } = await searched("diagnosis.pal");
  assert.is(outcome.recovered?.biases.present, true);
  const table = parseCsv(readFileSync(fileOf("held_back.csv")));
  if (!("cells" in table)) throw new Error(table.message);
  const x = readColumns(table, table.columns.slice(0, -1));
  const malignant = readColumns(table, ["malignant"]);
  if (x.kind !== "numbers" || malignant.kind !== "numbers") throw new Error("numbers");
  const [theirs, ours] = [await valuesOf(victim, x.data), await valuesOf(own, x.data)];
  assert.ok(worst(ours, theirs) < 1e-10);
  const right = theirs.filter((value, i) => value > 0 === (malignant.data[i] === 1)).length;
  assert.ok(right / theirs.length > 0.9, `the victim is right of ${right} patients`);
});

test.run();
