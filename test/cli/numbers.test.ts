/** Digits of numbers for people. */
import * as fc from "fast-check";
import { test } from "uvu";
import * as assert from "uvu/assert";
import {
  decimalsFor,
  formatCount,
  formatNumber,
  formatPercent,
  formatSeconds,
  formatWithSpread,
} from "../../src/cli/numbers.ts";

test("three significant digits, exponents only far out", () => {
  const cases: [number, string][] = [
    [0, "0"],
    [-0, "0"],
    [1, "1.00"],
    [0.4567, "0.457"],
    [-12.345, "-12.3"],
    [1234.5, "1235"],
    [0.0001234, "0.000123"],
    [0.00001234, "1.23e-5"],
    [9.999, "10.0"],
    [999_999.6, "1.00e6"],
    [1.234e8, "1.23e8"],
    [Number.NaN, "nan"],
    [-Infinity, "-inf"],
  ];
  for (const [x, text] of cases) assert.is(formatNumber(x), text, String(x));
});

test("what is shown is within half a unit of the last significant digit", () => {
  const numbers = fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e12, max: 1e12 });
  fc.assert(
    fc.property(numbers, (x) => {
      // Three digits: a relative error of at most 0.5e-2, and a little for the rounding of the last place.
      assert.ok(Math.abs(Number(formatNumber(x)) - x) <= 0.00501 * Math.abs(x), `${x} -> ${formatNumber(x)}`);
    }),
    { seed: 1, numRuns: 500 },
  );
});

test("a mean has the decimals of its spread", () => {
  assert.is(formatWithSpread(1.23456, 0.05), "1.235");
  assert.is(formatWithSpread(123.456, 12), "123");
  assert.is(formatWithSpread(-0.0001, 0.5), "0.00");
  assert.is(formatWithSpread(3, 0), "3.00", "a constant has no spread");
  assert.is(decimalsFor(0.0996), 2, "0.0996 rounds to 0.10");
  assert.is(decimalsFor(Number.NaN), undefined);
});

test("counts, percents and times", () => {
  assert.is(formatCount(1_412_000), "1,412,000");
  assert.is(formatCount(999), "999");
  assert.is(formatCount(-1000), "-1,000");
  assert.is(formatPercent(0.426), "43 %");
  const times: [number, string][] = [
    [0.04, "0.04 s"],
    [0.999, "1.0 s"],
    [1.42, "1.4 s"],
    [9.97, "10 s"],
    [59.7, "1 min 00 s"],
    [125, "2 min 05 s"],
    [4325, "1 h 12 min"],
  ];
  for (const [seconds, text] of times) assert.is(formatSeconds(seconds), text);
});

test.run();
