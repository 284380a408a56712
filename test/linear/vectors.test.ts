/** Lengths of vectors, also of those whose squares over- or underflow. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { distance, norm, unitOf } from "../../src/linear/vectors.ts";

test("lengths at every size of numbers are those of Math.hypot", () => {
  for (const scale of [1, 1e-160, 1e-200, 1e-310, 1e150, 1e200, 1e307]) {
    const a = Float64Array.of(3 * scale, -4 * scale, 12 * scale);
    const expected = Math.hypot(...a);
    assert.ok(Math.abs(norm(a) - expected) <= 4e-16 * expected, `${norm(a)} is not ${expected}`);
    assert.is(distance(a, new Float64Array(3)), norm(a));
  }
  assert.is(norm(new Float64Array(3)), 0);
  assert.is(norm(Float64Array.of(1, Number.POSITIVE_INFINITY)), Number.POSITIVE_INFINITY);
  assert.ok(Number.isNaN(norm(Float64Array.of(1, Number.NaN))));
});

test("the unit of numbers is a power of two from half the largest to it", () => {
  for (const x of [1, 3, 0.7, 1e-200, 5e200]) {
    const unit = unitOf(Float64Array.of(0, -x, x / 2));
    assert.ok(unit <= x && x < 2 * unit);
    assert.is(Math.log2(unit) % 1, 0);
  }
  for (const x of [0, Number.NaN, Number.POSITIVE_INFINITY]) assert.is(unitOf(Float64Array.of(x)), 0);
});

test.run();
