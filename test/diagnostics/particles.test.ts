/** The Monte Carlo error of SMC draws: honest about relatives, silent without islands or families. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { varianceOfMean } from "../../src/diagnostics/particles.ts";
import { summariseParticles } from "../../src/diagnostics/summary.ts";
import { CounterRandom } from "../../src/inference/counter-random.ts";

/** `families` independent normals, each repeated by `size` particles in a row. */
function population(island: number, families: number, size: number): { values: number[]; ancestors: number[][] } {
  const random = new CounterRandom(7, island);
  const values: number[] = [];
  const ancestors: number[][] = [];
  for (let f = 0; f < families; f++) {
    const x = random.normal();
    for (let k = 0; k < size; k++) {
      values.push(x);
      // The second part's families have nothing to do with the values.
      ancestors.push([f, k * families + f]);
    }
  }
  return { values, ancestors };
}

test("copies count once: the family estimate sees that 10 copies of 200 draws are 200 draws", () => {
  const islands = [0, 1].map((k) => population(k, 200, 10));
  const variance = varianceOfMean(
    islands.map((i) => i.values),
    islands.map((i) => i.ancestors),
  );
  // 1 / 400, known to a relative sd of sqrt(2 / 400) = 7 %: 4 of those.
  assert.ok(Math.abs(variance * 400 - 1) < 0.28, String(variance));
  const summary = summariseParticles(
    islands.map((i) => i.values),
    islands.map((i) => i.ancestors),
  );
  assert.ok(summary.ess_bulk > 280 && summary.ess_bulk < 540, String(summary.ess_bulk));
});

test("without families four islands are needed, and their means give the error", () => {
  const values = [0, 1, 2, 3].map((k) => population(k, 500, 1).values);
  assert.ok(Number.isNaN(varianceOfMean(values.slice(0, 3))));
  const means = values.map((v) => v.reduce((a, b) => a + b, 0) / v.length);
  const centre = means.reduce((a, b) => a + b, 0) / 4;
  const expected = means.reduce((sum, m) => sum + (m - centre) ** 2, 0) / 3 / 4;
  assert.ok(Math.abs(varianceOfMean(values) / expected - 1) < 1e-9);
});

test("too few families are not trusted", () => {
  const islands = [0, 1].map((k) => population(k, 10, 50));
  assert.ok(
    Number.isNaN(
      varianceOfMean(
        islands.map((i) => i.values),
        islands.map((i) => i.ancestors),
      ),
    ),
  );
});

test("islands that disagree have a large R-hat", () => {
  const shifted = [0, 1, 2, 3].map((k) => population(k, 300, 1).values.map((x) => x + 2 * (k % 2)));
  assert.ok(summariseParticles(shifted).rhat > 1.2);
  assert.ok(summariseParticles([0, 1, 2, 3].map((k) => population(k, 300, 1).values)).rhat < 1.02);
});

test.run();
