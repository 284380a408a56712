/** Domains of parameters, supports of data: what is refused, where, and in which words. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import type { Domain, Support } from "../../src/distributions/distribution.ts";
import { violation } from "../../src/distributions/domain.ts";
import { outside, renormaliseSimplex } from "../../src/distributions/support.ts";
import { constant, fill, input } from "../../src/tensor/build.ts";

const found = (domain: Domain, rank: number, values: readonly number[], shape: readonly number[]) =>
  violation(domain, rank, Float64Array.from(values), shape);

test("scalar domains name the first element that leaves them", () => {
  assert.equal(found("positive", 0, [1, 2, 3, -1, 0, 2], [2, 3]), { index: [1, 0], value: -1, need: "positive" });
  assert.equal(found("positive", 0, [0], [])?.index, []);
  assert.is(found("nonnegative", 0, [0, 1], [2]), undefined);
  assert.equal(found("nonnegative", 0, [0, -1e-300], [2])?.need, "positive or 0");
  assert.is(found("unit", 0, [0, 1, 0.5], [3]), undefined);
  assert.equal(found("unit", 0, [1.5], [1])?.need, "between 0 and 1");
  assert.is(found("integer", 0, [0, 7], [2]), undefined);
  assert.equal(found("integer", 0, [0, -7], [2])?.value, -7);
  assert.equal(found("integer", 0, [0.5], [1])?.need, "a whole number, 0 or more");
  assert.is(found("whole", 0, [-7], [1]), undefined);
  assert.is(found("whole", 0, [0.5], [1])?.need, "a whole number");
  for (const domain of ["real", "positive", "nonnegative", "unit", "integer", "whole"] as const) {
    assert.ok(found(domain, 0, [Number.NaN], []), domain);
    assert.ok(found(domain, 0, [Number.POSITIVE_INFINITY], []), domain);
  }
});

test("simplex, covariance and triangular factor", () => {
  assert.is(found("simplex", 1, [0.5, 0.5, 0.2, 0.8005], [2, 2]), undefined);
  assert.equal(found("simplex", 1, [0.5, 0.5, 0.25, 0.5], [2, 2]), {
    index: [1],
    value: 0.75,
    need: "proportions that sum to 1",
  });
  assert.equal(found("simplex", 1, [0.5, 0.5, -0.25, 1.25], [2, 2])?.index, [1, 0]);
  assert.is(found("covariance", 2, [2, 1, 1, 2], [2, 2]), undefined);
  assert.equal(found("covariance", 2, [1, 0, 0, 1, 2, 1, 0.9, 2], [2, 2, 2]), {
    index: [1, 1, 0],
    value: 0.9,
    need: "symmetric",
  });
  assert.equal(found("covariance", 2, [1, 2, 2, 1], [2, 2]), { index: [1, 1], value: 1, need: "positive definite" });
  assert.is(found("lower_triangular", 2, [2, 0, -1, 2], [2, 2]), undefined);
  assert.equal(found("lower_triangular", 2, [2, 0, -1, -2], [2, 2])?.need, "positive on the diagonal");
  assert.equal(found("lower_triangular", 2, [2, 0.1, -1, 2], [2, 2]), {
    index: [0, 1],
    value: 0.1,
    need: "0 above the diagonal",
  });
});

const away = (support: Support, data: readonly number[], shape: readonly number[], eventRank = 0) =>
  outside(support, Float64Array.from(data), shape, eventRank);

test("data outside each support", () => {
  assert.is(away({ kind: "real" }, [-1, 2], [2]), undefined);
  assert.equal(away({ kind: "real" }, [-1, Number.NaN], [2])?.index, [1]);
  assert.equal(away({ kind: "positive" }, [1, 0], [2]), { index: [1], value: 0, kind: "outside", need: "positive" });
  assert.is(away({ kind: "nonnegative" }, [1, 0], [2]), undefined);
  assert.equal(away({ kind: "nonnegative" }, [-1], [1])?.need, "positive or 0");
  const binomial: Support = { kind: "whole", lower: fill([2], 0), upper: constant([10, 3], [2]) };
  assert.is(away(binomial, [10, 3], [2]), undefined);
  assert.equal(away(binomial, [10, 4], [2]), { index: [1], value: 4, kind: "outside", need: "a whole number, 0 .. 3" });
  assert.equal(away({ kind: "whole", lower: fill([1], 0) }, [0.5], [1])?.need, "a whole number, 0 or more");
  assert.equal(away({ kind: "category", size: 3 }, [0, 3], [2])?.need, "a whole number, 0 .. 2");
  const interval: Support = { kind: "interval", lower: fill([3], -1), upper: fill([3], 1) };
  assert.is(away(interval, [-1, 0, 1], [3]), undefined);
  assert.equal(away(interval, [-1, 0, 1.1], [3])?.need, "in -1 .. 1");
  assert.equal(away({ kind: "above", lower: fill([1], 2) }, [1], [1])?.need, "2 or more");
});

test("triangular factors of correlations have rows of length 1", () => {
  assert.is(found("cholesky_correlation", 2, [1, 0, 0.6, 0.8], [2, 2]), undefined);
  assert.equal(found("cholesky_correlation", 2, [1, 0, 0.6, 0.7], [2, 2]), {
    index: [1, 1],
    value: 0.7,
    need: "such that the squares of its row sum to 1",
  });
  assert.equal(found("cholesky_correlation", 2, [1, 0.1, 0.6, 0.8], [2, 2])?.need, "0 above the diagonal");
});

test("matrices and increasing vectors outside their support", () => {
  assert.is(away({ kind: "covariance" }, [2, 1, 1, 2], [2, 2], 2), undefined);
  assert.equal(away({ kind: "covariance" }, [2, 1, 1, 2, 1, 2, 2, 1], [2, 2, 2], 2)?.index, [1, 1, 1]);
  assert.equal(away({ kind: "cholesky_correlation" }, [1, 0, 1, 1], [2, 2], 2)?.index, [1, 1]);
  const ordered: Support = { kind: "ordered", of: { kind: "positive" } };
  assert.is(away(ordered, [1, 2, 0.5, 0.75], [2, 2], 1), undefined);
  assert.equal(away(ordered, [1, 2, 0.5, 0.5], [2, 2], 1), {
    kind: "outside",
    index: [1, 1],
    value: 0.5,
    need: "above the element before it, 0.5",
  });
  assert.is(away(ordered, [0, 2], [2], 1)?.need, "positive");
  assert.is(away({ kind: "below", upper: fill([2], 3) }, [1, 4], [2])?.need, "3 or less");
});

test("latent bounds are not checked", () => {
  const support: Support = { kind: "interval", lower: fill([1], 0), upper: input("u", 0, [1]) };
  assert.is(away(support, [1e9], [1]), undefined);
  assert.equal(away(support, [-1], [1])?.need, "0 or more");
});

test("exact zeros and ones are a kind of their own", () => {
  assert.equal(away({ kind: "unit" }, [0.5, 1], [2]), {
    index: [1],
    value: 1,
    kind: "zero",
    need: "strictly between 0 and 1",
  });
  assert.is(away({ kind: "unit" }, [1.5], [1])?.kind, "outside");
  assert.equal(away({ kind: "simplex" }, [0.5, 0.5, 0, 1], [2, 2], 1)?.index, [1, 0]);
  assert.is(away({ kind: "simplex" }, [0.5, 0.5, 0, 1], [2, 2], 1)?.kind, "zero");
});

test("simplex data sum to 1 within 1e-3 and are renormalised", () => {
  assert.is(away({ kind: "simplex" }, [0.5, 0.5009], [1, 2], 1), undefined);
  assert.equal(away({ kind: "simplex" }, [0.5, 0.5, 0.5, 0.4], [2, 2], 1), {
    index: [1],
    value: 0.9,
    kind: "outside",
    need: "proportions that sum to 1",
  });
  const data = Float64Array.of(0.5, 0.5 + 2 ** -11, 0.25, 0.75);
  assert.equal([...renormaliseSimplex(data, 2)], [0.5 / (1 + 2 ** -11), (0.5 + 2 ** -11) / (1 + 2 ** -11), 0.25, 0.75]);
  assert.is(data[1], 0.5 + 2 ** -11);
});

test("the bounds of a vector event hold for each of its elements", () => {
  const support: Support = { kind: "whole", lower: fill([2], 0), upper: constant([3, 5], [2]) };
  assert.is(away(support, [3, 0, 5, 0], [2, 2], 1), undefined);
  assert.equal(away(support, [4, 0, 5, 0], [2, 2], 1)?.index, [0, 0]);
});

test.run();
