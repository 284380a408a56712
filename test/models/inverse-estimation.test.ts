/** A small sample of the study of inverse estimation, and its models against the packages and closed forms they stand for. */
import KNN from "ml-knn";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { whyOff } from "../../models/inverse_estimation/divergence.ts";
import { accuracy, constantModel, kinds, learn } from "../../models/inverse_estimation/learners.ts";
import { measurer, runPair } from "../../models/inverse_estimation/pair.ts";
import { Analyst, priorDraws } from "../../models/inverse_estimation/reconstruct.ts";
import { noisy, readSet } from "../../models/inverse_estimation/sets.ts";
import { unbiasedEnergyDistance } from "../../src/diagnostics/metrics/energy-distance.ts";

const iris = readSet("iris");

/** Mean and standard deviation of a column. */
function moments(column: readonly number[]): readonly [number, number] {
  const mean = column.reduce((sum, x) => sum + x, 0) / column.length;
  return [mean, Math.sqrt(column.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (column.length - 1))];
}

test("naive Bayes, trained by ml-naivebayes, answers what Bayes' rule says of independent normal features", () => {
  const { rows, labels } = iris.train;
  const classes = [0, 1, 2].map((k) => rows.filter((_, i) => labels[i] === k));
  const own = learn("bayes", iris.train, iris.classes, 1).predict(iris.test.rows);
  for (const [i, row] of iris.test.rows.entries()) {
    const joint = classes.map((members) =>
      row.reduce((product, x, j) => {
        const [mean, sd] = moments(members.map((member) => member[j]));
        return (product * Math.exp(-0.5 * ((x - mean) / sd) ** 2)) / sd;
      }, members.length),
    );
    const total = joint.reduce((a, b) => a + b, 0);
    assert.ok(
      joint.every((x, k) => Math.abs(x / total - own[i][k]) < 1e-9),
      String(i),
    );
  }
});

test("nearest neighbours vote as those of ml-knn do", () => {
  const rows = iris.train.rows.map((row) => [...row]);
  const model = new KNN(rows, [...iris.train.labels], { k: 15 });
  const own = learn("neighbours", iris.train, iris.classes, 1).predict(iris.test.rows);
  for (const [i, row] of iris.test.rows.entries()) {
    const votes = [0, 0, 0];
    for (const [near] of model.kdTree.nearest([...row], 15)) votes[near[near.length - 1]] += 1 / 15;
    assert.ok(votes.every((share, k) => Math.abs(share - own[i][k]) < 1e-12));
  }
});

test("every kind learns, and loads as a model that answers the same", async () => {
  for (const kind of kinds) {
    const model = learn(kind, iris.train, iris.classes, 1);
    assert.ok(accuracy(model, iris.test) > 0.88, kind);
    const box = await (await model.loaded()).open();
    const [row] = iris.test.rows;
    const out = new Float64Array(iris.classes);
    await box.call(Float64Array.from(row), 1, out);
    box.dispose();
    const [expected] = model.predict([row]);
    assert.ok(
      out.every((score, k) => Math.abs(score - expected[k]) < 1e-5),
      kind,
    );
  }
});

test("label noise changes the share of labels that it says, each to another class", () => {
  const changed = noisy(iris.train.labels, iris.classes, 0.24, 5);
  assert.is(changed.filter((label, i) => label !== iris.train.labels[i]).length, 24);
  assert.ok(changed.every((label) => label >= 0 && label < iris.classes));
});

test("a constant model gives the prior back, a real one what the prior lacks, and a wrong prior shows", async () => {
  const analyst = new Analyst(iris);
  const constant = constantModel(iris.features, iris.shares);
  const right = { shift: 0, way: 0 };
  const first = await analyst.reconstruct(constant, right, 1);
  const prior = priorDraws(iris, 1000, 5);
  for (const points of first) assert.ok(Math.abs(unbiasedEnergyDistance(points, prior)) < 0.05);
  const measure = measurer(iris);
  const logistic = learn("logistic", iris.train, iris.classes, 1);
  const found = measure(await analyst.reconstruct(logistic, right, 1));
  const shifted = measure(await analyst.reconstruct(logistic, { shift: 2, way: 0 }, 1));
  assert.ok(found.energy < measure(first).energy / 2, `${found.energy} of ${measure(first).energy}`);
  assert.ok(shifted.energy > 3 * found.energy, `${shifted.energy} beside ${found.energy}`);
  assert.ok(shifted.mmd > found.mmd);
});

test("the divergence of a reconstruction is model error plus prior error minus evidence ratio, and what held-out rows say", () => {
  const set = readSet("gauss_2");
  const model = learn("logistic", set.train, set.classes, 1);
  const { divergence, modelError, priorError, evidenceRatio, fromRows, standardError } = whyOff(
    set,
    model,
    [1, 0, 0, 0],
  );
  assert.ok(Math.abs(modelError + priorError - evidenceRatio - divergence) < 1e-10);
  assert.ok(Math.abs(fromRows - divergence) < 4 * standardError, `${fromRows} for ${divergence}`);
  assert.ok(modelError > 0 && modelError < 0.05 && priorError > 0.2, `${modelError} ${priorError}`);
});

test("a pair has a run for each prior and each noise", async () => {
  const { prior, noise } = await runPair(iris, "bayes", { shifts: [0, 1], ways: [1], noise: [0, 0.3], seeds: [1] });
  assert.equal(
    prior.map(({ shift, way }) => [shift, way]),
    [
      [0, 1],
      [1, 1],
    ],
  );
  assert.ok(prior[1].energy > prior[0].energy);
  assert.equal(
    noise.map((run) => run.noise),
    [0, 0.3],
  );
  for (const { base, synthetic } of noise) assert.ok(base > 0.8 && synthetic > 0.7, `${base} ${synthetic}`);
});

test.run();
