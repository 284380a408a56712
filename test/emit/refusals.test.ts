/** What cannot be printed for another system, and what the user is told. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { emitStan } from "../../src/emit/stan.ts";
import { emitWebppl } from "../../src/emit/webppl.ts";
import type { CheckedScenario } from "../../src/language/checked.ts";
import { DiagnosticError } from "../../src/language/diagnostic.ts";
import { scenarioOf, withoutImport } from "../support/scenario.ts";

const box = (rest: string, asked = "f(x)[0]") =>
  `dim i = 4\ndim o = 3\nmodel f(real[i]) -> real[o] = tfjs("tanh/model.json") ${rest}\nprior x[i] ~ Normal(0, 1)\nobserve 1 ~ Normal(${asked}, 1)\ntarget x`;

function codes(emit: (scenario: CheckedScenario) => unknown, scenario: CheckedScenario): string[] {
  try {
    emit(scenario);
  } catch (problem) {
    if (problem instanceof DiagnosticError) return problem.diagnostics.map(({ code }) => code);
    throw problem;
  }
  return [];
}

test("a box is written out only where its weights are granted, without a budget, and when its layers are known", async () => {
  assert.equal(codes(emitStan, await scenarioOf(box("access parameters"))), []);
  assert.equal(codes(emitStan, withoutImport(await scenarioOf(box("access parameters")))), ["PAL4100"]);
  assert.equal(codes(emitStan, await scenarioOf(box("access scores"))), ["PAL4101"]);
  assert.equal(codes(emitStan, await scenarioOf(box("access labels", "label(f, x)"))), ["PAL4101"]);
  assert.equal(codes(emitStan, await scenarioOf(box("access parameters budget 1000"))), ["PAL4102"]);
});

test("Stan cannot index by what depends on latents", async () => {
  const scenario = await scenarioOf(
    "dim i = 3\nprior a[i] ~ Normal(0, 1)\ndata b = [1, 2, 3]\nobserve 1 ~ Normal(b[argmax(a)], 1)\ntarget a",
  );
  assert.equal(codes(emitStan, scenario), ["PAL4105"]);
});

test("a bound that needs a loop cannot stand in a declaration of Stan", async () => {
  const scenario = await scenarioOf(
    "dim i = 3\nprior a[i] ~ Normal(0, 1)\nprior b[i] ~ Uniform(0, if a > 0 then a else 2 - a)\nobserve 1 ~ Normal(sum(b), 1)\ntarget a",
  );
  assert.equal(codes(emitStan, scenario), ["PAL4104"]);
});

test("Stan has no discrete parameters: those that are not summed out cannot be printed", async () => {
  const endless = await scenarioOf("prior n ~ Poisson(3)\nobserve 1 ~ Normal(n, 1)\ntarget n\ninfer rwm()");
  assert.equal(codes(emitStan, endless), ["PAL4103"]);
  const summed = await scenarioOf(
    "prior n ~ Bernoulli(0.3)\nprior m ~ Normal(n, 1)\nobserve 1 ~ Normal(m, 1)\ntarget n, m",
  );
  assert.equal(codes(emitStan, summed), []);
});

test("WebPPL draws recursions of one loop only", async () => {
  const text =
    "dim r = 2\ndim c = 2\nfor i in r { for j in c { prior z[i, j] ~ Bernoulli(if j == 0 then 0.5 else 0.2 + 0.5 * z[i, j - 1]) } }\nobserve 1 ~ Normal(sum(z), 1)\ntarget z";
  const emit = (scenario: CheckedScenario) => emitWebppl(scenario, { returns: "targets", infer: "" });
  assert.equal(codes(emit, await scenarioOf(text)), ["PAL4106"]);
});

test.run();
