/** Constraint transforms: round trips, Jacobians against numerical determinants, gradients, extremes. */
import fc from "fast-check";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { parametrise } from "../../src/density/parametrisation.ts";
import type { Support } from "../../src/distributions/distribution.ts";
import { cholesky, constant, fill, input, sum } from "../../src/tensor/build.ts";
import { differentiate } from "../../src/tensor/differentiate.ts";
import { evaluate } from "../../src/tensor/evaluate.ts";
import { type Node, type Shape, sizeOf } from "../../src/tensor/node.ts";

interface Case {
  readonly name: string;
  readonly support: Support;
  readonly eventRank: number;
  readonly shape: Shape;
}

const cases: readonly Case[] = [
  { name: "real", support: { kind: "real" }, eventRank: 0, shape: [3] },
  { name: "real vectors", support: { kind: "real" }, eventRank: 1, shape: [2, 3] },
  { name: "positive", support: { kind: "positive" }, eventRank: 0, shape: [2, 2] },
  { name: "nonnegative", support: { kind: "nonnegative" }, eventRank: 0, shape: [] },
  { name: "above", support: { kind: "above", lower: constant([-1, 4], [2]) }, eventRank: 0, shape: [2] },
  { name: "unit", support: { kind: "unit" }, eventRank: 0, shape: [3] },
  {
    name: "interval",
    support: { kind: "interval", lower: fill([3], -2), upper: constant([-1, 0, 7], [3]) },
    eventRank: 0,
    shape: [3],
  },
  {
    name: "interval of vectors",
    support: { kind: "interval", lower: fill([2], 1), upper: constant([2, 5], [2]) },
    eventRank: 1,
    shape: [2, 3],
  },
  { name: "simplex", support: { kind: "simplex" }, eventRank: 1, shape: [4] },
  { name: "simplexes", support: { kind: "simplex" }, eventRank: 1, shape: [2, 3] },
  { name: "below", support: { kind: "below", upper: constant([-1, 4], [2]) }, eventRank: 0, shape: [2] },
  { name: "ordered", support: { kind: "ordered", of: { kind: "real" } }, eventRank: 1, shape: [2, 3] },
  { name: "positive ordered", support: { kind: "ordered", of: { kind: "positive" } }, eventRank: 1, shape: [3] },
  {
    name: "ordered above",
    support: { kind: "ordered", of: { kind: "above", lower: fill([2, 2], -3) } },
    eventRank: 1,
    shape: [2, 2],
  },
  {
    name: "ordered below",
    support: { kind: "ordered", of: { kind: "below", upper: fill([3], -3) } },
    eventRank: 1,
    shape: [3],
  },
  { name: "ordered proportions", support: { kind: "ordered", of: { kind: "unit" } }, eventRank: 1, shape: [3] },
  { name: "covariance", support: { kind: "covariance" }, eventRank: 2, shape: [2, 3, 3] },
  { name: "cholesky correlation", support: { kind: "cholesky_correlation" }, eventRank: 2, shape: [2, 4, 4] },
];

/** Which elements of one event its density is measured by: all but the last proportion, the lower triangle of a matrix. */
function measured({ support, shape, eventRank }: Case): number[] {
  const n = shape[shape.length - 1];
  const all = Array.from({ length: sizeOf(shape.slice(shape.length - eventRank)) }, (_, i) => i);
  if (support.kind === "simplex") return all.slice(0, n - 1);
  if (support.kind === "covariance") return all.filter((i) => i % n <= Math.floor(i / n));
  if (support.kind === "cholesky_correlation") return all.filter((i) => i % n < Math.floor(i / n));
  return all;
}

/** How far positions may go: elements of a covariance are squares of exponentials, increasing ones keep few digits of a small step. */
function reachOf({ support }: Case, usual: number): number {
  if (support.kind === "covariance") return usual / 4;
  return support.kind !== "ordered" ? usual : usual / (support.of.kind === "unit" ? 8 : 4);
}

/** Values and log Jacobians at u, and the unconstrained position they lead back to. */
function build({ support, eventRank, shape }: Case) {
  const map = parametrise(support, eventRank, shape);
  const u = input("u", 0, map.unconstrainedShape);
  const { value, logJacobian } = map.constrain(u);
  return { map, u, value, logJacobian, back: map.unconstrain(value) };
}

function at(nodes: readonly Node[], u: readonly number[] | Float64Array): Float64Array[] {
  return evaluate(nodes, { buffers: { u: Float64Array.from(u) } });
}

const positions = (size: number, reach: number) =>
  fc.array(fc.double({ min: -reach, max: reach, noNaN: true }), { minLength: size, maxLength: size });
