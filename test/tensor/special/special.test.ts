/** Special functions against mpmath at 50 digits (reference.json, made by reference.py). */
import { readFileSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import * as special from "../../../src/tensor/special/index.ts";

type Table = readonly (readonly number[])[];
const reference = JSON.parse(readFileSync(new URL("reference.json", import.meta.url), "utf8")) as Record<string, Table>;
const ULP = 2 ** -53;

function relative(value: number, expected: number): number {
  if (Object.is(value, expected) || value === expected) return 0;
  return Math.abs(value - expected) / Math.max(Math.abs(expected), Number.MIN_VALUE);
}

/** The largest error of `f` over a table in units of 2^-53, relative to max(|value|, floor). */
function worst(name: string, f: (x: number) => number, floor = 0): { error: number; at: number } {
  let error = 0;
  let at = Number.NaN;
  for (const [x, expected] of reference[name]) {
    const value = f(x);
    const e = relative(value, expected) * Math.min(1, Math.abs(expected) / floor || 1);
    if (!(e <= error)) {
      error = e;
      at = x;
    }
  }
  return { error: error / ULP, at };
}

// Bounds in units of 2^-53: a handful of rounded operations each; lgamma and digamma lose some next to cancellations.
const bounds: readonly [string, (x: number) => number, number, number?][] = [
  ["lgamma", special.lgamma, 10],
  ["lgamma_negative", special.lgamma, 12, 1],
  ["digamma", special.digamma, 10],
  ["digamma_negative", special.digamma, 20, 1],
  ["trigamma", special.trigamma, 10],
  ["erf", special.erf, 4],
  ["erfc", special.erfc, 8],
  ["log_normal_cdf", special.logNormalCdf, 10],
  ["log_i0", special.logI0, 8],
  ["i1_i0", special.i1I0, 8],
  ["sigmoid", special.sigmoid, 6],
  ["softplus", special.softplus, 6],
];
for (const [name, f, bound, floor] of bounds) {
  test(`${name} is within ${bound} half units in the last place of mpmath`, () => {
    const { error, at } = worst(name, f, floor);
    if (process.env.SHOW_ERRORS) console.log(name, error.toFixed(1), "at", at);
    assert.ok(error <= bound, `${error} at ${at}`);
  });
}

test("polygamma of orders 2 to 7 is within 1e-14 of mpmath", () => {
  for (const [order, x, expected] of reference.polygamma) {
    const error = relative(special.polygamma(order, x), expected);
    assert.ok(error < 1e-14, `order ${order} at ${x}: ${error}`);
  }
});

test("polygamma of orders 0 and 1 is digamma and trigamma", () => {
  assert.is(special.polygamma(0, 3.3), special.digamma(3.3));
  assert.is(special.polygamma(1, 3.3), special.trigamma(3.3));
});

test("poles, infinities and NaN", () => {
  for (const x of [0, -0, -1, -20, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
    assert.is(special.lgamma(x), Number.POSITIVE_INFINITY);
  }
  assert.is(special.lgamma(1), 0);
  assert.is(special.lgamma(2), 0);
  for (const x of [0, -1, -7, Number.NEGATIVE_INFINITY]) assert.ok(Number.isNaN(special.digamma(x)), `digamma(${x})`);
  assert.is(special.trigamma(0), Number.POSITIVE_INFINITY);
  assert.is(special.trigamma(-3), Number.POSITIVE_INFINITY);
  assert.is(special.erf(Number.POSITIVE_INFINITY), 1);
  assert.is(special.erf(Number.NEGATIVE_INFINITY), -1);
  assert.is(special.erfc(Number.POSITIVE_INFINITY), 0);
  assert.is(special.erfc(Number.NEGATIVE_INFINITY), 2);
  assert.is(special.logNormalCdf(Number.NEGATIVE_INFINITY), Number.NEGATIVE_INFINITY);
  assert.ok(special.logNormalCdf(Number.POSITIVE_INFINITY) === 0);
  assert.is(special.logI0(0), 0);
  assert.is(special.logI0(Number.POSITIVE_INFINITY), Number.POSITIVE_INFINITY);
  assert.is(special.i1I0(0), 0);
  assert.is(special.i1I0(Number.NEGATIVE_INFINITY), -1);
  assert.is(special.softplus(Number.NEGATIVE_INFINITY), 0);
  assert.is(special.softplus(Number.POSITIVE_INFINITY), Number.POSITIVE_INFINITY);
  assert.is(special.sigmoid(Number.NEGATIVE_INFINITY), 0);
  assert.is(special.sigmoid(Number.POSITIVE_INFINITY), 1);
  for (const [name, f] of bounds) assert.ok(Number.isNaN(f(Number.NaN)), name);
  assert.ok(Number.isNaN(special.polygamma(2, Number.NaN)));
});

/** Of logarithms: relative to the larger of 1 and their size, as that is the relative error of the probability itself. */
function logError(value: number, expected: number): number {
  return value === expected ? 0 : Math.abs(value - expected) / Math.max(1, Math.abs(expected));
}

test("incomplete gamma functions, in both tails", () => {
  for (const [a, x, p, q] of reference.incomplete_gamma) {
    assert.ok(logError(special.logGammaP(a, x), p) < 2e-13, `P(${a}, ${x}): ${special.logGammaP(a, x)}, not ${p}`);
    assert.ok(logError(special.logGammaQ(a, x), q) < 2e-13, `Q(${a}, ${x}): ${special.logGammaQ(a, x)}, not ${q}`);
  }
  assert.is(special.logGammaP(2, 0), Number.NEGATIVE_INFINITY);
  assert.is(special.logGammaQ(2, -1), 0);
  assert.is(special.logGammaP(2, Number.POSITIVE_INFINITY), 0);
  assert.is(special.logGammaQ(2, Number.POSITIVE_INFINITY), Number.NEGATIVE_INFINITY);
  for (const a of [-1, 0, Number.NaN, Number.POSITIVE_INFINITY]) assert.ok(Number.isNaN(special.logGammaP(a, 1)));
});

test("the distribution function of Student's t, in both tails", () => {
  for (const [df, t, expected] of reference.log_student_cdf) {
    const value = special.logStudentCdf(df, t);
    assert.ok(logError(value, expected) < 2e-13, `${t} with ${df}: ${value}, not ${expected}`);
  }
  // Where one way gives place to the other there is no step.
  for (const df of [1e4, 1e5, 1e7]) {
    const edge = -0.1 * Math.sqrt(df);
    const [inner, outer] = [
      special.logStudentCdf(df, edge * (1 - 1e-12)),
      special.logStudentCdf(df, edge * (1 + 1e-12)),
    ];
    assert.ok(logError(inner, outer) < 1e-11, `${df}: ${inner}, ${outer}`);
  }
  assert.ok(Number.isNaN(special.logStudentCdf(-1, 0)));
});

test.run();
