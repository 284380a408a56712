/** Threefry against Random123's known answers; the generator's distributions against theory; its keys. */
import fc from "fast-check";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { CounterRandom } from "../../src/inference/counter-random.ts";
import { normalQuantile } from "../../src/inference/normal-quantile.ts";
import { threefry } from "../../src/inference/threefry.ts";

/** Random123, kat_vectors, threefry2x32 with 20 rounds: counter, key, result. */
const KNOWN = [
  [0x00000000, 0x00000000, 0x00000000, 0x00000000, 0x6b200159, 0x99ba4efe],
  [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff, 0x1cb996fc, 0xbb002be7],
  [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344, 0xc4923a9c, 0x483df7a0],
];

test("Threefry-2x32-20 gives the published known answers", () => {
  const out = new Int32Array(2);
  for (const [c0, c1, k0, k1, r0, r1] of KNOWN) {
    threefry(k0 | 0, k1 | 0, c0 | 0, c1 | 0, out);
    assert.equal([out[0] >>> 0, out[1] >>> 0], [r0, r1]);
  }
});

test("numbers depend on seed, lane, step and how many were drawn, and on nothing else", () => {
  const whole = fc.integer({ min: 0, max: 2 ** 31 });
  fc.assert(
    fc.property(
      whole,
      fc.maxSafeNat(),
      fc.integer({ min: 0, max: 2 ** 32 - 1 }),
      fc.integer({ min: 0, max: 9 }),
      (seed, lane, step, skip) => {
        const a = new CounterRandom(seed, lane);
        a.seek(step);
        for (let k = 0; k < skip; k++) a.uniform();
        const b = new CounterRandom(seed, 5);
        b.normal();
        b.enter(lane);
        b.seek(step);
        for (let k = 0; k < skip; k++) b.exponential();
        assert.is(a.uniform(), b.uniform());
      },
    ),
    { seed: 1, numRuns: 200 },
  );
});

test("other lanes, steps and seeds give other numbers", () => {
  const seen = new Set<number>();
  for (const seed of [0, 1, 2 ** 32, 2 ** 40 + 1]) {
    for (const lane of [0, 1, 2 ** 32, 2 ** 40]) {
      const random = new CounterRandom(seed, lane);
      for (let step = 0; step < 8; step++) {
        random.seek(step);
        for (let k = 0; k < 8; k++) seen.add(random.uniform());
      }
    }
  }
  assert.is(seen.size, 4 * 4 * 8 * 8);
});

/** Kolmogorov's distance of a sample from a distribution function, times sqrt(n): above 1.95 with probability 0.001. */
function kolmogorov(sample: Float64Array, cdf: (x: number) => number): number {
  sample.sort();
  const n = sample.length;
  let distance = 0;
  for (let i = 0; i < n; i++) {
    const p = cdf(sample[i]);
    distance = Math.max(distance, Math.abs(p - i / n), Math.abs(p - (i + 1) / n));
  }
  return distance * Math.sqrt(n);
}

/** Normal distribution function by Simpson's rule on the density: slow, and independent of the code under test. */
function normalCdf(x: number): number {
  const bound = Math.min(Math.abs(x), 9);
  const n = 400;
  let sum = 0;
  for (let k = 0; k <= n; k++) {
    const t = (bound * k) / n;
    sum += (k === 0 || k === n ? 1 : k % 2 === 1 ? 4 : 2) * Math.exp(-0.5 * t * t);
  }
  const half = ((bound / n) * sum) / 3 / Math.sqrt(2 * Math.PI);
  return x < 0 ? 0.5 - half : 0.5 + half;
}

test("uniform, normal and exponential numbers pass Kolmogorov's test", () => {
  const random = new CounterRandom(11, 3);
  const fill = (draw: () => number): Float64Array => Float64Array.from({ length: 20_000 }, draw);
  assert.ok(
    kolmogorov(
      fill(() => random.uniform()),
      (x) => x,
    ) < 1.95,
  );
  assert.ok(
    kolmogorov(
      fill(() => random.exponential()),
      (x) => 1 - Math.exp(-x),
    ) < 1.95,
  );
  assert.ok(kolmogorov(fill(() => random.normal()).slice(0, 4000), normalCdf) < 1.95);
});

test("numbers of neighbouring lanes and steps are uncorrelated", () => {
  const n = 20_000;
  const a = new CounterRandom(4, 0);
  const b = new CounterRandom(4, 1);
  let lanes = 0;
  let steps = 0;
  for (let i = 0; i < n; i++) {
    a.seek(i);
    b.seek(i);
    const x = a.normal();
    lanes += x * b.normal();
    a.seek(i + 1);
    steps += x * a.normal();
  }
  // Sums of n products of independent standard normals have sd sqrt(n).
  assert.ok(Math.abs(lanes) < 4 * Math.sqrt(n), String(lanes));
  assert.ok(Math.abs(steps) < 4 * Math.sqrt(n), String(steps));
});

test("below(n) is even", () => {
  const random = new CounterRandom(5, 0);
  const counts = new Array<number>(7).fill(0);
  for (let i = 0; i < 70_000; i++) counts[random.below(7)]++;
  const chiSquare = counts.reduce((sum, k) => sum + (k - 10_000) ** 2 / 10_000, 0);
  // Chi-square with 6 degrees of freedom: above 22.5 with probability 0.001.
  assert.ok(chiSquare < 22.5, String(chiSquare));
});

test("the normal quantile has the values of the literature", () => {
  // Wichura 1988, section 3, and Python's statistics.NormalDist().inv_cdf for the tails.
  const known = [
    [0.5, 0],
    [0.25, -0.6744897501960817],
    [0.001, -3.090232306167813],
    [1e-20, -9.262340089798408],
    [0.975, 1.959963984540054],
  ];
  for (const [p, x] of known)
    assert.ok(Math.abs(normalQuantile(p) - x) <= 4e-15 * Math.max(1, Math.abs(x)), `${p}: ${normalQuantile(p)}`);
  for (const u of [2 ** -53, 0.1, 0.3]) assert.is(normalQuantile(u), -normalQuantile(1 - u));
});

test.run();
