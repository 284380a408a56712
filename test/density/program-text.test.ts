/** Densities of real scenarios as text: every node keeps the rules, and what is read back computes the same. */
import path from "node:path";
import { fileURLToPath } from "node:url";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { loadScenario } from "../../src/cli/scenario.ts";
import { densityPrograms } from "../../src/density/plan.ts";
import { flawOf } from "../../src/tensor/check-node.ts";
import { evaluate } from "../../src/tensor/evaluate.ts";
import type { Node, Program } from "../../src/tensor/node.ts";
import { parseProgram } from "../../src/tensor/parse-program.ts";
import { reachable } from "../../src/tensor/passes/dependencies.ts";
import { print } from "../../src/tensor/print.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));

/** Nets, inner problems, groups, linear algebra, recursions of discrete latents and of missing data. */
const scenarios = [
  "models/iris/scenario.pal",
  "test/good/inner_problems.pal",
  "test/good/random_intercepts.pal",
  "test/good/gaussian_process.pal",
  "test/good/discrete_hidden_markov.pal",
  "test/good/missing_arma.pal",
];

function assertWellFormed(nodes: readonly Node[]): void {
  for (const { op, inputs, shape } of reachable(nodes)) {
    assert.is(flawOf(op, inputs, shape), undefined, op.name);
    if (op.name === "scan") assertWellFormed([op.body.next]);
    if (op.name === "minimiser") assertWellFormed([op.body.loss]);
  }
}

function valuesOf({ buffers, outputs }: Program): Float64Array[] {
  const given = Object.entries(buffers).map(([name, size]): [string, Float64Array] => [
    name,
    Float64Array.from({ length: size }, (_, i) => (name === "temperature" ? 1 : 0.3 * Math.sin(1.3 * i + 0.4))),
  ]);
  const nodes = outputs.map((output) => output.node);
  return evaluate(nodes, { buffers: Object.fromEntries(given) });
}

for (const name of scenarios) {
  test(name, async () => {
    const { scenario } = await loadScenario(path.join(root, name), { set: {}, allowCode: true });
    const { written, value, gradient } = densityPrograms(scenario, null);
    for (const program of [written().value, value, gradient]) {
      assertWellFormed(program.outputs.map((output) => output.node));
      const text = print(program);
      const read = parseProgram(text);
      assert.is(print(read), text);
      const expected = valuesOf(program);
      for (const [k, values] of valuesOf(read).entries()) {
        assert.ok(values.every((x, i) => Object.is(x, expected[k][i])));
      }
    }
  });
}

test.run();
