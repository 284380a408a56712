/** One support within another: bounds by element, edges, whole numbers, vectors and matrices. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { atEdge, mayLeave } from "../../src/distributions/containment.ts";
import type { Support } from "../../src/distributions/distribution.ts";
import { constant, input } from "../../src/tensor/build.ts";

const between = (lower: number[], upper: number[]): Support => ({
  kind: "interval",
  lower: constant(lower, [lower.length]),
  upper: constant(upper, [upper.length]),
});
const real: Support = { kind: "real" };
const positive: Support = { kind: "positive" };

const cases: [name: string, inner: Support, outer: Support, need: string | undefined][] = [
  ["anything in the reals", positive, real, undefined],
  ["reals in the positive", real, positive, "positive"],
  ["unit in the positive", { kind: "unit" }, positive, undefined],
  ["an interval in itself", between([0, 1], [2, 3]), between([0, 1], [2, 3]), undefined],
  ["one element beyond", between([0, 0.9], [2, 3]), between([0, 1], [2, 3]), "within its bounds"],
  ["one bound for all", between([0.5], [3.5]), between([0, 0], [3, 3]), "between 0 and 3"],
  ["the positive in an interval", positive, between([0], [9]), "between 0 and 9"],
  ["counts in the positive", { kind: "whole", lower: constant([0], [1]) }, positive, "positive"],
  ["counts from 1 in the positive", { kind: "whole", lower: constant([1], [1]) }, positive, undefined],
  ["bounds that are latent", real, { kind: "above", lower: input("latent:a", 0, [1]) }, undefined],
  ["a simplex in the unit interval", { kind: "simplex" }, { kind: "unit" }, undefined],
  ["unit in a simplex", { kind: "unit" }, { kind: "simplex" }, "proportions that sum to 1"],
  ["reals in what is ordered", real, { kind: "ordered", of: { kind: "real" } }, "increasing"],
  [
    "ordered in itself",
    { kind: "ordered", of: { kind: "real" } },
    { kind: "ordered", of: { kind: "real" } },
    undefined,
  ],
  ["reals in covariances", real, { kind: "covariance" }, "a covariance matrix"],
];
for (const [name, inner, outer, need] of cases) test(name, () => assert.is(mayLeave(inner, outer), need));

test("elements at an edge", () => {
  assert.is(atEdge(positive, Float64Array.of(1, 0)), 1);
  assert.is(atEdge(between([0, 1], [2, 3]), Float64Array.of(1, 1)), 1);
  assert.is(atEdge(between([0, 1], [2, 3]), Float64Array.of(2, 2)), 0);
  assert.is(atEdge(between([0, 1], [2, 3]), Float64Array.of(1, 2)), undefined);
  assert.is(atEdge(real, Float64Array.of(0)), undefined);
});

test.run();
