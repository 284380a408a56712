/** Agreement between starts, clusters of candidates, and the probability of a match. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { calibrate, type LabelledRun } from "../../../src/diagnostics/matches/calibrate.ts";
import { clusters } from "../../../src/diagnostics/matches/cluster.ts";
import { auroc, reliability, topPrecision, truePositiveRate } from "../../../src/diagnostics/matches/detection.ts";
import { featureNames, featuresOf } from "../../../src/diagnostics/matches/features.ts";
import { fitLogistic } from "../../../src/diagnostics/matches/logistic.ts";
import { matchProbability } from "../../../src/diagnostics/matches/match-model.ts";
import { likenessOf, similarities } from "../../../src/diagnostics/matches/similarity.ts";
import type { Rows } from "../../../src/diagnostics/matching/match.ts";
import { cosine } from "../../../src/diagnostics/metrics/cosine.ts";
import { ncc } from "../../../src/diagnostics/metrics/ncc.ts";
import { rmse } from "../../../src/diagnostics/metrics/rmse.ts";
import { variance } from "../../../src/diagnostics/moments.ts";
import { CounterRandom } from "../../../src/inference/counter-random.ts";

const random = new CounterRandom(7, 0);
random.seek(0);
const normals = (n: number) => Float64Array.from({ length: n }, () => random.normal());
const rowsOf = (...rows: readonly ArrayLike<number>[]): Rows => ({
  values: Float64Array.from(rows.flatMap((row) => Array.from(row))),
  columns: rows[0].length,
});
const near = (row: Float64Array, noise: number) => row.map((x) => x + noise * random.normal());

test("similarities are the correlations of all pairs", () => {
  const rows = [normals(12), normals(12), normals(12), new Float64Array(12).fill(0.1)];
  const { table, candidates } = similarities([rowsOf(rows[0], rows[1]), rowsOf(rows[2], rows[3])]);
  assert.equal(candidates, [
    { start: 0, row: 0 },
    { start: 0, row: 1 },
    { start: 1, row: 0 },
    { start: 1, row: 1 },
  ]);
  for (let i = 0; i < 4; i++)
    for (let j = 0; j < 4; j++) {
      assert.ok(Math.abs(table[i * 4 + j] - ncc(rows[i], rows[j])) < 1e-12, `${i} ${j}: ${table[i * 4 + j]}`);
    }
});

test("likenesses by angle and by error are those of the metrics", () => {
  const rows = [normals(12), normals(12), normals(12), normals(12)].map((row, i) => row.map((x) => x + i));
  const answers = [rowsOf(rows[0], rows[1]), rowsOf(rows[2], rows[3])];
  const angles = similarities(answers, "cosine").table;
  const errors = similarities(answers, "rmse").table;
  const spread = variance(Float64Array.from(rows.flatMap((row) => [...row])));
  for (let i = 0; i < 4; i++)
    for (let j = 0; j < 4; j++) {
      assert.ok(Math.abs(angles[i * 4 + j] - cosine(rows[i], rows[j])) < 1e-12);
      const expected = Math.max(-1, 1 - rmse(rows[i], rows[j]) ** 2 / (2 * spread));
      assert.ok(Math.abs(errors[i * 4 + j] - expected) < 1e-12);
    }
  assert.is(likenessOf("rmse"), "rmse");
  assert.is(likenessOf("ssim"), "ncc", "SSIM of all pairs takes too long");
});

test("what differs by its mean only is one thing by correlation, and two by angle and by error", () => {
  const row = normals(40);
  const answers = [rowsOf(row), rowsOf(row.map((x) => x + 3))];
  const count = (by: "ncc" | "cosine" | "rmse") => clusters(similarities(answers, by)).length;
  assert.equal([count("ncc"), count("cosine"), count("rmse")], [1, 2, 2]);
});

test("what every start finds is one cluster, what one start finds another", () => {
  const [common, other] = [normals(60), normals(60)];
  const answers = [
    rowsOf(near(common, 0.1), normals(60)),
    rowsOf(near(other, 0.1), near(common, 0.1)),
    rowsOf(near(common, 0.1), near(other, 0.1)),
  ];
  const found = clusters(similarities(answers));
  assert.equal(
    found.map(({ members }) => [...members].sort((a, b) => a - b)),
    [[0, 3, 4], [2, 5], [1]],
  );
  assert.equal(
    found.map(({ found: share }) => share),
    [1, 2 / 3, 1 / 3],
  );
});

test("a start gives a cluster one candidate: its twin begins another", () => {
  const common = normals(60);
  const answers = [rowsOf(near(common, 0.05), near(common, 0.3)), rowsOf(near(common, 0.05))];
  const found = clusters(similarities(answers));
  assert.is(found.length, 2);
  for (const { members } of found) assert.is(new Set(members.map((i) => (i < 2 ? 0 : 1))).size, members.length);
});

test("features: agreement with other starts, and likeness within one's own", () => {
  const common = Float64Array.from([1, 2, 3, 4, 7]);
  const answers = [
    rowsOf(common, common),
    rowsOf(common.map((x) => 2 * x)),
    rowsOf(Float64Array.from([1, -1, 1, -1, 1])),
  ];
  const alike = similarities(answers);
  const [first] = featuresOf(answers, alike);
  const other = ncc(common, [1, -1, 1, -1, 1]);
  const of = (name: (typeof featureNames)[number]) => first[featureNames.indexOf(name)];
  assert.ok(Math.abs(of("agreement") - (1 + other) / 2) < 1e-12);
  // The lower quartile of two values lies a quarter of the way up.
  assert.ok(Math.abs(of("worst_quarter") - (other + (1 - other) / 4)) < 1e-12);
  assert.ok(Math.abs(of("closeness") - (-Math.log(1e-6) - Math.log(1 - other)) / 2) < 1e-6);
  assert.ok(Math.abs(of("twin") - 1) < 1e-12);
  assert.is(of("third"), -1);
  assert.ok(featuresOf(answers, alike).every((row) => row.every(Number.isFinite)));
});

test("features do not change with the scale of all candidates, nor with the order of starts and rows", () => {
  const starts = [0, 1, 2].map(() => rowsOf(normals(9), normals(9), normals(9)));
  const features = featuresOf(starts, similarities(starts));
  const scaled = starts.map(({ values, columns }) => ({ values: values.map((x) => 10 * x), columns }));
  const turned = [starts[2], starts[0], starts[1]];
  const close = (a: readonly number[], b: readonly number[]) =>
    assert.ok(
      a.every((x, k) => Math.abs(x - b[k]) < 1e-9),
      `${a} ${b}`,
    );
  featuresOf(scaled, similarities(scaled)).forEach((row, i) => {
    close(row, features[i]);
  });
  featuresOf(turned, similarities(turned)).forEach((row, i) => {
    close(row, features[(i + 6) % 9]);
  });
});

test("logistic regression: the score equations hold at the fit", () => {
  const x = Array.from({ length: 200 }, () => [random.normal(), 5 + 3 * random.normal()]);
  const y = x.map(([a, b]) => (random.uniform() < 1 / (1 + Math.exp(-(a - 0.5 * (b - 5)))) ? 1 : 0));
  const ridge = 2;
  const model = { features: ["a", "b"], ...fitLogistic(x, y, ridge) };
  const residuals = x.map((row, i) => y[i] - matchProbability(model, row));
  assert.ok(Math.abs(residuals.reduce((a, b) => a + b, 0)) < 1e-5);
  for (const k of [0, 1]) {
    const standard = x.map((row) => (row[k] - model.centre[k]) / model.scale[k]);
    const gradient = residuals.reduce((sum, r, i) => sum + r * standard[i], 0) - ridge * model.weights[k];
    assert.ok(Math.abs(gradient) < 1e-5, `${gradient}`);
  }
});

test("logistic regression stays finite where classes are separable", () => {
  const { weights, intercept } = fitLogistic([[0], [1], [2], [3]], [0, 0, 1, 1], 0.1);
  assert.ok(weights.every(Number.isFinite) && Number.isFinite(intercept) && weights[0] > 0);
});

const scoredOf = (scores: readonly number[], matches: readonly number[]) =>
  scores.map((score, i) => ({ score, isMatch: matches[i] === 1 }));

test("AUROC is the share of pairs in the right order, ties half", () => {
  assert.is(auroc(scoredOf([1, 2, 3, 4], [0, 0, 1, 1])), 1);
  assert.is(auroc(scoredOf([1, 2, 3, 4], [1, 0, 1, 0])), 0.25);
  assert.is(auroc(scoredOf([1, 1, 1], [1, 0, 0])), 0.5);
  assert.ok(Number.isNaN(auroc(scoredOf([1, 2], [1, 1]))));
  const scores = Array.from({ length: 60 }, () => Math.floor(10 * random.uniform()));
  const matches = scores.map(() => (random.uniform() < 0.4 ? 1 : 0));
  let sum = 0;
  let pairs = 0;
  scores.forEach((a, i) => {
    scores.forEach((b, j) => {
      if (matches[i] !== 1 || matches[j] !== 0) return;
      pairs++;
      sum += a > b ? 1 : a === b ? 0.5 : 0;
    });
  });
  assert.ok(Math.abs(auroc(scoredOf(scores, matches)) - sum / pairs) < 1e-12);
});

test("true positives are counted above the score that few non-matches reach", () => {
  const negatives = Array.from({ length: 100 }, (_, i) => i);
  const scored = scoredOf([...negatives, 97.5, 98.5, 99.5, 50], [...negatives.map(() => 0), 1, 1, 1, 1]);
  assert.is(truePositiveRate(scored, 0.01), 0.5);
  assert.is(truePositiveRate(scored, 0.02), 0.75);
  // One of ten is more than 1 %: nothing but what lies above all.
  assert.is(truePositiveRate(scoredOf([1, 2, 3, 4], [0, 1, 0, 1]), 0.01), 0.5);
});

test("the best tenth counts ties against the score", () => {
  const scored = scoredOf([9, 9, 1, 1, 1, 1, 1, 1, 1, 1], [1, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
  assert.is(topPrecision(scored), 0);
  assert.is(topPrecision(scored, 0.2), 0.5);
});

test("reliability: what was said beside what was found", () => {
  const bins = reliability(scoredOf([0.1, 0.15, 0.9, 1], [0, 1, 1, 1]), 5);
  assert.equal(
    bins.map(({ from, to, count, found }) => [from, to, count, found]),
    [
      [0, 0.2, 2, 0.5],
      [0.8, 1, 2, 1],
    ],
  );
});

/** Starts find the true rows again with little noise, and artefacts of their own. */
function simulatedRun(name: string): LabelledRun {
  const truth = [normals(20), normals(20), normals(20)];
  const answers = Array.from({ length: 6 }, () =>
    rowsOf(...truth.map((row) => (random.uniform() < 0.8 ? near(row, 0.3) : normals(20))), normals(20), normals(20)),
  );
  const features = featuresOf(answers, similarities(answers));
  const isMatch = answers.flatMap(({ values }) =>
    Array.from({ length: 5 }, (_, i) => truth.some((row) => ncc(row, values.slice(20 * i, 20 * i + 20)) > 0.8)),
  );
  return { name, net: name, candidates: features.map((each, i) => ({ features: each, isMatch: isMatch[i] })) };
}

