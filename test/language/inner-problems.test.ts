/** `argmin` of a loss in scenarios: what it finds, how it moves with the latents, and what is said where there is no minimum. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { findFailure } from "../../src/density/find-failure.ts";
import { bindValues, layoutOf } from "../../src/density/layout.ts";
import { densityPrograms, planDensity } from "../../src/density/plan.ts";
import { compileProgram } from "../../src/emit/compile.ts";
import type { CheckedScenario } from "../../src/language/checked.ts";
import { evaluate } from "../../src/tensor/evaluate.ts";
import { scenarioOf } from "../support/scenario.ts";
import { load } from "./golden.ts";

/** The value of a `let` at constrained latents. */
function at(scenario: CheckedScenario, name: string, latents: readonly number[]): number[] {
  const binding = bindValues(layoutOf(scenario));
  const named = scenario.values.find((value) => value.name === name);
  if (named === undefined) throw new Error(`there is no ${name}`);
  const [node] = binding.bind([named.value.node]);
  return Array.from(evaluate([node], { buffers: { latents: Float64Array.from(latents) } })[0]);
}

const near = (a: readonly number[], b: readonly number[], tolerance: number) => {
  assert.is(a.length, b.length);
  a.forEach((x, i) => {
    assert.ok(Math.abs(x - b[i]) <= tolerance * Math.max(1, Math.abs(b[i])), `${i}: ${x}, not ${b[i]}`);
  });
};

/** Log density and gradient at an unconstrained position, by the emitted code. */
function densityAt(scenario: CheckedScenario) {
  const { gradient, layout } = densityPrograms(scenario, null);
  const run = compileProgram(gradient);
  const names = Object.keys(gradient.buffers);
  return (position: readonly number[]) => {
    const arrays = names.map((name) => new Float64Array(gradient.buffers[name]).fill(name === "temperature" ? 1 : 0));
    arrays[names.indexOf("position")].set(position);
    run(1, arrays);
    const parts = arrays[names.indexOf("parts")];
    return { value: parts.reduce((a, b) => a + b, 0), gradient: arrays[names.indexOf("gradient")], layout };
  };
}

/** Asserts that the gradient is what central differences of the value are. */
function checkGradient(scenario: CheckedScenario, position: readonly number[], tolerance: number): void {
  const density = densityAt(scenario);
  const { gradient } = density(position);
  const h = 1e-5;
  const expected = position.map((_, i) => {
    const moved = (by: number) => density(position.map((x, k) => (k === i ? x + by : x))).value;
    return (moved(h) - moved(-h)) / (2 * h);
  });
  assert.ok(expected.some((slope) => Math.abs(slope) > 0.1));
  near(Array.from(gradient), expected, tolerance);
}

test("every form of the golden program: the gradient of its density", async () => {
  const outcome = await load("good", "inner_problems");
  if ("errors" in outcome) throw new Error("it has mistakes");
  const position = Array.from({ length: 9 }, (_, i) => Math.sin(2 * i + 1));
  checkGradient(outcome.scenario, position, 1e-6);
});

const line = `data x[n] = [0.2, 1.4, 2.1]\nprior y[n] ~ Normal(0, 1)\nprior c ~ Normal(0, 1)`;

test("a least-squares line, whose parts are one array", async () => {
  const scenario = await scenarioOf(
    `${line}\nlet w = argmin(w => sum((y - w[0] - w[1] * x)^2), start = [5, 5])\nobserve 1 ~ Normal(w[1], 1)\ntarget y`,
  );
  const y = [0.3, -1, 0.8];
  const x = [0.2, 1.4, 2.1];
  const mean = (v: readonly number[]) => v.reduce((a, b) => a + b, 0) / 3;
  const slope =
    x.reduce((s, xi, i) => s + (xi - mean(x)) * (y[i] - mean(y)), 0) / x.reduce((s, xi) => s + (xi - mean(x)) ** 2, 0);
  near(at(scenario, "w", [...y, 0]), [mean(y) - slope * mean(x), slope], 1e-12);
  checkGradient(scenario, [...y, 0], 1e-7);
});

