/** The exponentials that stand in emitted text, and exponentials and logarithms of two numbers at once, are as exact as said. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { compileProgram } from "../../src/emit/compile.ts";
import * as t from "../../src/tensor/build.ts";
import type { Node } from "../../src/tensor/node.ts";

function apply(f: (x: Node) => Node, points: readonly number[], target: "js" | "wasm"): Float64Array {
  const n = points.length;
  const node = f(t.input("x", 0, [n]));
  const out = new Float64Array(n);
  compileProgram({ buffers: { x: n, y: n }, outputs: [{ buffer: "y", offset: 0, node }] }, target)(1, [
    Float64Array.from(points),
    out,
  ]);
  return out;
}

const digits = 200n;
const unit = 1n << digits;

/** exp(x) * 2^200 for x >= 0 by its series at x / 4096, squared twelve times. */
function exactExp(x: number): bigint {
  const scaled = BigInt(x * 2 ** 200) >> 12n;
  let term = unit;
  let sum = unit;
  for (let n = 1n; n < 40n && term > 0n; n++) {
    term = ((term * scaled) >> digits) / n;
    sum += term;
  }
  for (let i = 0; i < 12; i++) sum = (sum * sum) >> digits;
  return sum;
}

/** How far a value is from the exact one, in units of its last place. */
function ulps(value: number, exact: bigint): number {
  const last = 2 ** (Math.floor(Math.log2(Math.abs(value))) - 52);
  const steps = BigInt(Math.round(value / last));
  const unitsOfLast = last >= 1 ? unit * BigInt(last) : unit / BigInt(1 / last);
  return Math.abs(Number(steps * unitsOfLast - exact) / Number(unitsOfLast));
}

/** Multiples of 2^-52, so that the exact functions see the same numbers. */
const points = Array.from({ length: 3000 }, (_, i) => {
  const range = [0.02, 1, 20][i % 3];
  return Math.round(Math.abs(Math.sin(i * 12.9898)) * range * 2 ** 47) / 2 ** 47;
}).filter((x) => x > 0);

for (const target of ["js", "wasm"] as const) {
  test(`exp is within 0.52 units in the last place, ${target}`, () => {
    const values = apply(t.exp, points, target);
    const worst = Math.max(...points.map((x, i) => ulps(values[i], exactExp(x))));
    assert.ok(worst < 0.52, `${worst}`);
  });

  test(`tanh is within 2 units in the last place and odd, ${target}`, () => {
    const values = apply(t.tanh, points, target);
    const mirrored = apply(
      t.tanh,
      points.map((x) => -x),
      target,
    );
    assert.equal(
      mirrored,
      values.map((v) => -v),
    );
    const worst = Math.max(
      ...points.map((x, i) => {
        const e = exactExp(2 * x);
        return ulps(values[i], ((e - unit) << digits) / (e + unit));
      }),
    );
    assert.ok(worst < 2, `${worst}`);
  });
}

/** Binary digits behind the point that hold the smallest number and many more. */
const allDigits = 1300n;
const whole = 1n << allDigits;

/** x * 2^1300, exactly. */
function scaledUp(x: number): bigint {
  let doublings = 0n;
  let mantissa = Math.abs(x);
  for (; !Number.isInteger(mantissa); doublings++) mantissa *= 2;
  const size = (BigInt(mantissa) << allDigits) >> doublings;
  return x < 0 ? -size : size;
}

/** exp(x / 2^1300) * 2^1300 by its series at x / 4096, squared twelve times. */
function exponentialOf(x: bigint): bigint {
  const part = x >> 12n;
  let term = whole;
  let sum = whole;
  for (let n = 1n; term !== 0n && term !== -1n; n++) {
    term = ((term * part) >> allDigits) / n;
    sum += term;
  }
  for (let i = 0; i < 12; i++) sum = (sum * sum) >> allDigits;
  return sum;
}

/** In units of the last place of the value, which for numbers below the normal ones is 2^-1074. */
function unitsOff(value: number, exact: bigint): number {
  const exponent = Math.max(Math.floor(Math.log2(Math.abs(value))) - 52, -1074);
  const last = exponent < 0 ? whole >> BigInt(-exponent) : whole << BigInt(exponent);
  return Math.abs(Number(((scaledUp(value) - exact) * 1_000_000n) / last)) / 1_000_000;
}

