/** Verdicts where the answer is known: one mode, two modes, a direction without its length, starts that disagree, chains on the way. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { chiSquaredQuantile } from "../../src/diagnostics/chi-squared.ts";
import { directionOf } from "../../src/diagnostics/directions.ts";
import {
  type DrawEvidence,
  judgeDraws,
  judgePoints,
  type PointEvidence,
} from "../../src/diagnostics/identifiability.ts";
import { varianceBound } from "../../src/diagnostics/variance-bound.ts";
import { CounterRandom } from "../../src/inference/counter-random.ts";

const random = new CounterRandom(11, 5);

/** Draws of each chain, made by `draw(chain, k)`. */
function drawn(
  draw: (chain: number, k: number) => readonly number[],
  more: Partial<DrawEvidence> = {},
  chains = 4,
  count = 200,
): DrawEvidence {
  const all = Array.from({ length: chains }, (_, c) =>
    Array.from({ length: count }, (_, k) => Float64Array.from(draw(c, k))),
  );
  return {
    chains: all,
    logDensities: all.map((chain) => chain.map(() => -10 + random.normal())),
    rows: 0,
    priorVariance: all[0][0].map(() => 1),
    predicted: true,
    isComplete: true,
    areParticles: false,
    ...more,
  };
}

test("a Gaussian posterior much narrower than its prior is identified, one as wide is not", () => {
  const narrow = judgeDraws(drawn(() => [2 + 0.1 * random.normal(), 0.1 * random.normal()]));
  assert.is(narrow.verdict, "identified");
  assert.equal([narrow.elements, narrow.identified, narrow.of_elements], [2, 2, ["identified", "identified"]]);
  const wide = judgeDraws(drawn(() => [0.9 * random.normal(), 0.8 * random.normal()]));
  assert.is(wide.verdict, "not identified");
  assert.is(wide.identified, 0);
});

test("near the limit of 5 % the number of draws counts", () => {
  const evidence = drawn(() => [Math.sqrt(0.046) * random.normal()]);
  assert.is(judgeDraws({ ...evidence, effective: [40] }).verdict, "not identified", "40 draws may hide 6 %");
  assert.is(judgeDraws({ ...drawn(() => [0.1 * random.normal()]), effective: [40] }).verdict, "identified");
});

test("two modes are not identified, whether chains move between them or each stays in one", () => {
  const moving = judgeDraws(drawn((_, k) => [(k % 2 === 0 ? 1 : -1) + 0.02 * random.normal()]));
  assert.is(moving.verdict, "not identified");
  const staying = judgeDraws(drawn((c) => [(c < 2 ? 1 : -1) + 0.02 * random.normal()]));
  assert.is(staying.verdict, "not identified");
  assert.match(staying.reason, /each settled disagree .* fit equally well/);
});

test("chains that have not converged, or disagree with unequal fits, are undecided", () => {
  const walking = judgeDraws(drawn((c, k) => [c + k / 50 + 0.02 * random.normal()]));
  assert.is(walking.verdict, "undecided");
  assert.match(walking.reason, /not converged/);
  const worse = drawn((c) => [(c < 2 ? 1 : -1) + 0.02 * random.normal()]);
  const logDensities = worse.chains.map((chain, c) => chain.map(() => (c < 2 ? -10 : -60) + random.normal()));
  assert.is(judgeDraws({ ...worse, logDensities }).verdict, "undecided");
  assert.is(judgeDraws(drawn(() => [0], {}, 2, 3)).verdict, "undecided", "too few draws");
  assert.is(judgeDraws(drawn(() => [0.01 * random.normal()], { isComplete: false })).verdict, "undecided");
  const islands = judgeDraws(drawn((c) => [(c < 2 ? 1 : -1) + 0.02 * random.normal()], { areParticles: true }));
  assert.is(islands.verdict, "undecided", "islands are to agree");
});

