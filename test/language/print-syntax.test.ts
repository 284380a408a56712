/** The syntax tree as text. */
import { readFileSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { parse } from "../../src/language/parse.ts";
import { printSyntax } from "../../src/language/print-syntax.ts";
import { programs } from "./golden.ts";

function printed(text: string): string {
  const { tree, diagnostics } = parse({ name: "s.pal", text });
  assert.equal(diagnostics, []);
  return printSyntax(tree);
}

test("every kind of statement, with its line", () => {
  const text = `/// A note.
scenario s
dim row = rows(y)
dim kind = { good, bad }
param scale = 2
data y[row] = csv("y.csv").effect
model f(real[kind]) -> simplex[kind] = tfjs("m.json") access scores, explanations budget 100
prior x[kind] ~ Normal(0, sd = scale)
let z = if y > 0 and not x[1] == -2 then [1, -2, x[0]] else [0, 1, -2]
observe y ~ Normal(z[0..1], 1)
factor -x[0] ^ 2
target x, z
truth x = [1, 2] matched ncc
control x = [0, 0] as zero
infer both = smc(move = rwm(steps = 2)) then nuts()
infer map(start = { x: 1 })`;
  assert.is(
    printed(text),
    ` 2  scenario s
 3  dim row
      size call rows
        y
 4  dim kind
      labels good, bad
 5  param scale
      2
 6  data y[row]
      field .effect
        call csv
          "y.csv"
 7  model f
      input real[kind]
      output simplex[kind]
      provider call tfjs
        "m.json"
      access scores, explanations
      budget 100
 8  prior x[kind]
      call Normal
        0
        sd = scale
 9  let z
      if
        condition and
          >
            y
            0
          not
            ==
              index
                x
                1
              -
                2
        consequent array
          1
          -
            2
          index
            x
            0
        alternative array 0 1 -2
10  observe
      y
      call Normal
        index
          z
          range
            from 0
            to 1
        1
11  factor
      -
        ^
          index
            x
            0
          2
12  target
      names x, z
13  truth x
      array 1 2
      matched ncc
14  control x
      array 0 0
      as zero
15  infer both
      call smc
        move = call rwm
          steps = 2
      call nuts
16  infer
      call map
        start = record
          x = 1
`,
  );
});

test("long arrays are cut", () => {
  const numbers = Array.from({ length: 40 }, (_, i) => i).join(", ");
  assert.match(printed(`scenario s data y = [${numbers}]`), "array 0 1 2 3 4 5 6 7 8 9 10 11 .. 28 more\n");
});

test("of every good program, each statement is there", () => {
  for (const name of programs("good")) {
    const text = readFileSync(new URL(`../good/${name}.pal`, import.meta.url), "utf8");
    const { tree } = parse({ name, text });
    const out = printSyntax(tree);
    const heads = out.split("\n").filter((line) => /^ *\d+ /.test(line));
    assert.ok(heads.length >= tree.statements.length, name);
    assert.not.match(out, /undefined|\[object/, name);
  }
});

test.run();
