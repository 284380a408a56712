/** Matched scores by hand: hits, pooled over starts, rivals and decoys, and when more than the controls is found. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { align, alignment, unitRows } from "../../../src/diagnostics/matching/align.ts";
import { type Control, findsMore, matchedFidelity } from "../../../src/diagnostics/matching/fidelity.ts";
import { matchRows, type Rows } from "../../../src/diagnostics/matching/match.ts";
import { measureOf, reaches } from "../../../src/diagnostics/matching/measure.ts";

const rows = (...lists: readonly (readonly number[])[]): Rows => ({
  values: Float64Array.from(lists.flat()),
  columns: lists[0].length,
});

// Four rows that are orthogonal after centring.
const [a, b, c, d] = [
  [1, -1, 1, -1, 0, 0],
  [1, 1, -1, -1, 0, 0],
  [1, -1, -1, 1, 0, 0],
  [0, 0, 0, 0, 1, -1],
];
const truth = rows(a, b);
const ncc = measureOf("ncc", truth.values);

test("each true row has a candidate of its own, whatever their order, level and scale", () => {
  const { candidate, value } = matchRows(
    ncc,
    truth,
    rows(
      c,
      b.map((x) => 3 * x + 7),
      a.map((x) => x / 2),
      d,
    ),
  );
  assert.equal([...candidate], [2, 1]);
  assert.ok(value.every((x) => Math.abs(x - 1) < 1e-12));
});

test("with fewer candidates than true rows some have none", () => {
  const { candidate, value } = matchRows(ncc, truth, rows(b));
  assert.equal([...candidate], [-1, 0]);
  assert.ok(Number.isNaN(value[0]));
});

test("hits in the mean over starts, and pooled over them", () => {
  const scores = matchedFidelity(ncc, truth, [rows(a, c, d), rows(c, d, b), rows(c, d, c)], []);
  assert.equal(scores.thresholds, [0.8, 0.9]);
  assert.equal(scores.hits, [2 / 3, 2 / 3]);
  assert.equal(scores.pooled.hits, [2, 2], "one start has a, another b");
  assert.equal(
    scores.answers.map(({ hits }) => hits[0]),
    [1, 1, 0],
  );
  assert.ok(Math.abs(scores.best - 1 / 3) < 1e-12);
  assert.is(scores.strongest, undefined);
  assert.not(findsMore(scores), "without a control nothing is claimed");
});

test("a rival answers in place of the candidates, a decoy stands in place of the truth", () => {
  const controls: readonly Control[] = [
    { name: "rival", role: "rival", rows: [rows(a, c, d)] },
    { name: "decoy", role: "decoy", rows: [rows(c, d)] },
  ];
  const scores = matchedFidelity(ncc, truth, [rows(a, c, b), rows(a, b, c)], controls);
  assert.equal(scores.hits, [2, 2]);
  assert.equal(scores.control.rival.hits, [1, 1]);
  assert.equal(scores.control.decoy.hits, [1, 1], "c is among the candidates of both");
  assert.equal(scores.control.decoy.pooled?.hits, [1, 1]);
  assert.is(scores.control.rival.pooled, undefined);
  assert.is(scores.hits_minus_strongest, 1);
});

test("beyond the strongest control by two standard errors", () => {
  // Ten true rows, unit vectors; an answer holds the first `held` of them.
  const unit = (k: number) => Array.from({ length: 30 }, (_, i) => (i === k ? 1 : 0));
  const ten = rows(...Array.from({ length: 10 }, (_, k) => unit(k)));
  const answer = (held: number) => rows(...Array.from({ length: 10 }, (_, k) => unit(k < held ? k : k + 12)));
  const measure = measureOf("ncc", ten.values);
  const rival = (held: number): Control => ({ name: "rival", role: "rival", rows: [answer(held)] });
  const of = (held: number, other: number) => matchedFidelity(measure, ten, [answer(held)], [rival(other)]);
  assert.ok(findsMore(of(9, 2)));
  assert.not(findsMore(of(2, 2)));
  assert.not(findsMore(of(1, 0)), "one hit more may be chance");
  assert.not(findsMore(of(0, 0)));
  // Per row the difference is 1 in seven of ten rows: variance 7/10 * 3/10 * 10/9.
  assert.ok(Math.abs((of(9, 2).gain_se ?? 0) - Math.sqrt(10 * 0.7 * 0.3 * (10 / 9))) < 1e-12);
});

test("errors: smaller is closer, and thresholds leave as much unexplained as correlations of 0.8 and 0.9", () => {
  const measure = measureOf("rmse", [0, 2, 4]);
  assert.ok(Math.abs(measure.thresholds[0] - 0.6 * 2) < 1e-12);
  assert.ok(reaches(measure, 1, measure.thresholds[0]));
  assert.not(reaches(measure, 1.3, measure.thresholds[0]));
  const { candidate } = matchRows(measure, rows([0], [4]), rows([3.5], [9], [0.5]));
  assert.equal([...candidate], [2, 0]);
});

test("rows are brought into the order of a reference", () => {
  const moved = align([0, 0, 5, 5, 9, 9], Float64Array.of(9.1, 9, 0.1, 0, 5, 5.2), 3);
  assert.equal([...moved], [0.1, 0, 5, 5.2, 9.1, 9]);
});

test("rows whose lengths nothing tells are aligned by direction", () => {
  const reference = Float64Array.of(1, 0, 6, 8);
  const draw = Float64Array.of(0.6, 0.8, 9, 0);
  // By distance the short row would stay with the short one.
  assert.equal([...alignment(reference, draw, 2)], [0, 1]);
  assert.equal([...alignment(unitRows(reference, 2), unitRows(draw, 2), 2)], [1, 0]);
  assert.equal([...unitRows(Float64Array.of(0, 0, 3, 4), 2)], [0, 0, 0.6, 0.8]);
});

test.run();
