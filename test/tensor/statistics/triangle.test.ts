/** Triangles: the same products of columns as the rows they were made of. */
import * as fc from "fast-check";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { triangleOf } from "../../../src/tensor/statistics/triangle.ts";

const numbers = fc.oneof(fc.double({ min: -100, max: 100, noNaN: true }), fc.constant(0), fc.constant(1));
const matrices = fc
  .tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 5 }))
  .chain(([rows, columns]) =>
    fc.array(fc.array(numbers, { minLength: columns, maxLength: columns }), { minLength: rows, maxLength: rows }),
  );

function gram(rows: readonly ArrayLike<number>[], columns: number): number[] {
  return Array.from({ length: columns ** 2 }, (_, at) => {
    const [j, k] = [Math.floor(at / columns), at % columns];
    return rows.reduce((sum, row) => sum + row[j] * row[k], 0);
  });
}

test("a triangle has the products of the columns, and zeros below its steps", () => {
  fc.assert(
    fc.property(matrices, (rows) => {
      const columns = rows[0].length;
      const triangle = triangleOf(
        rows.map((row) => Float64Array.from(row)),
        new Float64Array(columns),
      );
      const [before, after] = [gram(rows, columns), gram(triangle, columns)];
      const size = Math.max(1e-300, ...before);
      for (const [i, x] of before.entries())
        assert.ok(Math.abs(after[i] - x) <= 1e-13 * size, `${after[i]} is not ${x}`);
      const leads = triangle.map((row) => row.findIndex((x) => x !== 0));
      for (const [i, lead] of leads.entries()) assert.ok(lead >= 0 && (i === 0 || lead > leads[i - 1]), `${leads}`);
    }),
  );
});

test("what is no more than rounding counts as 0", () => {
  const rows = [Float64Array.of(1, 2), Float64Array.of(1, 2 + 1e-15)];
  assert.is(triangleOf(rows, [1e-14, 1e-14]).length, 1);
});

test("nothing cancels where columns are nearly the same", () => {
  const rows = Array.from({ length: 40 }, (_, i) => Float64Array.of(1, 1 + 1e-9 * Math.sin(i), 1e8 + Math.cos(i)));
  const copies = rows.map((row) => row.slice());
  const [, , last] = triangleOf(copies, [0, 0, 0]);
  // What is left of the third column beside the other two, by projecting twice with Gram and Schmidt.
  const columns = [0, 1, 2].map((j) => rows.map((row) => row[j]));
  const dot = (a: readonly number[], b: readonly number[]) => a.reduce((sum, x, i) => sum + x * b[i], 0);
  const basis: number[][] = [];
  for (const column of columns) {
    let rest = column;
    for (let pass = 0; pass < 3; pass++) {
      for (const q of basis) {
        const share = dot(q, rest);
        rest = rest.map((x, i) => x - share * q[i]);
      }
    }
    const length = Math.sqrt(dot(rest, rest));
    basis.push(rest.map((x) => x / length));
    if (basis.length === 3) assert.ok(Math.abs(Math.abs(last[2]) / length - 1) < 1e-6, `${last[2]} ${length}`);
  }
});

test.run();