const options = { seed: 20240501, numRuns: 50 };

for (const each of cases) {
  const { map, u, value, logJacobian, back } = build(each);
  const { shape, eventRank } = each;
  const batch = shape.slice(0, shape.length - eventRank);

  test(`${each.name}: shapes`, () => {
    assert.is(map.size, sizeOf(map.unconstrainedShape));
    assert.equal(value.shape, shape);
    assert.equal(logJacobian.shape, batch);
    assert.equal(back.shape, map.unconstrainedShape);
  });

  test(`${each.name}: unconstrain undoes constrain`, () => {
    fc.assert(
      fc.property(positions(map.size, reachOf(each, 8)), (x) => {
        // Next to an upper bound a value keeps exp(-8) of its digits: 1e-16 * exp(8) * bound.
        for (const [i, v] of at([back], x)[0].entries()) assert.ok(Math.abs(v - x[i]) < 1e-11, `${v}, not ${x[i]}`);
      }),
      options,
    );
  });

  test(`${each.name}: the Jacobian is the numerical determinant`, () => {
    const free = measured(each);
    const stride = sizeOf(shape.slice(batch.length));
    fc.assert(
      fc.property(positions(map.size, reachOf(each, 3)), (x) => {
        const jacobian = at([logJacobian], x)[0];
        for (const b of jacobian.keys()) {
          const matrix: number[][] = [];
          for (let j = 0; j < free.length; j++) {
            const h = 1e-3;
            const moved = (by: number) =>
              at(
                [value],
                x.map((v, k) => (k === b * free.length + j ? v + by : v)),
              )[0];
            const [p1, m1, p2, m2] = [moved(h), moved(-h), moved(2 * h), moved(-2 * h)];
            matrix.push(
              free.map((i) => {
                const k = b * stride + i;
                return (8 * (p1[k] - m1[k]) - (p2[k] - m2[k])) / (12 * h);
              }),
            );
          }
          // Five points: error h^4 of the size of the derivative, 1e-16 / h of rounding of values up to 20.
          const expected = Math.log(Math.abs(determinant(matrix)));
          assert.ok(Math.abs(jacobian[b] - expected) < 1e-8, `${jacobian[b]}, not ${expected}`);
        }
      }),
      options,
    );
  });

  test(`${each.name}: gradients of value and Jacobian`, () => {
    const weights = constant(
      Float64Array.from({ length: sizeOf(shape) }, (_, i) => Math.cos(i + 1)),
      shape,
    );
    const [fromValue] = differentiate(value, [u], weights);
    const [fromJacobian] = differentiate(logJacobian, [u]);
    const total = sum(logJacobian);
    fc.assert(
      fc.property(positions(map.size, reachOf(each, 4)), (x) => {
        const [g, k] = at([fromValue, fromJacobian], x);
        const h = 1e-3;
        for (let i = 0; i < map.size; i++) {
          const moved = (by: number) => {
            const [values, [jacobian]] = at(
              [value, total],
              x.map((v, j) => (j === i ? v + by : v)),
            );
            return [values.reduce((s, v, j) => s + v * Math.cos(j + 1), 0), jacobian];
          };
          const [p1, m1, p2, m2] = [moved(h), moved(-h), moved(2 * h), moved(-2 * h)];
          const slope = (w: number) => (8 * (p1[w] - m1[w]) - (p2[w] - m2[w])) / (12 * h);
          assert.ok(Math.abs(g[i] - slope(0)) < 1e-8 * (1 + Math.abs(g[i])), `value: ${g[i]}, not ${slope(0)}`);
          assert.ok(Math.abs(k[i] - slope(1)) < 1e-8, `Jacobian: ${k[i]}, not ${slope(1)}`);
        }
      }),
      options,
    );
  });

  test(`${each.name}: extremes give neither NaN nor a boundary`, () => {
    const derivatives = [...differentiate(value, [u]), ...differentiate(logJacobian, [u])];
    const { kind } = each.support;
    fc.assert(
      fc.property(positions(map.size, reachOf(each, 700)), (x) => {
        const [values, ...others] = at([value, logJacobian, ...derivatives], x);
        for (const other of others) assert.ok(other.every(Number.isFinite), String(other));
        assert.ok(values.every(Number.isFinite), String(values));
        if (kind === "positive" || kind === "nonnegative") assert.ok(values.every((v) => v > 0));
        if (kind === "unit") assert.ok(values.every((v) => v > 0 && v < 1));
        if (kind === "cholesky_correlation")
          assert.ok(values.every((v, i) => i % 4 !== Math.floor(i / 4) % 4 || v > 0));
        if (kind === "simplex") assert.ok(values.every((v) => v > 0 && v <= 1));
      }),
      options,
    );
  });
}