for (const target of ["js", "wasm"] as const) {
  test(`exp and log are within one unit in the last place over all that they can give, ${target}`, () => {
    const exponents = Array.from({ length: 400 }, (_, i) => Math.sin(i * 12.9898) * 727 - 18);
    const edges = [-745.1, -744.4, -708.5, -708.3, -700, -699.999, 699.999, 700, 709.78, 1e-300, -1e-18];
    const xs = [...exponents, ...edges].filter((x) => x > -745.13 && x < 709.78);
    const values = apply(t.exp, xs, target);
    for (const [i, x] of xs.entries()) {
      const off = unitsOff(values[i], exponentialOf(scaledUp(x)));
      assert.ok(off < 1, `exp(${x}) is ${off} off`);
    }
    const positive = [
      ...values.filter((_, i) => i % 4 === 0),
      5e-324,
      Number.MAX_VALUE,
      1 + 2 ** -52,
      1 - 2 ** -53,
      0.99,
    ];
    for (const [i, y] of apply(t.log, positive, target).entries()) {
      // the logarithm is y + log(1 + d) with d = x exp(-y) - 1, which is tiny
      const inverse = exponentialOf(-scaledUp(y));
      const d = ((scaledUp(positive[i]) * inverse) >> allDigits) - whole;
      const off = unitsOff(y, scaledUp(y) + d - ((d * d) >> (allDigits + 1n)));
      assert.ok(off < 1, `log(${positive[i]}) is ${off} off`);
    }
  });
}

/** How far a logarithm is from that of `exact` / 2^200, in units of its last place. */
function logUlps(value: number, exact: bigint): number {
  const [size, of] = value < 0 ? [-value, (unit << digits) / exact] : [value, exact];
  const error = Number(((exactExp(size) - of) << digits) / of) / 2 ** 200;
  return Math.abs(error) / 2 ** (Math.floor(Math.log2(size)) - 52);
}

const toExact = (x: number) => BigInt(x * 2 ** 200);

test("logarithms of two numbers at once are within a unit in the last place", () => {
  const near = points.map((x, i) => (i % 2 === 0 ? 1 + x / 64 : 1 - x / 64));
  const positive = [...points, ...near, 1e-9, 3e-7, 1e6, 12345.678, 0.5, 2, 1.5, Math.SQRT1_2, 2.0000000000000004];
  const logs = apply(t.log, positive, "wasm");
  const worst = Math.max(...positive.map((x, i) => (x === 1 ? 0 : logUlps(logs[i], toExact(x)))));
  assert.ok(worst < 1, `${worst}`);
  const more = [...positive, ...points.map((x) => -x / 32), ...points.map((x) => x * 1e-9), -0.999999];
  const logsOfMore = apply(t.log1p, more, "wasm");
  const worstOfMore = Math.max(...more.map((x, i) => logUlps(logsOfMore[i], unit + toExact(x))));
  assert.ok(worstOfMore < 1, `${worstOfMore}`);
});

test("extremes are those of Math", () => {
  const far = [
    0,
    -0,
    1e-320,
    699.99,
    700,
    709.7,
    709.8,
    1e6,
    Number.POSITIVE_INFINITY,
    Number.NaN,
    1e-9,
    0.001,
    22,
    400,
  ];
  const both = [...far, ...far.map((x) => -x)];
  const close = (got: number, want: number) =>
    Object.is(got, want) || got === want || Math.abs(got - want) <= 1e-15 * Math.abs(want);
  for (const [f, exact] of [
    [t.exp, Math.exp],
    [t.tanh, Math.tanh],
    [t.log, Math.log],
    [t.log1p, Math.log1p],
    [t.sigmoid, (x: number) => (x < 0 ? Math.exp(x) / (1 + Math.exp(x)) : 1 / (1 + Math.exp(-x)))],
    [t.softplus, (x: number) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)))],
  ] as const) {
    for (const target of ["js", "wasm"] as const) {
      const values = apply(f, both, target);
      for (const [i, x] of both.entries()) assert.ok(close(values[i], exact(x)), `${x}: ${values[i]}, not ${exact(x)}`);
    }
  }
});

test.run();
