/** What `--vary` may say, and the combinations it stands for. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { DiagnosticError } from "../../src/language/diagnostic.ts";
import { combinationsOf, countOf, parseVariation } from "../../src/sweep/grid.ts";

test("a range has both its ends, and no rounding in its values", () => {
  assert.equal(parseVariation("shift=0:3:0.25").values.length, 13);
  assert.equal(parseVariation("shift=0:0.3:0.1"), { name: "shift", values: ["0", "0.1", "0.2", "0.3"] });
  assert.equal(parseVariation("a=3:1:-1").values, ["3", "2", "1"]);
  assert.equal(parseVariation("a=2:2:1").values, ["2"]);
  assert.equal(parseVariation("a=1e-3:3e-3:1e-3").values, ["0.001", "0.002", "0.003"]);
  assert.equal(parseVariation("n=0:2_000:1_000").values, ["0", "1000", "2000"]);
});

test("a list is kept as it is written", () => {
  assert.equal(parseVariation("net=iris/mlp, iris/forest").values, ["iris/mlp", "iris/forest"]);
  assert.equal(parseVariation("seed=7").values, ["7"]);
});

const refused: readonly (readonly [string, RegExp])[] = [
  ["shift", /the form NAME=VALUES/],
  ["shift=", /the form NAME=VALUES/],
  ["3=1,2", /the form NAME=VALUES/],
  ["a=1,,2", /one of its values is empty/],
  ["a=1,2,1", /1 is in it twice/],
  ["a=0:1", /start:stop:step/],
  ["a=0:1:x", /are numbers/],
  ["a=0::1", /are numbers/],
  ["a=0:1:0", /steps of 0 do not lead from 0 to 1/],
  ["a=0:1:-1", /do not lead/],
  ["a=0:1:0.3", /reach 0.9 and then pass 1/],
  ["a=0:1:1e-9", /too many values/],
];

test("what is no variation", () => {
  for (const [text, message] of refused) {
    try {
      parseVariation(text);
      assert.unreachable(text);
    } catch (problem) {
      if (!(problem instanceof DiagnosticError)) throw problem;
      assert.is(problem.diagnostics[0].code, "PAL6120");
      assert.match(problem.diagnostics[0].message, message);
    }
  }
});

test("all combinations, the last name fastest", () => {
  const variations = ["a=1,2", "b=x,y,z"].map(parseVariation);
  const all = combinationsOf(variations);
  assert.equal(all.slice(0, 4), [
    { a: "1", b: "x" },
    { a: "1", b: "y" },
    { a: "1", b: "z" },
    { a: "2", b: "x" },
  ]);
  assert.is(all.length, countOf(variations));
});

test.run();