function determinant(matrix: readonly (readonly number[])[]): number {
  const a = matrix.map((row) => [...row]);
  let result = 1;
  for (let i = 0; i < a.length; i++) {
    let pivot = i;
    for (let r = i + 1; r < a.length; r++) if (Math.abs(a[r][i]) > Math.abs(a[pivot][i])) pivot = r;
    if (pivot !== i) [a[i], a[pivot], result] = [a[pivot], a[i], -result];
    result *= a[i][i];
    for (let r = i + 1; r < a.length; r++) {
      const factor = a[r][i] / a[i][i];
      for (let c = i; c < a.length; c++) a[r][c] -= factor * a[i][c];
    }
  }
  return result;
}

test("values stay strictly between known bounds, whatever their size", () => {
  fc.assert(
    fc.property(
      fc.double({ min: -1e6, max: 1e6, noNaN: true }),
      fc.double({ min: 1e-3, max: 1e6, noNaN: true }),
      fc.double({ min: -700, max: 700, noNaN: true }),
      (low, width, x) => {
        const support: Support = { kind: "interval", lower: fill([], low), upper: fill([], low + width) };
        const [[v]] = at([parametrise(support, 0, []).constrain(input("u", 0, [])).value], [x]);
        assert.ok(v > low && v < low + width, `${v} in ${low} .. ${low + width}`);
      },
    ),
    options,
  );
});

test("latent bounds have derivatives, and values never pass them", () => {
  const lower = input("u", 0, [2]);
  const upper = input("u", 2, [2]);
  const { value, logJacobian } = parametrise({ kind: "interval", lower, upper }, 0, [2]).constrain(input("u", 4, [2]));
  const x = [-1, 2, 0.5, 30, 0.7, -1.3];
  const gradients = at([...differentiate(value, [lower, upper]), ...differentiate(logJacobian, [lower, upper])], x);
  for (let i = 0; i < 2; i++) {
    const s = 1 / (1 + Math.exp(-x[4 + i]));
    const width = x[2 + i] - x[i];
    const expected = [1 - s, s, -1 / width, 1 / width];
    for (const [g, gradient] of gradients.entries()) assert.ok(Math.abs(gradient[i] - expected[g]) < 1e-14);
  }
  for (const u of [-700, -40, 37, 700]) {
    const [[a, b]] = at([value], [0.1, -0.3, 0.1 + 1 / 3, 1e5, u, u]);
    assert.ok(a >= 0.1 && a <= 0.1 + 1 / 3 && b >= -0.3 && b <= 1e5);
  }
  const above = parametrise({ kind: "above", lower }, 0, [2]).constrain(input("u", 4, [2])).value;
  assert.equal([...at(differentiate(above, [lower]), x)[0]], [1, 1]);
});

test("the factor of a covariance is its Cholesky factor", () => {
  const map = parametrise({ kind: "covariance" }, 2, [2, 3, 3]);
  const { value, factor } = map.constrain(input("u", 0, map.unconstrainedShape));
  if (factor === undefined) throw new Error("a covariance is made of a factor");
  const x = Float64Array.from({ length: map.size }, (_, i) => Math.sin(i + 1));
  const [own, computed] = at([factor, cholesky(value)], x);
  for (const [i, v] of own.entries()) assert.ok(Math.abs(v - computed[i]) < 1e-12, `${v}, not ${computed[i]}`);
});

test("a simplex of one proportion has no freedom", () => {
  const map = parametrise({ kind: "simplex" }, 1, [2, 1]);
  assert.is(map.size, 0);
  const { value, logJacobian } = map.constrain(input("u", 0, map.unconstrainedShape));
  const [v, j] = at([value, logJacobian], []);
  assert.equal([...v], [1, 1]);
  assert.equal([...j], [0, 0]);
});

test("equal coordinates of a simplex map at 0 to equal proportions", () => {
  const map = parametrise({ kind: "simplex" }, 1, [5]);
  const [v] = at([map.constrain(input("u", 0, [4])).value], [0, 0, 0, 0]);
  for (const p of v) assert.ok(Math.abs(p - 0.2) < 1e-16);
});

test("counts and categories are their own coordinates", () => {
  for (const support of [{ kind: "whole" }, { kind: "category", size: 3 }] as const) {
    const map = parametrise(support, 0, [2]);
    const { value, logJacobian } = map.constrain(input("u", 0, [2]));
    assert.equal([...at([value], [2, 0])[0]], [2, 0]);
    assert.equal([...at([logJacobian], [2, 0])[0]], [0, 0]);
  }
});

test.run();
