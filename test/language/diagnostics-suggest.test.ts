/** Which names are near enough to be suggested. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { didYouMean } from "../../src/language/diagnostics/suggest.ts";

test("a slip of a letter or two", () => {
  const words = ["observe", "prior", "target", "truth"];
  assert.is(didYouMean("obsrve", words), "observe");
  assert.is(didYouMean("obesrve", words), "observe");
  assert.is(didYouMean("priors", words), "prior");
  assert.is(didYouMean("trgt", ["target", "great"]), undefined);
  assert.is(didYouMean("elephant", words), undefined);
});

test("case alone is always near, and nearest", () => {
  assert.is(didYouMean("normal", ["Norma1", "Normal"]), "Normal");
  assert.is(didYouMean("MVNORMAL", ["Normal", "MvNormal"]), "MvNormal");
});

test("short names", () => {
  assert.is(didYouMean("nu", ["mu", "tau"]), "mu");
  assert.is(didYouMean("x", ["y", "z"]), undefined, "nothing in common");
  assert.is(didYouMean("X", ["y", "x"]), "x");
});

test("the first of equals, from any iterable, never the name itself", () => {
  assert.is(didYouMean("bat", new Set(["cat", "rat"])), "cat");
  assert.is(didYouMean("cat", ["cat"]), undefined);
  assert.is(didYouMean("cat", []), undefined);
});

test.run();
