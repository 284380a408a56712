/** The files of models/iris belong together: the net gives the scores, and the inverted flowers were never seen. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { loadModel } from "../../src/blackbox/load.ts";
import { nodeFiles } from "../../src/blackbox/node-files.ts";
import { isModelProblem, type ModelProblem } from "../../src/blackbox/problem.ts";
import { programBox } from "../../src/blackbox/program-box.ts";
import { parseCsv, readColumn, readColumns } from "../../src/language/files/csv.ts";
import { isFileProblem } from "../../src/language/files/problem.ts";

const folder = fileURLToPath(new URL("../../models/iris/", import.meta.url));
const features = ["sepal_length", "sepal_width", "petal_length", "petal_width"];
const species = ["setosa", "versicolor", "virginica"];

function table(name: string) {
  const result = parseCsv(readFileSync(folder + name));
  if (isFileProblem(result)) throw new Error(`${name}: ${result.message}`);
  return result;
}

function numbers(name: string, columns: readonly string[]): Float64Array {
  const result = readColumns(table(name), columns);
  if (isFileProblem(result)) throw new Error(`${name}: ${result.message}`);
  assert.equal(result.missing, []);
  return result.data;
}

function rowsOf(name: string): string[] {
  const data = numbers(name, features);
  return Array.from({ length: data.length / 4 }, (_, i) => data.slice(4 * i, 4 * i + 4).join());
}

async function classifier() {
  const model = await loadModel("tfjs", "classifier/model.json", nodeFiles([folder]));
  if (isModelProblem(model)) throw new Error((model as ModelProblem).kind);
  return model;
}

const records = numbers("records.csv", features);
const scores = numbers("scores.csv", species);

test("20 records with 20 rows of scores", () => {
  assert.equal([records.length, scores.length], [80, 60]);
});

test("the classifier is 4-16(tanh)-3 and is imported", async () => {
  const model = await classifier();
  assert.is(model.description, "4-16(tanh)-3(softmax), 131 weights");
  assert.ok(model.importInto !== undefined);
});

test("the imported net gives the scores, which float32 wrote", async () => {
  const answers = new Float64Array(60);
  await programBox("classifier", await classifier()).call(records, 20, answers);
  for (let i = 0; i < 60; i++) assert.ok(Math.abs(answers[i] - scores[i]) < 1e-6, `${answers[i]} for ${scores[i]}`);
});

test("no score is 0 or 1, and rows sum to 1", () => {
  for (const score of scores) assert.ok(score > 0 && score < 1);
  for (let i = 0; i < 20; i++) {
    const total = scores[3 * i] + scores[3 * i + 1] + scores[3 * i + 2];
    assert.ok(Math.abs(total - 1) < 3 * 2 ** -23, `${total}`);
  }
});

test("inverted, training and known flowers are disjoint and make up iris.csv", () => {
  const inverted = rowsOf("records.csv");
  const training = rowsOf("training_flowers.csv");
  const known = rowsOf("known_flowers.csv");
  const all = rowsOf("iris.csv");
  assert.equal([...inverted, ...training, ...known].sort(), [...all].sort());
  for (const flower of inverted) {
    assert.is(all.filter((other) => other === flower).length, 1, "an inverted flower is like no other");
    assert.not.ok(training.includes(flower) || known.includes(flower));
  }
});

test("the classifier is one: 9 of 10 flowers it was not trained on", async () => {
  const known = numbers("known_flowers.csv", features);
  const rows = known.length / 4;
  const answers = new Float64Array(rows * 3);
  await programBox("classifier", await classifier()).call(known, rows, answers);
  const kinds = readColumn(table("known_flowers.csv"), "species");
  if (kinds.kind !== "text") throw new Error("species are words");
  const right = kinds.text.filter((word, i) => {
    const row = answers.subarray(3 * i, 3 * i + 3);
    return species[row.indexOf(Math.max(...row))] === word;
  });
  assert.ok(right.length / rows > 0.9);
});

test.run();
