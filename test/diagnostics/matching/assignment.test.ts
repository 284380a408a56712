/** Assignments against all permutations. */
import * as fc from "fast-check";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { assign } from "../../../src/diagnostics/matching/assignment.ts";

/** The least total over all ways to give each row a column of its own. */
function bruteForce(costs: readonly number[], rows: number, columns: number): number {
  if (rows > columns) {
    const turned = Array.from({ length: costs.length }, (_, k) => costs[(k % rows) * columns + Math.floor(k / rows)]);
    return bruteForce(turned, columns, rows);
  }
  const least = (row: number, used: ReadonlySet<number>): number =>
    row === rows
      ? 0
      : Math.min(
          ...Array.from({ length: columns }, (_, j) =>
            used.has(j) ? Number.POSITIVE_INFINITY : costs[row * columns + j] + least(row + 1, new Set([...used, j])),
          ),
        );
  return least(0, new Set());
}

function total(costs: readonly number[], columns: number, assigned: Int32Array): number {
  return assigned.reduce((sum, j, i) => (j < 0 ? sum : sum + costs[i * columns + j]), 0);
}

const problem = fc.tuple(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 6 })).chain(([rows, columns]) =>
  fc.record({
    rows: fc.constant(rows),
    columns: fc.constant(columns),
    // Few distinct whole numbers make ties.
    costs: fc.array(fc.oneof(fc.integer({ min: -3, max: 3 }), fc.double({ min: -10, max: 10, noNaN: true })), {
      minLength: rows * columns,
      maxLength: rows * columns,
    }),
  }),
);

test("the least total of all permutations, wide, tall and with ties", () => {
  fc.assert(
    fc.property(problem, ({ rows, columns, costs }) => {
      const assigned = assign(costs, rows, columns);
      const used = [...assigned].filter((j) => j >= 0);
      assert.is(assigned.length, rows);
      assert.is(used.length, Math.min(rows, columns));
      assert.is(new Set(used).size, used.length, "no column twice");
      assert.ok(Math.abs(total(costs, columns, assigned) - bruteForce(costs, rows, columns)) < 1e-9);
    }),
    { numRuns: 300, seed: 4 },
  );
});

test("a case by hand where the nearest column of each row would be taken twice", () => {
  // Rows 0 and 1 both want column 0; giving it to row 1 costs 2 less in all.
  assert.equal([...assign([1, 2, 9, 1, 5, 9, 4, 4, 4], 3, 3)], [1, 0, 2]);
  assert.equal([...assign([5, 1, 2, 3], 4, 1)], [-1, 0, -1, -1]);
});

test("large problems keep optimality: duals prove it", () => {
  // Costs a_i + b_j + c_ij with c_ij >= 0, and 0 on a hidden permutation: that is the optimum.
  const n = 60;
  const hidden = (i: number) => (i * 37) % n;
  const costs = Array.from({ length: n * n }, (_, k) => {
    const [i, j] = [Math.floor(k / n), k % n];
    return Math.sin(i) * 5 + Math.cos(3 * j) * 5 + (j === hidden(i) ? 0 : 0.01 + Math.abs(Math.sin(i * j + i)));
  });
  assert.equal(
    [...assign(costs, n, n)],
    Array.from({ length: n }, (_, i) => hidden(i)),
  );
});

test.run();
