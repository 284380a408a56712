/** The pieces of SMC: temperature steps, resampling, evidence of islands, decorrelation. */
import fc from "fast-check";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { CounterRandom } from "../../../src/inference/counter-random.ts";
import { Decorrelation } from "../../../src/inference/smc/decorrelation.ts";
import { combineEvidence } from "../../../src/inference/smc/evidence.ts";
import { systematic } from "../../../src/inference/smc/resampling.ts";
import { temper } from "../../../src/inference/smc/tempering.ts";

const finite = fc.double({ min: -1e6, max: 1e3, noNaN: true });

test("the step keeps the wanted effective size, or goes to 1", () => {
  fc.assert(
    fc.property(
      fc.array(finite, { minLength: 10, maxLength: 60 }),
      fc.double({ min: 0, max: 0.9, noNaN: true }),
      (values, t) => {
        const n = values.length;
        const weights = new Float64Array(n);
        const increment = temper(Float64Array.from(values), t, 0.5, weights);
        assert.ok(increment !== undefined && increment.temperature > t && increment.temperature <= 1);
        let sum = 0;
        let squares = 0;
        for (const w of weights) {
          sum += w;
          squares += w * w;
        }
        assert.ok(Math.abs(sum - 1) < 1e-12);
        assert.ok(1 / squares >= 0.5 * n - 1e-6 * n, `effective size ${1 / squares} of ${n}`);
        if (increment.temperature < 1) assert.ok(1 / squares < 0.51 * n, `effective size ${1 / squares} of ${n}`);
      },
    ),
    { seed: 1, numRuns: 300 },
  );
});

test("the increment is the log mean weight", () => {
  const weights = new Float64Array(3);
  const increment = temper(Float64Array.of(-1000, -1000.1, -1000.2), 0.5, 0.5, weights);
  const expected = Math.log((Math.exp(0) + Math.exp(-0.05) + Math.exp(-0.1)) / 3) - 500;
  assert.is(increment?.temperature, 1);
  assert.ok(Math.abs((increment?.logEvidence ?? 0) - expected) < 1e-12);
  assert.is(temper(new Float64Array(3).fill(Number.NEGATIVE_INFINITY), 0, 0.5, weights), undefined);
});

test("systematic resampling gives each particle its expected number of offspring, rounded up or down", () => {
  const unit = fc.double({ min: 1e-9, max: 1 - 1e-9, noNaN: true });
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 2, maxLength: 50 }),
      unit,
      (raw, uniform) => {
        const total = raw.reduce((a, b) => a + b, 0) + 1;
        const weights = Float64Array.from([...raw, 1], (w) => w / total);
        const n = weights.length;
        const ancestors = new Int32Array(n);
        systematic(weights, uniform, ancestors);
        const counts = new Array<number>(n).fill(0);
        for (let i = 0; i < n; i++) {
          counts[ancestors[i]]++;
          if (i > 0) assert.ok(ancestors[i] >= ancestors[i - 1]);
        }
        // Rounding of the cumulated weights may move a border by one.
        for (let k = 0; k < n; k++)
          assert.ok(Math.abs(counts[k] - n * weights[k]) < 1 + 1e-9, `${counts[k]} for ${n * weights[k]}`);
      },
    ),
    { seed: 2, numRuns: 300 },
  );
});

test("evidences of islands are averaged on the natural scale, part by part", () => {
  const { logEvidence, mcse } = combineEvidence([
    Float64Array.of(Math.log(1), -1000),
    Float64Array.of(Math.log(3), -1000),
  ]);
  assert.ok(Math.abs(logEvidence - (Math.log(2) - 1000)) < 1e-9);
  // Variance of 1 and 3 is 2: sqrt(2 / (2 * 2^2)).
  assert.ok(Math.abs(mcse - 0.5) < 1e-12);
  assert.ok(Number.isNaN(combineEvidence([Float64Array.of(0)]).mcse));
});

test("correlation is per part, and the worst part decides", () => {
  const target = { dimension: 3, partCount: 2, partOf: Int32Array.of(0, 0, 1), temperature: Float64Array.of(1, 1) };
  const random = new CounterRandom(1, 0);
  const n = 1000;
  const before = Float64Array.from({ length: 3 * n }, () => 1e6 + random.normal());
  const decorrelation = new Decorrelation(target, n);
  decorrelation.remember(before);
  assert.ok(Math.abs(decorrelation.correlation(before) - 1) < 1e-9);
  const rho = 0.6;
  const after = before.map((x, k) =>
    k % 3 === 2 ? 1e6 + rho * (x - 1e6) + Math.sqrt(1 - rho * rho) * random.normal() : random.normal(),
  );
  // Part 0 has forgotten; part 1 correlates by rho, known to (1 - rho^2) / sqrt(n).
  assert.ok(Math.abs(decorrelation.correlation(after) - rho) < (4 * (1 - rho * rho)) / Math.sqrt(n));
  assert.is(decorrelation.correlation(new Float64Array(3 * n)), 1);
});

test.run();