test("a direction without its length is identified in part", () => {
  const u = [0.6, 0, 0.8];
  const ray = () => {
    const length = 1 + Math.abs(random.normal());
    return u.map((x) => x * length + 0.01 * random.normal());
  };
  const rays = drawn(ray);
  const verdict = judgeDraws({ ...rays, rows: 1 });
  assert.is(verdict.verdict, "partly");
  assert.equal([verdict.rows, verdict.directions], [1, 1]);
  assert.match(verdict.reason, /the direction, not the length/);
  // Against a prior that knew the direction already, nothing was learnt of it.
  const priorDraws = Array.from({ length: 50 }, () => Float64Array.from(ray()));
  const known = judgeDraws({ ...rays, priorVariance: [1, 1, 1], priorDraws, rows: 1 });
  assert.is(known.directions, 0);
});

test("some elements make a part, one in a hundred does not", () => {
  const some = judgeDraws(drawn(() => [0.05 * random.normal(), random.normal()]));
  assert.is(some.verdict, "partly");
  assert.match(some.reason, /1 of 2 elements/);
  const few = judgeDraws(
    drawn(() => Array.from({ length: 100 }, (_, i) => (i === 0 ? 0.05 : 1) * random.normal()), {}, 4, 200),
  );
  assert.is(few.verdict, "not identified");
});

test("what does not explain the data is undecided, an improper prior is said", () => {
  assert.is(judgeDraws(drawn(() => [0.1 * random.normal()], { predicted: false })).verdict, "undecided");
  const improper = judgeDraws(drawn(() => [0.1 * random.normal()], { priorVariance: undefined }));
  assert.is(improper.verdict, "identified");
  assert.match(improper.reason, /prior is improper, so only agreement and prediction count/);
  const unchecked = judgeDraws(drawn(() => [0.1 * random.normal()], { predicted: undefined }));
  assert.match(unchecked.reason, /no predictive check/);
});

/** Starts at standard normal places that end where `end(s, begin)` says. */
function climbed(
  end: (s: number, begin: readonly number[]) => readonly number[],
  more: Partial<PointEvidence> = {},
  { starts = 8, size = 4, spread = 1 } = {},
): PointEvidence {
  const begins = Array.from({ length: starts }, () =>
    Float64Array.from({ length: size }, () => spread * random.normal()),
  );
  return {
    points: begins.map((begin, s) => Float64Array.from(end(s, [...begin]))),
    begins,
    logDensities: begins.map(() => -3),
    dimension: size,
    rows: 0,
    priorVariance: new Float64Array(size).fill(1),
    predicted: true,
    ...more,
  };
}

test("starts that all end at one point identify it", () => {
  const verdict = judgePoints(climbed((s) => [1, 2, 3, 4].map((x) => x + 1e-4 * Math.sin(s * x))));
  assert.is(verdict.verdict, "identified");
  assert.match(verdict.reason, /8 of 8 starts fit equally well/);
});

test("two starts that disagree with equal fit do not", () => {
  const two = climbed((s) => [s === 0 ? 1 : -1], {}, { starts: 2, size: 1 });
  assert.is(judgePoints(two).verdict, "not identified");
  // Two that agree closely do; two that agree by a tenth of the prior's sd may do so by chance.
  assert.is(judgePoints(climbed((s) => [1 + 0.001 * s], {}, { starts: 2, size: 1 })).verdict, "identified");
  assert.is(judgePoints(climbed((s) => [1 + 0.1 * s], {}, { starts: 2, size: 1 })).verdict, "not identified");
});

test("a start that fits much worse is left out, and one alone cannot tell", () => {
  const mostly = climbed((s) => (s === 0 ? [9, 9, 9, 9] : [1, 2, 3, 4]));
  const logDensities = mostly.logDensities.map((x, s) => (s === 0 ? -500 : x));
  assert.is(judgePoints({ ...mostly, logDensities }).verdict, "identified");
  assert.is(judgePoints(mostly).verdict, "not identified", "were it as good");
  const one = climbed(() => [1], {}, { starts: 1, size: 1 });
  assert.is(judgePoints(one).verdict, "undecided");
});

