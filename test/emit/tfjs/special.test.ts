/** Functions as TensorFlow.js kernels over their range, in units of the last place of float32, on both backends. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { binaryKernels, unaryKernels } from "../../../src/emit/tfjs/elementwise.ts";
import { polygamma } from "../../../src/emit/tfjs/special/gamma.ts";
import { iterate, type Kernels } from "../../../src/emit/tfjs/special/series.ts";
import type { Tensor } from "../../../src/emit/tfjs/value.ts";
import { binaryFunctions, unaryFunctions } from "../../../src/tensor/evaluate-elementwise.ts";
import type { BinaryName, UnaryName } from "../../../src/tensor/node.ts";
import * as special from "../../../src/tensor/special/index.ts";
import { backends, startSupport } from "./support.ts";

const COUNT = 200;

const along = (at: (share: number) => number) =>
  Float64Array.from({ length: COUNT }, (_, i) => Math.fround(at(i / (COUNT - 1))));
const evenly = (from: number, to: number) => along((share) => from + (to - from) * share);
const byFactors = (from: number, to: number) => along((share) => from * (to / from) ** share);

/** Distances of float32 numbers at a value, at least those of the smallest normal ones. */
const last = (value: number) => 2 ** (Math.floor(Math.log2(Math.max(Math.abs(value), 2 ** -126))) - 23);

interface Claim {
  readonly kernel: (core: Kernels, x: Tensor) => Tensor;
  readonly exact: (x: number) => number;
  readonly x: Float64Array;
  /** The largest error in units of the last place; of the larger of 1 and the value where `absolute`. */
  readonly units: number;
  readonly absolute?: boolean;
}

async function hold(what: string, { kernel, exact, x, units, absolute }: Claim): Promise<void> {
  const { core, on } = await startSupport();
  for (const backend of backends) {
    const y = on(backend, () => core.tidy(() => kernel(core, core.tensor1d(Float32Array.from(x))).dataSync()));
    x.forEach((at, i) => {
      const want = exact(at);
      const error = y[i] === Math.fround(want) ? 0 : Math.abs(y[i] - want);
      const most = units * last(absolute ? Math.max(1, Math.abs(want)) : want);
      const isClose = error <= most || (Number.isNaN(want) && Number.isNaN(y[i]));
      assert.ok(isClose, `${what}(${at}) on ${backend} is ${y[i]}, not ${want}: ${(units * error) / most} units`);
    });
  }
}

const unary: readonly (readonly [UnaryName, readonly Float64Array[], number])[] = [
  ["lgamma", [byFactors(1e-30, 1e30), evenly(0.01, 12)], 8],
  ["erf", [evenly(-5, 5), byFactors(1e-30, 1)], 3],
  ["erfc", [evenly(-5, 9.1)], 5],
  ["log_normal_cdf", [evenly(-100, 12.5), byFactors(1e-10, 1), byFactors(-1, -1e15)], 7],
  ["log_i0", [evenly(-20, 20), byFactors(1e-5, 1e30)], 4],
  ["i1_i0", [evenly(-20, 20), byFactors(1e-20, 1e30)], 6],
  ["log1p", [evenly(-0.9999, 1), byFactors(1e-30, 1e30)], 3],
  ["expm1", [evenly(-10, 10), byFactors(1e-30, 1)], 2],
  ["softplus", [evenly(-80, 80)], 3],
  ["sigmoid", [evenly(-80, 80)], 4],
  ["sin", [evenly(-3, 3), byFactors(1e-30, 1)], 3],
  ["tanh", [evenly(-10, 10), byFactors(1e-30, 1)], 3],
];

for (const [name, ranges, units] of unary) {
  test(name, async () => {
    for (const x of ranges) await hold(name, { kernel: unaryKernels[name], exact: unaryFunctions[name], x, units });
  });
}

for (const order of [0, 1, 2, 5]) {
  test(`polygamma of order ${order}`, async () => {
    for (const x of [byFactors(1e-4, 1e5), evenly(0.01, 12)]) {
      await hold(`polygamma ${order}`, {
        kernel: (core, t) => polygamma(core, order, t),
        exact: (at) => special.polygamma(order, at),
        x,
        units: 16,
      });
    }
  });
}

test("lgamma and its derivatives by reflection, relative to the larger of 1 and the value", async () => {
  const x = evenly(-8.3, -0.03);
  await hold("lgamma", { kernel: unaryKernels.lgamma, exact: special.lgamma, x, units: 16, absolute: true });
  for (const order of [0, 1]) {
    const kernel: Claim["kernel"] = (core, t) => polygamma(core, order, t);
    const exact = (at: number) => special.polygamma(order, at);
    await hold(`polygamma ${order}`, { kernel, exact, x, units: 16, absolute: true });
  }
});

test("cos of moderate angles, beside 1", async () => {
  await hold("cos", { kernel: unaryKernels.cos, exact: Math.cos, x: evenly(-30, 30), units: 2, absolute: true });
});

