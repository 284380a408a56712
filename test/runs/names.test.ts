/** Element names are 0-based and row-major. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { elementNames } from "../../src/runs/names.ts";

test("scalars, vectors, matrices, empty arrays", () => {
  assert.equal(elementNames("mu", []), ["mu"]);
  assert.equal(elementNames("theta", [3]), ["theta[0]", "theta[1]", "theta[2]"]);
  assert.equal(elementNames("x", [2, 3]), ["x[0,0]", "x[0,1]", "x[0,2]", "x[1,0]", "x[1,1]", "x[1,2]"]);
  assert.is(elementNames("x", [20, 4]).length, 80);
  assert.is(elementNames("x", [20, 4, 2])[159], "x[19,3,1]");
  assert.equal(elementNames("x", [0, 4]), []);
});

test.run();