test("a calibration tells matches on nets that it has not seen, and its probabilities hold", () => {
  const runs = ["a", "b", "c", "d", "e", "f"].map(simulatedRun);
  const { mean, reliability: curve, model, runs: each } = calibrate(runs);
  assert.ok(mean.auroc > 0.9, `${mean.auroc}`);
  assert.is(each.length, 6);
  assert.equal(model.features, featureNames);
  // Binomial standard error of what is found, and as much again for a model learnt on 150 candidates.
  for (const { said, found, count } of curve) {
    const error = Math.sqrt(Math.max(said * (1 - said), 0.01) / count);
    assert.ok(Math.abs(said - found) < 6 * error, `${said} ${found} ${count}`);
  }
});

test("with labels at random a calibration tells nothing", () => {
  const runs = ["a", "b", "c", "d", "e", "f"].map(simulatedRun).map((run) => ({
    ...run,
    candidates: run.candidates.map(({ features }) => ({ features, isMatch: random.uniform() < 0.5 })),
  }));
  // 180 candidates: the standard error of an AUROC of chance is 0.043.
  assert.ok(Math.abs(calibrate(runs).mean.auroc - 0.5) < 0.2);
});

test("runs on one net are left out together", () => {
  const [a, b, c] = ["a", "b", "c"].map(simulatedRun);
  const twins = calibrate([a, { ...a, name: "a again" }, b, c]);
  const alone = calibrate([a, b, c]);
  assert.equal(twins.runs[0].auroc, alone.runs[0].auroc);
});

test.run();
