/** Where a density stops being a number: the box when it says so first, else the statement and its element. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import type { BlackBox, LoadedModel } from "../../src/blackbox/provider.ts";
import { findFailure } from "../../src/density/find-failure.ts";
import { layoutOf } from "../../src/density/layout.ts";
import type { CheckedScenario } from "../../src/language/checked.ts";
import { log, slice } from "../../src/tensor/build.ts";
import { scenarioOf } from "../support/scenario.ts";

const failureAt = (scenario: CheckedScenario, position: readonly number[], boxes?: ReadonlyMap<string, BlackBox>) =>
  findFailure(scenario, layoutOf(scenario), Float64Array.from(position), boxes);

test("NaN is told before an impossible value, and a finite density is no failure", async () => {
  const scenario = await scenarioOf(
    "data y[n] = [1, 2, 9]\nprior a ~ Normal(0, 1)\nprior b ~ Normal(0, 1)\nobserve y ~ Uniform(0, 10 * a)\nobserve y ~ Normal(log(b), 1)\ntarget a, b",
  );
  assert.is(failureAt(scenario, [1, 1]), undefined);
  const impossible = failureAt(scenario, [0.5, 1]);
  assert.ok(impossible?.kind === "term");
  assert.is(impossible.statement, "observe y ~ Uniform(0, 10 * a)");
  assert.equal([impossible.element, impossible.size, impossible.value], [2, 3, Number.NEGATIVE_INFINITY]);
  const both = failureAt(scenario, [0.5, -1]);
  assert.ok(both?.kind === "term");
  assert.is(both.statement, "observe y ~ Normal(log(b), 1)");
  assert.ok(Number.isNaN(both.value));
});

const text = `dim r = 2\ndim k = 3\ndim f = 4
data seen[r, k] = [[0.2, 0.3, 0.5], [0.6, 0.3, 0.1]]
model net(real[f]) -> simplex[k] = tfjs("tanh/model.json") access parameters
prior x[r, f] ~ Normal(0, 1)\nobserve seen ~ Dirichlet(1 + 20 * net(x))\ntarget x`;

function withModel(scenario: CheckedScenario, change: Partial<LoadedModel>): CheckedScenario {
  const boxes = [...scenario.boxes].map(
    ([name, box]) => [name, { ...box, model: { ...box.model, ...change } }] as const,
  );
  return { ...scenario, boxes: new Map(boxes) };
}

const position = [1, 2, 3, 4, -1, 2, 3, 4];

test("an imported net that answers NaN is named with the row it was asked", async () => {
  // log of the first three features: NaN in the second row only.
  const site = failureAt(withModel(await scenarioOf(text), { importInto: (x) => log(slice(x, 1, 0, 3)) }), position);
  assert.ok(site?.kind === "box");
  assert.is(site.box.name, "net");
  assert.equal(site.row, [-1, 2, 3, 4]);
  assert.ok(Number.isNaN(site.answer));
});

test("an opaque box is asked too", async () => {
  const box: BlackBox = {
    name: "net",
    inputSize: 4,
    outputSize: 3,
    call: (inputs, rows, outputs) => {
      for (let row = 0; row < rows; row++)
        outputs.fill(inputs[4 * row] < 0 ? Number.POSITIVE_INFINITY : 1 / 3, 3 * row, 3 * row + 3);
    },
    cost: { call: 1, vjp: 1 },
    dispose: () => {},
  };
  const opaque = withModel(await scenarioOf(text), { importInto: undefined });
  const site = failureAt(opaque, position, new Map([["net", box]]));
  assert.ok(site?.kind === "box");
  assert.equal([site.row, site.answer], [[-1, 2, 3, 4], Number.POSITIVE_INFINITY]);
});

test("a row that was no number before the box saw it is not the box's fault", async () => {
  const scenario = await scenarioOf(text.replace("net(x)", "net(log(x))"));
  const site = failureAt(scenario, position);
  assert.ok(site?.kind === "term");
  assert.match(site.statement, "observe seen");
});

test.run();
