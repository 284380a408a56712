/** Products of powers: what they are made of, and where they are left alone. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import * as b from "../../../src/tensor/build.ts";
import type { Node } from "../../../src/tensor/node.ts";
import { factorsOf } from "../../../src/tensor/statistics/factors.ts";

const x = b.input("x", 0, [2]);
const first = b.broadcast(b.element(x, 0, 0), [8], []);
const known = b.constant([1, 2, 3, 4, 5, 6, 7, 8], [8]);

/** Multiplied by itself and by known numbers, again and again. */
function timesItself(levels: number, factor = known): Node {
  let product = first;
  for (let level = 0; level < levels; level++) product = b.mul(product, b.mul(product, factor));
  return product;
}

test("powers of one value are joined", () => {
  const factors = factorsOf(b.div(timesItself(3), b.square(first)));
  assert.equal(
    factors?.shared.map(({ power }) => power),
    [6],
  );
  assert.equal(
    [...(factors?.known ?? [])],
    [1, 2, 3, 4, 5, 6, 7, 8].map((each) => each ** 7),
  );
});

test("products of products are not gone through for ever", () => {
  assert.is(factorsOf(timesItself(16, b.fill([8], 1))), undefined);
});

test.run();
