/** Every algorithm on posteriors in closed form: means and variances within their Monte Carlo errors. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { mcseMean } from "../../../src/diagnostics/ess.ts";
import { mean } from "../../../src/diagnostics/moments.ts";
import { rhat } from "../../../src/diagnostics/rhat.ts";
import { algorithms } from "../../../src/inference/algorithms/index.ts";
import type { Algorithm, Construction } from "../../../src/inference/kernel.ts";
import { collect, coordinate } from "../collect.ts";
import { conjugate, normal, sideBySide } from "../densities.ts";

function named(name: string): Algorithm {
  const algorithm = algorithms.get(name);
  if (algorithm === undefined) throw new Error(name);
  return algorithm;
}

const runs: [string, Construction["options"]][] = [
  ["nuts", { warmup: 500, draws: 1000 }],
  ["hmc", { warmup: 500, draws: 1000 }],
  ["hmc", { warmup: 500, draws: 1000, leapfrogs: 7 }],
  ["rwm", { warmup: 1000, draws: 5000 }],
];

/** Mean of f over the draws within 4 of its standard errors of what is expected: 1 in 16,000 by chance. */
function assertMean(chains: number[][], f: (x: number) => number, expected: number, what: string): void {
  const values = chains.map((chain) => chain.map(f));
  const actual = mean(values.map(mean));
  const error = mcseMean(values);
  assert.ok(Math.abs(actual - expected) < 4 * error, `${what}: ${actual}, expected ${expected}, mcse ${error}`);
}

for (const [name, options] of runs) {
  const label = `${name} ${JSON.stringify(options)}`;

  test(`${label}: a correlated normal with unlike scales`, async () => {
    // Covariance [[1, 9 rho], [9 rho, 81]] with rho = 0.8.
    const rho = 0.8;
    const k = 1 / (1 - rho * rho);
    const density = normal([1, -20], [k, (-k * rho) / 9, (-k * rho) / 9, k / 81]);
    const result = await collect(named(name), { density }, options);
    const x = coordinate(result, 0);
    const y = coordinate(result, 1);
    assertMean(x, (v) => v, 1, "mean of x");
    assertMean(y, (v) => v, -20, "mean of y");
    assertMean(x, (v) => (v - 1) ** 2, 1, "variance of x");
    assertMean(y, (v) => (v + 20) ** 2, 81, "variance of y");
    const products = x.map((chain, c) => chain.map((v, i) => (v - 1) * (y[c][i] + 20)));
    assertMean(products, (v) => v, 9 * rho, "covariance");
    assert.ok(rhat(x) < 1.02 && rhat(y) < 1.02);
  });

  test(`${label}: 20 independent conjugate parts`, async () => {
    const observed = (i: number): number => 0.3 * (i % 7) - 1;
    const density = conjugate(2, 20, observed, 0.5);
    const result = await collect(named(name), { density }, options);
    for (const i of [0, 13, 39]) {
      assertMean(coordinate(result, i), (v) => v, observed(i) / 1.25, `mean of ${i}`);
      assertMean(coordinate(result, i), (v) => (v - observed(i) / 1.25) ** 2, 0.2, `variance of ${i}`);
    }
  });
}

test("nuts: the log of an exponential, skewed, with its Jacobian", async () => {
  // u = log x, x ~ Exponential(1): density u - exp(u); E u = -gamma, var u = pi^2 / 6.
  const density = sideBySide(1, 1, (u, _at, out) => {
    out.prior = u[0] - Math.exp(u[0]);
    out.likelihood = 0;
    out.priorGradient[0] = 1 - Math.exp(u[0]);
  });
  const result = await collect(named("nuts"), { density }, { warmup: 500, draws: 2000 });
  const u = coordinate(result, 0);
  const gamma = 0.5772156649015329;
  assertMean(u, (v) => v, -gamma, "mean");
  assertMean(u, (v) => (v + gamma) ** 2, Math.PI ** 2 / 6, "variance");
  assertMean(u, Math.exp, 1, "mean of x");
});

test("nuts tunes its acceptance by delta and reports what it did", async () => {
  const density = conjugate(10, 1, (i) => i / 5, 0.5);
  const acceptances: number[] = [];
  for (const delta of [0.5, 0.7, 0.9]) {
    const { draws, ends } = await collect(named("nuts"), { density }, { delta, warmup: 500, draws: 500, chains: 2 });
    const all = [...draws.values()].flat();
    const acceptance = mean(all.map((draw) => draw.statistics.acceptance));
    // The averaged step of dual averaging is on the safe side of its aim, as in Stan; the terminal window has 50 iterations.
    assert.ok(acceptance > delta - 0.05 && acceptance < delta + 0.25, `${delta}: ${acceptance}`);
    acceptances.push(acceptance);
    const { divergent, depth, leapfrogs, energy } = all[7].statistics;
    assert.ok(divergent === 0 && depth >= 1 && leapfrogs >= 1 && leapfrogs < 2 ** (depth + 1) && energy > 0);
    assert.is(ends.get(1)?.summary.statistics.divergences, 0);
  }
  assert.ok(acceptances[0] < acceptances[1] && acceptances[1] < acceptances[2], acceptances.join());
});

test.run();
