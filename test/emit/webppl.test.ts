/** WebPPL programs: golden text, and scores that the package itself finds at points where ours are known. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { emitWebppl } from "../../src/emit/webppl.ts";
import type { CheckedScenario } from "../../src/language/checked.ts";
import { CompiledWebppl, loadWebppl } from "../../src/runs/webppl/package.ts";
import { expected, keptPrograms, model, program, programNames } from "./printed.ts";
import { randomPoints } from "./random-points.ts";

const loaded = await loadWebppl();
if (loaded === undefined) throw new Error("the development dependency webppl is not installed");
const webppl = loaded;

const infer = "Infer({model: model, method: 'MCMC', samples: 1000, burn: 1000});";

for (const name of ["eight_schools", "regression", "iris"]) {
  test(`models/${name}`, async () => {
    const printed = emitWebppl(await model(name), { returns: "targets", infer });
    assert.is(printed, expected(`${name}.wppl`, printed));
  });
}

for (const name of keptPrograms) {
  test(name, async () => {
    const printed = emitWebppl(await program(name), { returns: "targets", infer });
    assert.is(printed, expected(`${name}.wppl`, printed));
  });
}

/** The score of one run with given latents is the constant of an SMC of one particle that draws nothing. */
async function scores(scenario: CheckedScenario, points: readonly object[]): Promise<number[]> {
  const text = emitWebppl(scenario, {
    returns: "latents",
    infer: "Infer({model: model, method: 'SMC', particles: 1});",
    given: "pointOfTest",
  });
  const scorer = new CompiledWebppl(webppl, text);
  const found: number[] = [];
  for (const point of points) {
    Object.assign(globalThis, { pointOfTest: point });
    const { normalizationConstant } = await scorer.run({ seed: 1, cancelled: () => false, onSweep: () => undefined });
    found.push(normalizationConstant ?? Number.NaN);
  }
  return found;
}

const scenarios: [string, () => Promise<CheckedScenario>][] = [
  ...["eight_schools", "regression", "iris"].map((name): [string, () => Promise<CheckedScenario>] => [
    `models/${name}`,
    () => model(name),
  ]),
  // Ours of discrete latents is a sum over them.
  ...programNames()
    .filter((name) => name !== "discrete")
    .map((name): [string, () => Promise<CheckedScenario>] => [name, () => program(name)]),
];

for (const [name, load] of scenarios) {
  test(`the score of ${name} is our log density`, async () => {
    const scenario = await load();
    const points = await randomPoints(scenario, 3, 0.5, 5);
    assert.is(points.length, 3);
    const found = await scores(
      scenario,
      points.map((point) => point.values),
    );
    points.forEach(({ logDensity }, i) => {
      // WebPPL's own gamma function is good to 2e-10.
      const error = Math.abs(found[i] - logDensity) / Math.max(1, Math.abs(logDensity));
      assert.ok(error < 1e-8, `${found[i]} against ${logDensity}`);
    });
  });
}

test.run();
