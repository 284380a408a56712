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

test("the event and the argument or datum that is to blame", async () => {
  const scenario = await scenarioOf(
    `data x[n, k] = [[1, 2], [0, 1]]\ndata y[t] = [1, 2, 9]\nprior r ~ Normal(0, 1)\nprior b ~ Normal(0, 1)
for i in t {\n  observe y[i] ~ Normal(if i == 2 then log(b) else b, 1)\n}
observe y ~ Uniform(0, 10 * exp(r))\nobserve x ~ MvNormal([0, 0], [[1, r], [r, 1]])\ntarget r, b`,
  );
  const blamed = (position: readonly number[]) => {
    const site = failureAt(scenario, position);
    assert.ok(site?.kind === "term");
    return site?.kind === "term" ? site.blame : undefined;
  };
  const inLoop = blamed([0, -1]);
  assert.equal([inLoop?.element, inLoop?.reason], ["y[2]", "mean is NaN, and must be a finite number"]);
  const { start, end } = inLoop?.span ?? { start: 0, end: 0 };
  assert.is(scenario.source.text.slice(start, end), "if i == 2 then log(b) else b");
  assert.equal(blamed([-0.5, 1]), { element: "y[2]", reason: "9 must be in 0 .. 6.06531" });
  const covariance = blamed([2, 1]);
  assert.is(covariance?.element, "x[0]");
  assert.is(covariance?.reason, "covariance is not positive definite");
});

test("missing data leave the places of the others as they are", async () => {
  const files = { "y.json": "[1, null, 9, null, 2]" };
  const scenario = await scenarioOf(
    'data y[n] = json("y.json")\nprior a ~ Normal(0, 1)\nobserve y ~ Uniform(0, 10 * exp(a))\ntarget a',
    undefined,
    files,
  );
  const site = failureAt(scenario, [-1]);
  assert.ok(site?.kind === "term");
  if (site?.kind === "term") assert.is(site.blame?.element, "y[2]");
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

test("where discrete latents are summed out, the data that no value of them explains", async () => {
  const scenario = await scenarioOf(
    "data y[n] = [0, 3]\nprior z[n] ~ Bernoulli(0.5)\nprior x ~ Normal(0, 1)\nobserve y ~ Poisson(0 * z)\ntarget x",
  );
  const site = findFailure(scenario, layoutOf(scenario), Float64Array.of(0));
  assert.is(site?.kind, "term");
  if (site?.kind !== "term") return;
  assert.is(scenario.source.text.slice(site.span.start, site.span.end), "observe y ~ Poisson(0 * z)");
  assert.equal([site.value, site.size], [Number.NEGATIVE_INFINITY, 1]);
});

test.run();
