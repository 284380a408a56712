/** Calibration: exact posteriors of simulated normals are uniform in rank, and each way of being wrong is flagged. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { calibrationOf, type Recovered } from "../../src/diagnostics/calibration.ts";
import { CounterRandom } from "../../src/inference/counter-random.ts";

const ranks = 99;
const interval = 1.6448536269514722;

/** theta ~ N(offset, 1) and one datum of sd 1, so the posterior is N((y + offset) / 2, 1 / 2), told with a shift and a factor on its sd. */
function simulated(sets: number, elements: number, shift: number, factor: number, seed = 1): Recovered[][] {
  const random = new CounterRandom(seed, 0);
  return Array.from({ length: sets }, () =>
    Array.from({ length: elements }, (_, i) => {
      const offset = 100 * i;
      const truth = offset + random.normal();
      const mean = (truth + random.normal() + offset) / 2 + shift * Math.SQRT1_2;
      const sd = factor * Math.SQRT1_2;
      const draws = Array.from({ length: ranks }, () => mean + sd * random.normal());
      const rank = draws.filter((draw) => draw < truth).length;
      return { truth, mean, sd, q05: mean - interval * sd, q95: mean + interval * sd, rank };
    }),
  );
}

test("the exact posterior", () => {
  const c = calibrationOf(simulated(200, 5, 0, 1), ranks);
  assert.is(c.count, 1000);
  // Four standard errors each: sqrt(0.9 0.1 / 1000), 1 / sqrt(1000), relative 1 / sqrt(2000) for errors.
  assert.ok(Math.abs(c.coverage90 - 0.9) < 0.038, `${c.coverage90}`);
  assert.ok(Math.abs(c.coverage90_se / Math.sqrt(0.09 / 1000) - 1) < 0.25);
  assert.ok(Math.abs(c.mean_z) < 0.13);
  assert.ok(Math.abs(c.rmse / Math.SQRT1_2 - 1) < 0.09);
  // Elements lie 100 apart: what the prior gives is asked of each by itself.
  assert.ok(Math.abs(c.prior_rmse - 1) < 0.09, `${c.prior_rmse}`);
  assert.ok(Math.abs(c.width90_over_prior / Math.SQRT1_2 - 1) < 0.15, `${c.width90_over_prior}`);
  assert.is(
    c.ranks.reduce((a, b) => a + b),
    1000,
  );
  for (const count of c.ranks) assert.ok(Math.abs(count - 100) < 4 * Math.sqrt(90));
  assert.ok(c.rank_p > 0.01, `${c.rank_p}`);
});

test("p values are uniform when the posterior is right", () => {
  const p = Array.from({ length: 200 }, (_, seed) => calibrationOf(simulated(40, 2, 0, 1, seed + 10), ranks).rank_p);
  // Of 200, those below 0.1 are 20 +- 4.2; with only 40 data sets their scatter is t rather than normal, which makes a few more.
  const low = p.filter((value) => value < 0.1).length;
  assert.ok(low >= 5 && low <= 40, `${low}`);
});

const wrong: [string, number, number, (c: ReturnType<typeof calibrationOf>) => boolean][] = [
  ["biased", 0.7, 1, (c) => c.mean_z < -0.5 && c.coverage90 < 0.9],
  ["too narrow", 0, 0.5, (c) => c.coverage90 < 0.7],
  ["too wide", 0, 2, (c) => c.coverage90 > 0.97],
];
for (const [name, shift, factor, shows] of wrong) {
  test(`a posterior that is ${name} is flagged`, () => {
    const c = calibrationOf(simulated(50, 2, shift, factor), ranks);
    assert.ok(c.rank_p < 0.001, `${c.rank_p}`);
    assert.ok(shows(c), JSON.stringify(c));
  });
}

test("few data sets: no p value, no division by nothing", () => {
  const one = calibrationOf(simulated(1, 1, 0, 1), ranks);
  assert.is(one.count, 1);
  assert.ok(Number.isNaN(one.rank_p) && Number.isNaN(one.coverage90_se) && Number.isNaN(one.prior_rmse));
});

test("by hand", () => {
  const e = (truth: number, mean: number, rank: number): Recovered => ({
    truth,
    mean,
    sd: 2,
    q05: mean - 1,
    q95: mean + 3,
    rank,
  });
  const c = calibrationOf(
    [
      [e(1, 0, 0), e(10, 12, 9)],
      [e(3, 1, 10), e(14, 15, 99)],
    ],
    ranks,
  );
  assert.is(c.coverage90, 3 / 4, "1 in -1..3, 10 not in 11..15, 3 in 0..4, 14 in 14..18");
  assert.is(c.rmse, Math.sqrt((1 + 4 + 4 + 1) / 4));
  assert.is(c.prior_rmse, Math.sqrt((2 + 8) / 2));
  assert.is(c.mean_z, (0.5 - 1 + 1 - 0.5) / 4);
  assert.equal(c.ranks, [2, 1, 0, 0, 0, 0, 0, 0, 0, 1]);
  // The 90 % ranges of {1, 3} and {10, 14}, interpolated: 0.9 of 2 and of 4.
  assert.ok(Math.abs(c.width90_over_prior - 4 / 2.7) < 1e-12);
});

test.run();
