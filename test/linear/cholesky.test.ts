/** Cholesky factors and triangular systems, beside values worked out by hand. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { choleskyFactor, solveLower, solveTransposed, timesTransposed } from "../../src/linear/cholesky.ts";

// L = [[2, 0, 0], [1, 3, 0], [-1, 2, 1]], written out: L L'.
const lower = Float64Array.of(2, 0, 0, 1, 3, 0, -1, 2, 1);
const product = Float64Array.of(4, 2, -2, 2, 10, 5, -2, 5, 6);

test("factors a matrix of which only the lower half is read", () => {
  const half = product.slice();
  half[1] = Number.NaN;
  assert.equal(choleskyFactor(half, 3), lower);
  const out = new Float64Array(10);
  timesTransposed(lower, 3, out, 1);
  assert.equal(out.slice(1), product);
});

test("names the row that makes a matrix indefinite, or singular to a share of its diagonal", () => {
  assert.equal(choleskyFactor([1, 0, 2, 3], 2), { row: 1, pivot: -1 });
  const almost = [1, 0, 1, 1 + 1e-11];
  assert.ok(!("pivot" in choleskyFactor(almost, 2)));
  const refused = choleskyFactor(almost, 2, 1e-10);
  assert.ok("pivot" in refused && refused.row === 1);
});

test("solves for several columns at once", () => {
  // Columns (1, 2, 3) and (-1, 0, 1), times L and L'.
  const x = Float64Array.of(1, -1, 2, 0, 3, 1);
  const behind = Float64Array.of(2, -2, 7, -1, 6, 2);
  solveLower(lower, behind, 3, 2);
  assert.equal(behind, x);
  const transposed = Float64Array.of(1, -3, 12, 2, 3, 1);
  solveTransposed(lower, transposed, 3, 2);
  assert.equal(transposed, x);
});

test.run();
