/** Orthogonal bases: almost dependent vectors, coordinates, points with given products. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { orthogonalise, takeOut } from "../../src/linear/gram-schmidt.ts";
import { RowBasis } from "../../src/linear/row-basis.ts";
import { addTo, dot, norm } from "../../src/linear/vectors.ts";

const vector = (seed: number) => Float64Array.from({ length: 6 }, (_, i) => Math.sin(seed * (i + 1) ** 2));

test("what is left of a vector that lies almost in a span is orthogonal to it", () => {
  const first = vector(1).map((x) => x / norm(vector(1)));
  const almost = first.map((x, i) => 3 * x + 1e-9 * vector(2)[i]);
  const once = almost.slice();
  takeOut(once, [first]);
  const rest = almost.slice();
  const [share] = orthogonalise(rest, [first]);
  assert.ok(Math.abs(share - 3) < 1e-8);
  assert.ok(Math.abs(dot(rest, first)) < 1e-15 * norm(rest));
  assert.ok(Math.abs(dot(once, first)) > Math.abs(dot(rest, first)), "the first pass alone leaves rounding");
});

test("gives coordinates, what lies outside, and points with given products", () => {
  const basis = new RowBasis();
  const rows = [vector(1), vector(2), vector(3)];
  for (const row of rows) assert.ok(basis.add(row, 1e-12));
  assert.is(
    basis.add(
      rows[0].map((x, i) => x - 2 * rows[2][i]),
      1e-12,
    ),
    false,
  );
  const y = new Float64Array(6);
  for (const [i, factor] of [2, -1, 0.5].entries()) addTo(y, factor, rows[i]);
  const outside = basis.outside(vector(4));
  assert.ok(rows.every((row) => Math.abs(dot(row, outside)) < 1e-13) && norm(outside) > 0.1);
  addTo(y, 1, outside);
  const { values, rest } = basis.coordinates(y);
  for (const [i, factor] of [2, -1, 0.5].entries()) assert.ok(Math.abs(values[i] - factor) < 1e-13);
  assert.ok(Math.abs(rest - norm(outside)) < 1e-13);
  const x = basis.pointWith(Float64Array.of(1, 2, 3), 6);
  assert.equal(
    rows.map((row) => Math.round(1e12 * dot(row, x)) / 1e12),
    [1, 2, 3],
  );
});

test.run();