/** Terms of magnitude a cancel in the logarithm of the prefactor: errors are those of some units of the larger of 1 and the result. */
const parameters: readonly (readonly [BinaryName, readonly number[], (a: number) => Float64Array])[] = [
  ["log_gamma_p", [0.1, 0.7, 4.9, 5.1, 100], (a) => byFactors(a / 100, a * 10)],
  ["log_gamma_q", [0.1, 0.7, 4.9, 5.1, 100], (a) => byFactors(a / 100, a * 10)],
  ["log_student_cdf", [0.3, 1, 7, 59, 61, 1e5], () => evenly(-50, 20)],
];

for (const [name, all, range] of parameters) {
  test(name, async () => {
    for (const a of all) {
      const single = Math.fround(a);
      await hold(`${name}, ${a},`, {
        kernel: (core, t) => binaryKernels[name](core, core.fill(t.shape, single), t),
        exact: (x) => binaryFunctions[name](single, x),
        x: range(a),
        units: 32,
        absolute: true,
      });
    }
  });
}

/** Values at which functions have other rules. */
const edges = [
  Number.NaN,
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
  0,
  1e-30,
  -1e-30,
  0.5,
  -0.5,
  1,
  -1,
  2,
  -3,
  60,
  -60,
  3e38,
].map(Math.fround);

test("at the edges functions are NaN and infinite where those of float64 are", async () => {
  const { core, on } = await startSupport();
  for (const backend of backends) {
    for (const [name, exact] of Object.entries(unaryFunctions)) {
      const kernel = unaryKernels[name as UnaryName];
      const y = on(backend, () => core.tidy(() => kernel(core, core.tensor1d(edges)).dataSync()));
      for (const [i, at] of edges.entries()) {
        const want = Math.fround(exact(at));
        assert.is(Number.isNaN(y[i]), Number.isNaN(want), `${name}(${at}) on ${backend} is ${y[i]}, not ${want}`);
        if (Math.abs(want) === Number.POSITIVE_INFINITY) assert.is(y[i], want, `${name}(${at}) on ${backend}`);
      }
    }
  }
});

test("an iteration ends once each place has settled, or is no number", async () => {
  const { core, on } = await startSupport();
  for (const backend of backends) {
    let steps = 0;
    const kernel = () => {
      // Newton's steps to the root, from where there is none too.
      const x = core.tensor1d([2, 9, -1, Number.POSITIVE_INFINITY]);
      const step = ([root]: readonly Tensor[]) => {
        steps += 1;
        return [core.mul(core.add(root, core.div(x, root)), core.sqrt(core.where(core.less(x, 0), x, 0.25)))];
      };
      return iterate(core, [core.onesLike(x)], step, 1000).dataSync();
    };
    const [two, nine, none] = on(backend, () => core.tidy(kernel));
    assert.ok(Math.abs(two - Math.SQRT2) < 2e-7 && Math.abs(nine - 3) < 4e-7 && Number.isNaN(none), backend);
    assert.ok(steps < 40, `${backend}: ${steps} steps`);
  }
});

test("special functions of edges end, and are no numbers where those of float64 are none", async () => {
  const { core, on } = await startSupport();
  const at = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0, 0.5, 2, 60].map(Math.fround);
  const [a, x] = [at.flatMap((value) => at.map(() => value)), at.flatMap(() => at)];
  for (const backend of backends) {
    for (const name of ["log_gamma_p", "log_gamma_q", "log_student_cdf"] as const) {
      const kernel = () => binaryKernels[name](core, core.tensor1d(a), core.tensor1d(x)).dataSync();
      const y = on(backend, () => core.tidy(kernel));
      y.forEach((value, i) => {
        const want = Math.fround(binaryFunctions[name](a[i], x[i]));
        // With infinitely many degrees of freedom what is known is normal; the interpreter does not go there.
        if (a[i] === Number.POSITIVE_INFINITY) return;
        const where = `${name}(${a[i]}, ${x[i]}) on ${backend} is ${value}, not ${want}`;
        assert.is(Number.isNaN(value), Number.isNaN(want), where);
        if (Math.abs(want) === Number.POSITIVE_INFINITY) assert.is(value, want, where);
      });
    }
  }
});

test("the larger and the smaller of a number and NaN are NaN on either side", async () => {
  const { core, on } = await startSupport();
  const [a, b] = [
    [Number.NaN, 1, 2],
    [1, Number.NaN, 3],
  ];
  for (const backend of backends) {
    for (const [name, want] of [["max", 3] as const, ["min", 2] as const]) {
      const y = on(backend, () => Array.from(binaryKernels[name](core, core.tensor1d(a), core.tensor1d(b)).dataSync()));
      assert.equal(y, [Number.NaN, Number.NaN, want], `${name} on ${backend}`);
    }
  }
});

test.run();