test("where a start stays is no finding, however close together the starts begin", () => {
  const still = judgePoints(climbed((_, begin) => begin.map((x) => 1.01 * x), {}, { spread: 0.01 }));
  assert.is(still.verdict, "not identified", "their spread is small beside the prior's, and is where they began");
  const together = judgePoints(
    climbed((s) => [1, 2, 3, 4].map((x) => x + 0.002 * Math.sin(5 * s + x)), {}, { spread: 0.01 }),
  );
  assert.is(together.verdict, "identified", "they moved together by much more than they differ, and closed in");
  const drift = climbed((_, begin) => begin.map((x) => x + 1), { priorVariance: undefined }, { spread: 0.01 });
  assert.is(judgePoints(drift).verdict, "not identified", "they went side by side, as far apart as before");
  assert.match(together.reason, /began close together/);
  const same = judgePoints(climbed(() => [1, 1, 1, 1], {}, { spread: 0 }));
  assert.is(same.verdict, "undecided");
  assert.match(same.reason, /begin at the same point/);
});

test("elements that the search cannot move are left out", () => {
  const evidence = climbed((s) => [1 + 1e-5 * s, 0]);
  const begins = evidence.begins?.map((begin) => Float64Array.of(begin[0], 0));
  const points = evidence.points.map((point) => point.slice(0, 2));
  const verdict = judgePoints({ ...evidence, begins, points, priorVariance: [1, 1] });
  assert.equal([verdict.verdict, verdict.fixed, verdict.identified], ["identified", 1, 1]);
});

test("a predictive check that no start passes is undecided; those that fail are left out", () => {
  const evidence = climbed((s) => (s === 0 ? [5, 5, 5, 5] : [1, 2, 3, 4]));
  const passed = evidence.points.map((_, s) => s !== 0);
  assert.is(judgePoints({ ...evidence, passed }).verdict, "identified");
  assert.is(judgePoints({ ...evidence, passed: passed.map(() => false) }).verdict, "undecided");
});

test("starts may agree on directions alone", () => {
  const rays = climbed((s) => [3, 0, 4, 0].map((x) => (x * (s + 1)) / 4), { rows: 1 });
  const verdict = judgePoints(rays);
  assert.is(verdict.verdict, "partly");
  assert.match(verdict.reason, /the direction, not the length/);
  const opposite = judgePoints(climbed((s) => [3, 0, 4, 0].map((x) => (s % 2 === 0 ? x : -x)), { rows: 1 }));
  assert.is(opposite.directions, 0);
});

test("quantiles of chi-squared and the bound they give", () => {
  // scipy.stats.chi2.ppf(0.05, [1, 2, 9, 200])
  const expected = [0.003932140000019522, 0.10258658877510106, 3.325112843066815, 168.27855443662838];
  [1, 2, 9, 200].forEach((degrees, i) => {
    assert.ok(Math.abs(chiSquaredQuantile(0.05, degrees) / expected[i] - 1) < 1e-9, `${degrees}`);
  });
  assert.ok(Math.abs(varianceBound(2, 10) - (2 * 9) / 3.325112843066815) < 1e-8);
  assert.is(varianceBound(1, 1), Number.POSITIVE_INFINITY);
});

test("the spread of directions: none, all around, opposite", () => {
  const draws = (...rows: readonly (readonly number[])[]) => rows.map((row) => Float64Array.from(row));
  assert.ok(directionOf(draws([1, 0], [5, 0]), 1).spread[0] < 1e-12);
  assert.ok(Math.abs(directionOf(draws([1, 0], [-2, 0], [0, 1], [0, -3]), 1).spread[0] - 4 / 3) < 1e-12);
  const [a, b] = [directionOf(draws([1, 0], [2, 0]), 1), directionOf(draws([0, 1], [0, 2]), 1)];
  assert.ok(Math.abs(a.turnedFrom(b, 0) - 2) < 1e-12);
});

test.run();
