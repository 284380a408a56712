/** Imported nets: written out wherever they stand, their rows counted, budgets kept. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { instantiateDensity } from "../../src/density/instantiate.ts";
import { densityPrograms, planDensity } from "../../src/density/plan.ts";
import { type Batch, BudgetExhausted, type Wants } from "../../src/inference/kernel.ts";
import { reachable } from "../../src/tensor/passes/dependencies.ts";
import { scenarioOf } from "../support/scenario.ts";

const head = `dim r = 3\ndim k = 3\ndim f = 4
data seen[r, k] = [[0.2, 0.3, 0.5], [0.6, 0.3, 0.1], [0.3, 0.3, 0.4]]
model net(real[f]) -> simplex[k] = tfjs("tanh/model.json") access parameters`;
const prior = "prior x[r, f] ~ Normal(0, 1)\n";

function calls(nodes: Parameters<typeof reachable>[0]): string[] {
  return reachable(nodes).flatMap(({ op }) => (op.name === "call" || op.name === "call_vjp" ? [op.box] : []));
}

const cases: [string, string, { value: number; gradient: number }][] = [
  [
    "a row each, and a gradient one more",
    "observe seen ~ Dirichlet(1 + 20 * net(x))\ntarget x",
    { value: 3, gradient: 3 },
  ],
  [
    "the same question twice is asked once",
    "observe seen ~ Dirichlet(1 + 20 * net(x))\nfactor sum(net(x), over = k)\ntarget x",
    { value: 3, gradient: 3 },
  ],
  [
    "two questions",
    "observe seen ~ Dirichlet(1 + 20 * net(x))\nobserve seen ~ Dirichlet(1 + 20 * net(2 * x))\ntarget x",
    { value: 6, gradient: 6 },
  ],
  ["labels have no gradient", "observe [1, 1, 2] ~ Normal(label(net, x), 1)\ntarget x", { value: 3, gradient: 0 }],
];

for (const [name, text, { value, gradient }] of cases) {
  test(name, async () => {
    const programs = densityPrograms(await scenarioOf(`${head}\n${prior}${text}`), null);
    assert.equal(programs.rows, [{ box: "net", value, gradient, budget: undefined }]);
    for (const program of [programs.value, programs.gradient]) {
      assert.equal(calls(program.outputs.map((output) => output.node)), []);
    }
  });
}

test("a net that is asked about another net's answers", async () => {
  const scenario = await scenarioOf(`${head}
dim h = 5\ndim out = 2
data wide[k, h] = [[1, 0, 0, 1, 0], [0, 1, 0, 0, 1], [0, 0, 1, 0, 0]]
data half[r, out] = [[0.5, 0.5], [0.5, 0.5], [0.5, 0.5]]
model second(real[h]) -> simplex[out] = tfjs("deep/model.json") access parameters
${prior}observe half ~ Dirichlet(1 + 20 * second(net(x) @ wide))\ntarget x`);
  const programs = densityPrograms(scenario, null);
  assert.equal(calls(programs.gradient.outputs.map((output) => output.node)), []);
  assert.equal(
    programs.rows.map(({ box, value, gradient }) => [box, value, gradient]),
    [
      ["net", 3, 3],
      ["second", 3, 3],
    ],
  );
  assert.is(programs.partCount, 3);
});

test("finite differences leave a box a call, so that every row is asked; explanations do not need them", async () => {
  const observe = `${prior}observe seen ~ Dirichlet(1 + 20 * net(x))\ntarget x`;
  const difference = { name: "finite_difference", options: {} };
  const scores = await scenarioOf(`${head.replace("access parameters", "access scores")}\n${observe}`, "smc");
  const asked = densityPrograms(scores, difference);
  assert.equal(calls(asked.gradient.outputs.map((output) => output.node)), ["net", "net"]);
  assert.equal(asked.rows, []);
  const explained = await scenarioOf(`${head.replace("access parameters", "access scores, explanations")}\n${observe}`);
  assert.equal(calls(densityPrograms(explained, difference).gradient.outputs.map((output) => output.node)), []);
});

function ask(density: ReturnType<typeof instantiateDensity>, lanes: number, wants: Wants): void {
  const { dimension, partCount } = density;
  const batch: Batch = {
    lanes,
    wants,
    positions: new Float64Array(lanes * dimension),
    temperatures: new Float64Array(lanes * partCount).fill(1),
    parts: new Float64Array(lanes * partCount * 2),
    gradients: new Float64Array(lanes * dimension),
  };
  density.evaluate(batch);
}

test("a budget is never overdrawn, is shared out evenly, and a refused batch costs no box anything", async () => {
  const budgeted = head.replace("access parameters", "access parameters budget 40");
  const free = `model free(real[f]) -> simplex[k] = tfjs("tanh/model.json") access parameters`;
  const scenario = await scenarioOf(
    `${budgeted}\n${free}\n${prior}observe seen ~ Dirichlet(1 + 20 * free(x))\nobserve seen ~ Dirichlet(1 + 20 * net(x))\ntarget x`,
  );
  const density = instantiateDensity(planDensity(scenario, null), new Map(), { budgetShare: 2 });
  ask(density, 3, "value");
  ask(density, 1, "gradient");
  const counts = () => [density.queriesByBox().get("free"), density.queriesByBox().get("net")];
  assert.equal(counts(), [15, 15]);
  // Half of 40 are 20: five are left, a gradient takes six, a value three.
  assert.throws(
    () => ask(density, 1, "gradient"),
    (problem: unknown) => problem instanceof BudgetExhausted && problem.box === "net",
  );
  assert.equal(counts(), [15, 15]);
  ask(density, 1, "value");
  assert.equal(counts(), [18, 18]);
  assert.is(density.queries(), 36);
});

test.run();
