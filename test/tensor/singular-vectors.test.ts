/** Leading singular vectors against ml-matrix, and where a matrix has fewer than are asked for. */
import { Matrix, SingularValueDecomposition } from "ml-matrix";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { leadingSingularVectors } from "../../src/tensor/singular-vectors.ts";
import { eigenOfTridiagonal } from "../../src/tensor/tridiagonal.ts";
import { randomRows } from "../blackbox/support.ts";

for (const [rows, columns, count] of [
  [40, 60, 7],
  [60, 40, 7],
  [12, 12, 12],
  [150, 20, 3],
]) {
  test(`${rows} x ${columns}, the first ${count}`, () => {
    const a = randomRows(rows * columns, rows);
    const { values, vectors } = leadingSingularVectors(a, rows, columns, count);
    const table = new Matrix(Array.from({ length: rows }, (_, i) => [...a.slice(i * columns, (i + 1) * columns)]));
    const expected = new SingularValueDecomposition(table, { autoTranspose: true });
    for (let i = 0; i < count; i++) {
      assert.ok(Math.abs(values[i] - expected.diagonal[i]) < 1e-10 * expected.diagonal[0]);
      const mine = vectors.subarray(i * rows, (i + 1) * rows);
      const cosine = mine.reduce((sum, x, k) => sum + x * expected.leftSingularVectors.get(k, i), 0);
      assert.ok(Math.abs(Math.abs(cosine) - 1) < 1e-9, `vector ${i}: cosine ${cosine}`);
      for (let j = 0; j <= i; j++) {
        const other = vectors.subarray(j * rows, (j + 1) * rows);
        const inner = mine.reduce((sum, x, k) => sum + x * other[k], 0);
        assert.ok(Math.abs(inner - (i === j ? 1 : 0)) < 1e-12);
      }
    }
  });
}

for (const scale of [2 ** -660, 2 ** 660]) {
  test(`values of about ${scale.toExponential(0)}, whose squares are no numbers`, () => {
    const a = randomRows(12 * 20, 3);
    const plain = leadingSingularVectors(a, 12, 20, 4);
    const scaled = leadingSingularVectors(
      a.map((x) => x * scale),
      12,
      20,
      4,
    );
    assert.equal(
      scaled.values.map((x) => x / scale),
      plain.values,
    );
    assert.equal(scaled.vectors, plain.vectors);
  });
}

test("equal values are found as often as they are there", () => {
  const n = 100;
  for (const leading of [
    [10, 10, 9],
    [7, 7, 7, 7, 5],
  ]) {
    const diagonal = Array.from({ length: n }, (_, i) => leading[i] ?? 0.5 / (i + 1));
    const a = Float64Array.from({ length: n * n }, (_, i) => (i % (n + 1) === 0 ? diagonal[i % n] : 0));
    const count = leading.length - 1;
    const { values, vectors } = leadingSingularVectors(a, n, n, count);
    assert.ok(
      values.every((value, i) => Math.abs(value - leading[i]) < 1e-9),
      `${values}`,
    );
    // Each vector is one of the matrix: a v is value * v, and all are of the leading coordinates.
    for (let i = 0; i < count; i++) {
      const outside = vectors.subarray(i * n + count, (i + 1) * n).reduce((sum, x) => sum + x * x, 0);
      assert.ok(outside < 1e-15, `vector ${i}: ${outside}`);
    }
  }
});

test("a matrix of rank 2 has 0 behind, with vectors that are still orthonormal", () => {
  const [left, right] = [randomRows(30 * 2, 1), randomRows(2 * 9, 2)];
  const a = Float64Array.from({ length: 270 }, (_, i) => {
    const [row, column] = [Math.floor(i / 9), i % 9];
    return left[2 * row] * right[column] + left[2 * row + 1] * right[9 + column];
  });
  const { values, vectors } = leadingSingularVectors(a, 30, 9, 4);
  assert.ok(values[1] > 0.1 && values[2] < 1e-7 && values[3] < 1e-7);
  for (let i = 0; i < 4; i++) {
    for (let j = 0; j < 4; j++) {
      let inner = 0;
      for (let k = 0; k < 30; k++) inner += vectors[30 * i + k] * vectors[30 * j + k];
      assert.ok(Math.abs(inner - (i === j ? 1 : 0)) < 1e-12);
    }
  }
});

test("eigenvalues of the second difference, which are known", () => {
  const n = 12;
  const { values, vectors } = eigenOfTridiagonal(new Array(n).fill(2), new Array(n - 1).fill(-1));
  const expected = Array.from({ length: n }, (_, k) => 2 - 2 * Math.cos(((k + 1) * Math.PI) / (n + 1)));
  const order = [...values.keys()].sort((i, j) => values[i] - values[j]);
  for (const [k, j] of order.entries()) {
    assert.ok(Math.abs(values[j] - expected[k]) < 1e-13);
    for (let i = 0; i < n; i++) {
      const at = (row: number) => (row >= 0 && row < n ? vectors[row * n + j] : 0);
      assert.ok(Math.abs(2 * at(i) - at(i - 1) - at(i + 1) - values[j] * at(i)) < 1e-13);
    }
  }
});

test("the same question has the same answer, another matrix another", () => {
  const a = randomRows(20 * 30, 5);
  const first = leadingSingularVectors(a, 20, 30, 3);
  assert.is(leadingSingularVectors(a.slice(), 20, 30, 3), first);
  assert.is.not(leadingSingularVectors(a, 30, 20, 3), first);
  const moved = a.slice();
  moved[599] += 1;
  assert.ok(leadingSingularVectors(moved, 20, 30, 3).values[0] !== first.values[0]);
});

test.run();