test("an unrolled descent is its steps, one after the other", async () => {
  const scenario = await scenarioOf(
    `${line}\nlet w = argmin(w => sum((y - w * x)^2), start = c, by = unroll(steps = 7, rate = 0.05))\nobserve 1 ~ Normal(w, 1)\ntarget y`,
  );
  const y = [0.3, -1, 0.8];
  let w = 0.4;
  for (let step = 0; step < 7; step++) {
    const slope = [0.2, 1.4, 2.1].reduce((s, x, i) => s - 2 * x * (y[i] - w * x), 0);
    w -= 0.05 * slope;
  }
  near(at(scenario, "w", [...y, 0.4]), [w], 1e-12);
  checkGradient(scenario, [...y, 0.4], 1e-7);
});

test("a start that is latent changes a descent, and not a minimum", async () => {
  const scenario = await scenarioOf(
    `${line}\nlet w = argmin(w => sum((y - w * x)^2), start = c)\nobserve 1 ~ Normal(w, 1)\ntarget y`,
  );
  const [a, b] = [-3, 3].map((c) => at(scenario, "w", [0.3, -1, 0.8, c])[0]);
  near([a], [b], 1e-14);
});

test("discrete latents in a loss are summed out", async () => {
  const text = (k: string) =>
    `data p = 0.3\nprior m ~ Normal(0, 1)\n${k}\nobserve 0.4 ~ Normal(argmin(w => (w - m)^2 + k * w^2 + exp(w), start = 0), 0.5)\ntarget m`;
  const mixed = densityAt(await scenarioOf(text("prior k ~ Bernoulli(p)")));
  const alone = await Promise.all([0, 1].map(async (k) => densityAt(await scenarioOf(text(`let k = ${k}`)))));
  const [never, always] = alone.map((density) => density([0.7]).value);
  near([mixed([0.7]).value], [Math.log(0.7 * Math.exp(never) + 0.3 * Math.exp(always))], 1e-12);
});

test("a fit of known data is known", async () => {
  const scenario = await scenarioOf(
    "data y[n] = [1, 4]\ndata w = argmin(w => sum((y - w)^2), start = 0)\nprior m ~ Normal(w, 1)\nobserve 1 ~ Normal(m, 1)\ntarget m",
  );
  near(at(scenario, "w", [0]), [2.5], 1e-14);
});

test("a failure names the inner problem that has no minimum", async () => {
  const scenario = await scenarioOf(
    "prior a ~ Normal(0, 1)\nlet w = argmin(w => a * w^2 + w, start = 0)\nobserve 1 ~ Normal(w, 1)\ntarget a",
  );
  const layout = layoutOf(scenario);
  assert.is(findFailure(scenario, layout, Float64Array.of(0.5)), undefined);
  const site = findFailure(scenario, layout, Float64Array.of(-0.5));
  assert.ok(site?.kind === "term");
  if (site?.kind === "term") assert.is(site.blame?.reason, "mean is NaN: an `argmin` in it found no minimum");
  const { value } = densityAt(scenario)([-0.5]);
  assert.ok(Number.isNaN(value));
});

test("code does not grow with the steps of a descent", async () => {
  const size = async (steps: number) => {
    const scenario = await scenarioOf(
      `${line}\nobserve 1 ~ Normal(argmin(w => sum(softplus(y * w) - w * x), start = c, by = unroll(steps = ${steps}, rate = 0.1)), 1)\ntarget y`,
    );
    const { gradient } = planDensity(scenario, null);
    return gradient.kind === "code" ? gradient.code.source.length : 0;
  };
  const [few, many] = await Promise.all([50, 5000].map(size));
  assert.ok(few > 0 && many < 1.05 * few, `${few} ${many}`);
});

test.run();
