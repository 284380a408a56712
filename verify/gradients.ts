/**
 * Every shipped scenario, and every posterior where its data are there: the gradient of the compiled density at 20 random points is that of
 * finite differences. `npm run verify -- gradients`, or with names that choose scenarios. Left out with a line: densities that ask a
 * black box that stays opaque (which answers in single precision or has no gradient), and smoothed derivatives of relu, which are not
 * those of the value.
 */
import { loadScenario } from "../src/cli/scenario.ts";
import { planDensity } from "../src/density/plan.ts";
import type { CheckedScenario } from "../src/language/checked.ts";
import { allScenarios } from "./support/all-scenarios.ts";
import { checkGradients } from "./support/gradients.ts";
import { Verdict } from "./support/verdict.ts";

const POINTS = 20;
const BOUND = 1e-6;

const chosen = process.argv.slice(2);
const verdict = new Verdict();
for (const { name, file, data, absent } of allScenarios()) {
  if (chosen.length > 0 && !chosen.some((word) => name.includes(word))) continue;
  if (absent !== undefined) {
    console.log(`skipped ${name}: ${absent}`);
    continue;
  }
  const { scenario } = await loadScenario(file, { set: {}, data, allowCode: true });
  const reason = reasonToSkip(scenario);
  if (reason !== undefined) {
    console.log(`skipped ${name}: ${reason}`);
    continue;
  }
  const { points, worst } = await checkGradients(scenario, POINTS, 20);
  verdict.require(
    points === POINTS && worst <= BOUND,
    `${name}: gradient at ${points} points, off by at most ${worst.toExponential(1)}; bound ${BOUND}`,
  );
}
verdict.finish();

function reasonToSkip(scenario: CheckedScenario): string | undefined {
  if (scenario.sought !== undefined) return "its network is found by asking";
  if ([...scenario.boxes.values()].some(({ provider }) => "relu_derivative" in provider.options)) {
    return "its derivative of relu is smoothed";
  }
  const { gradient } = planDensity(scenario, null);
  return gradient.kind === "stages" ? "it asks a black box that stays opaque" : undefined;
}
