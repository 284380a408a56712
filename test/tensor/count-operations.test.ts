/** Operations counted by hand. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { add, broadcast, cholesky, exp, input, matmul, reshape, slice, sum } from "../../src/tensor/build.ts";
import { countOperations } from "../../src/tensor/count-operations.ts";

const x = input("x", 0, [4, 3]);

test("element-wise operations count their elements, reductions those they read", () => {
  assert.is(countOperations([exp(x)]), 12);
  assert.is(countOperations([sum(x)]), 12);
  assert.is(countOperations([sum(exp(x), [1])]), 24);
});

test("moving numbers counts nothing, and what is shared counts once", () => {
  const once = exp(slice(reshape(x, [12]), 0, 2, 7));
  assert.is(countOperations([once]), 5);
  assert.is(countOperations([add(once, once), once]), 10);
  assert.is(countOperations([broadcast(input("y", 0, []), [9], [])]), 0);
});

test("matrices", () => {
  assert.is(countOperations([matmul(x, input("y", 0, [3, 5]))]), 2 * 4 * 5 * 3);
  assert.is(countOperations([cholesky(input("k", 0, [6, 6]))]), 72);
});

test.run();
