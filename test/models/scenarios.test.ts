/** Every shipped scenario that has its data is checked without errors or warnings, is laid out, and has a finite density with an exact gradient, unless it smooths that itself. */
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { loadScenario } from "../../src/cli/scenario.ts";
import { openDensities } from "../../src/density/at-point.ts";
import { layoutOf } from "../../src/density/layout.ts";
import { format } from "../../src/language/format/format.ts";

const root = fileURLToPath(new URL("../../models/", import.meta.url));
const files = readdirSync(root, { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".pal"))
  .sort();

for (const name of files) {
  test(`${name} is laid out`, () => {
    const text = readFileSync(path.join(root, name), "utf8");
    assert.equal(format({ name, text }), { text });
  });
}

/** Their data is not in this repository; posteriordb.test.ts has them. */
const withData = files.filter((name) => !name.startsWith("posteriordb"));

/** Values that lie in every support these scenarios have. */
const inside = (i: number) => 0.2 + 0.05 * (i % 5);

for (const name of withData) {
  test(`${name} has a density and its gradient`, async () => {
    const { scenario, warnings } = await loadScenario(path.join(root, name), { set: {}, allowCode: true });
    assert.equal(
      warnings.map(({ code, message }) => `${code} ${message}`),
      [],
    );
    // A network that is found by asking has no density.
    if (scenario.sought !== undefined) return;
    const layout = layoutOf(scenario);
    const at = Float64Array.from({ length: layout.valueCount }, (_, i) => inside(i));
    // A module that exports no gradient is asked for values only.
    const hasGradient = [...scenario.boxes.values()].every(({ model }) => model.hasGradient !== false);
    const densities = await openDensities(scenario, layout, hasGradient);
    try {
      const found = await densities.at(at);
      const { gradient = new Float64Array(0), logPrior, logLikelihood } = found;
      assert.ok(Number.isFinite(logPrior + logLikelihood), `${logPrior} ${logLikelihood}`);
      const total = async (moved: Float64Array) => {
        const there = await densities.at(moved);
        return there.logPrior + there.logLikelihood;
      };
      // A smoothed derivative of relu is not that of the value: what it is for is tested in kkt-gradient.test.ts.
      if ([...scenario.boxes.values()].some(({ provider }) => "relu_derivative" in provider.options)) {
        assert.ok(gradient.every(Number.isFinite));
        return;
      }
      if (!hasGradient) return;
      const coordinates = [0, Math.floor(gradient.length / 2), gradient.length - 1];
      for (const i of new Set(coordinates)) {
        const h = 1e-5;
        const shifted = (by: number) => at.map((x, k) => (k === i ? x + by : x));
        const difference = ((await total(shifted(h))) - (await total(shifted(-h)))) / (2 * h);
        const error = Math.abs(difference - gradient[i]);
        // What is large in all loses digits in a difference.
        const rounding = (1e-15 * Math.abs(logPrior + logLikelihood)) / h;
        assert.ok(
          error < 1e-5 * Math.max(1, Math.abs(gradient[i])) + rounding,
          `${i}: ${gradient[i]}, differences ${difference}`,
        );
      }
    } finally {
      densities.dispose();
    }
  });
}

test.run();
