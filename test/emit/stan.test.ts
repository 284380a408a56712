/** Stan programs: golden text of whole scenarios, their data, and what cannot be printed. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { dataFile } from "../../src/emit/stan/data.ts";
import { emitStan } from "../../src/emit/stan.ts";
import { evaluate } from "../../src/tensor/evaluate.ts";
import { scenarioOf } from "../support/scenario.ts";
import { expected, keptPrograms, model, program, programNames } from "./printed.ts";

for (const name of ["eight_schools", "regression", "iris"]) {
  test(`models/${name}`, async () => {
    const printed = emitStan(await model(name)).program;
    assert.is(printed, expected(`${name}.stan`, printed));
  });
}

for (const name of keptPrograms) {
  test(name, async () => {
    const printed = emitStan(await program(name)).program;
    assert.is(printed, expected(`${name}.stan`, printed));
  });
}

test("every variable of the data block has its numbers, and no others are given", async () => {
  for (const name of programNames()) {
    const { program: text, data } = emitStan(await program(name));
    const block = text.match(/^data \{\n([^}]*)\n\}/m)?.[1] ?? "";
    const declared = block.split("\n").map((line) => line.match(/(\w+);/)?.[1]);
    assert.equal(declared, Object.keys(data), name);
  }
});

test("data hold the scenario's numbers: rows of matrices, whole numbers, indices from 1", async () => {
  const { data } = emitStan(await program("operations"));
  assert.equal(data.which, [3, 1, 2, 2, 4, 1]);
  assert.equal(data.counts, [
    [1, 0, 2, 3],
    [4, 1, 0, 2],
    [0, 0, 1, 5],
  ]);
  assert.equal(data.weights, [
    [1, 0.5],
    [-1, 2],
    [0.25, -0.75],
    [3, 1],
  ]);
  const scenario = await model("regression");
  const z = scenario.values.find((value) => value.name === "z");
  const [values] = evaluate([z?.value.node ?? scenario.targets[0].node], {});
  assert.equal([...(emitStan(scenario).data.z as number[][])].flat(), [...values]);
});

test("known numbers keep all of their digits", async () => {
  const scenario = await scenarioOf(
    "param third = 1 / 3\nprior a ~ Normal(0.1, third)\nfactor 1e300 * a + 4e9\ntarget a",
  );
  const { program: text } = emitStan(scenario);
  assert.match(text, "normal_lpdf(a | 0.1, 0.3333333333333333)");
  assert.match(text, "1e+300 * a + 4000000000.0");
});

test("infinities are words in a data file", async () => {
  const { data } = emitStan(await program("numbers"));
  assert.is(dataFile(data), `{"lowest":["-Infinity",0,${Math.LN2}],"above":[${-Math.LN2},"Infinity",0]}\n`);
});

test.run();
