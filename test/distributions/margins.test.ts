/** What single elements of vector distributions are like, against covariances worked out by hand. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { distributions } from "../../src/distributions/registry.ts";
import { constant, input } from "../../src/tensor/build.ts";
import { evaluate } from "../../src/tensor/evaluate.ts";
import type { Node } from "../../src/tensor/node.ts";

function margins(name: string, args: readonly Node[], n: number, buffers: Record<string, Float64Array> = {}) {
  const found = distributions.get(name)?.margins?.(args, n);
  if (found === undefined) throw new Error(`${name} has no margins`);
  return { name: found.distribution.name, args: evaluate(found.args, { buffers }).map((values) => [...values]) };
}

function close(actual: readonly number[], wanted: readonly number[]): void {
  assert.is(actual.length, wanted.length);
  for (const [i, x] of wanted.entries()) assert.ok(Math.abs(actual[i] - x) < 1e-12, `${actual[i]} for ${x}`);
}

const mean = constant([1, -2], [2]);
// The covariance [[4, 1], [1, 9]], its lower factor, and its inverse, whose determinant is 1 / 35.
const covariance = [4, 1, 1, 9];
const factor = [2, 7, 0.5, Math.sqrt(8.75)];
const precision = [9 / 35, -1 / 35, -1 / 35, 4 / 35];

for (const [name, matrix] of [
  ["MvNormal", covariance],
  ["MvNormalCholesky", factor],
  ["MvNormalPrecision", precision],
] as const) {
  test(`${name}: means and the roots of the covariance's diagonal`, () => {
    const found = margins(name, [mean, constant(matrix, [2, 2])], 2);
    assert.is(found.name, "Normal");
    close(found.args[0], [1, -2]);
    close(found.args[1], [2, 3]);
  });
  test(`${name}: one matrix for each event of a batch`, () => {
    const args = [constant([1, -2, 0, 0], [2, 2]), input("m", 0, [2, 2, 2])];
    const found = margins(name, args, 2, { m: Float64Array.from([...matrix, 1, 0, 0, 1]) });
    close(found.args[1], [2, 3, 1, 1]);
  });
}

test("MvStudentT: Student t of the same degrees of freedom", () => {
  const found = margins("MvStudentT", [constant([5], []), mean, constant(covariance, [2, 2])], 2);
  assert.is(found.name, "StudentT");
  assert.equal(found.args, [
    [5, 5],
    [1, -2],
    [2, 3],
  ]);
});

test("GaussianRandomWalk: spreads that grow with the root of the steps", () => {
  const found = margins("GaussianRandomWalk", [constant([2, 3], [2])], 4);
  assert.equal(found.args[0], new Array(8).fill(0));
  close(found.args[1], [2, 2 * Math.SQRT2, 2 * Math.sqrt(3), 4, 3, 3 * Math.SQRT2, 3 * Math.sqrt(3), 6]);
});

test.run();
