/** Discrete latents that are not summed out: Gibbs moves within rwm and smc, against sums over all values. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { combineEvidence } from "../../src/inference/smc/evidence.ts";
import { summariseRun } from "../../src/report/summarise.ts";
import { prepare, runInference } from "../../src/runs/infer.ts";
import { WorkerPool } from "../../src/workers/pool.ts";
import { cancelFlag, scenarioOf } from "../support/scenario.ts";

const pool = new WorkerPool();
test.after(() => pool.close());

const normal = (x: number, mean: number, sd: number) =>
  Math.exp(-0.5 * ((x - mean) / sd) ** 2) / (sd * Math.sqrt(2 * Math.PI));
const range = (n: number) => Array.from({ length: n }, (_, i) => i);
const poisson = (k: number, rate: number) =>
  Math.exp(k * Math.log(rate) - rate - range(k).reduce((sum, i) => sum + Math.log(i + 1), 0));

async function run(text: string, infer: string, workers = 1) {
  const prepared = prepare(await scenarioOf(text, infer));
  const [step] = prepared.scenario.infers;
  const result = await runInference(prepared, step, { seed: 5, workers, pool, cancel: cancelFlag() });
  const { json } = await summariseRun(prepared, step, 5, result, 0);
  return { result, quantities: json.quantities };
}

const algorithms = ["rwm(chains = 4, warmup = 500, draws = 4000)", "smc(particles = 2000, islands = 4)"];

/** Within four Monte Carlo standard errors of the exact mean, and as spread. */
function agrees(found: { mean: number; sd: number; mcse_mean: number }, weights: readonly number[], first = 0): void {
  const total = weights.reduce((a, b) => a + b);
  const mean = weights.reduce((sum, w, k) => sum + ((k + first) * w) / total, 0);
  const sd = Math.sqrt(weights.reduce((sum, w, k) => sum + ((k + first - mean) ** 2 * w) / total, 0));
  assert.ok(Math.abs(found.mean - mean) < 4 * found.mcse_mean, `${found.mean} +- ${found.mcse_mean}, not ${mean}`);
  assert.ok(Math.abs(found.sd / sd - 1) < 0.1, `${found.sd}, not ${sd}`);
}

for (const infer of algorithms) {
  test(`counts without bounds, ${infer}`, async () => {
    const text = "prior n ~ Poisson(6)\nobserve 9 ~ Normal(n, 2)\ntarget n";
    const weights = range(60).map((n) => poisson(n, 6) * normal(9, n, 2));
    const { quantities, result } = await run(text, infer);
    agrees(quantities.n, weights);
    if (!infer.startsWith("smc")) return;
    const evidence = combineEvidence(result.chains.flatMap(({ summary }) => summary?.logEvidence ?? []));
    const expected = Math.log(weights.reduce((a, b) => a + b));
    assert.ok(Math.abs(evidence.logEvidence - expected) < 4 * evidence.mcse + 0.01);
  });

  test(`each record has its own, ${infer}`, async () => {
    const text = `data y[record] = [3, 12, 0, 7, 30]
      prior n[record] ~ Poisson(6)
      observe y ~ Normal(n, 2)
      target n`;
    const { quantities, result } = await run(text, infer);
    assert.is(result.partCount, 5);
    [3, 12, 0, 7, 30].forEach((y, i) => {
      agrees(
        quantities[`n[${i}]`],
        range(80).map((n) => poisson(n, 6) * normal(y, n, 2)),
      );
    });
  });

  test(`few values and a continuous latent that they bound, ${infer}`, async () => {
    const text = "prior k ~ DiscreteUniform(1, 3)\nprior x ~ Uniform(0, k)\nobserve 0.9 ~ Normal(x, 0.5)\ntarget k, x";
    // The mean over x of the likelihood, for each k.
    const weights = [1, 2, 3].map((k) => {
      const points = range(4000).map((i) => ((i + 0.5) * k) / 4000);
      return points.reduce((sum, x) => sum + normal(0.9, x, 0.5), 0) / points.length;
    });
    const { quantities } = await run(text, infer);
    agrees(quantities.k, weights, 1);
    const total = weights.reduce((a, b) => a + b);
    const { probabilities } = quantities.k;
    weights.forEach((w, i) => {
      assert.ok(Math.abs((probabilities?.[`${i + 1}`] ?? 0) - w / total) < 0.03);
    });
  });

  test(`a bound that is latent itself, ${infer}`, async () => {
    const text = `prior animals ~ Poisson(8)
      prior seen ~ Binomial(animals, 0.6)
      observe 4 ~ Normal(seen, 1)
      target animals, seen`;
    const choose = (n: number, k: number) => range(k).reduce((c, i) => (c * (n - i)) / (i + 1), 1);
    const joint = (n: number, k: number) => poisson(n, 8) * choose(n, k) * 0.6 ** k * 0.4 ** (n - k) * normal(4, k, 1);
    const { quantities } = await run(text, infer);
    agrees(
      quantities.animals,
      range(50).map((n) => range(n + 1).reduce((sum, k) => sum + joint(n, k), 0)),
    );
    agrees(
      quantities.seen,
      range(30).map((k) => range(50).reduce((sum, n) => sum + (n >= k ? joint(n, k) : 0), 0)),
    );
  });
}

test("a grid of spins beyond the bound has the magnetisation that its symmetry says", async () => {
  const text = `dim row = 18
    dim column = 18
    prior spin[row, column] ~ Bernoulli(0.5)
    factor 0.3 * sum(spin[1.., ..] == spin[..17, ..]) + 0.3 * sum(spin[.., 1..] == spin[.., ..17])
    let up = mean(spin)
    let alike = mean(spin[1.., ..] == spin[..17, ..])
    target up, alike`;
  const { quantities } = await run(text, "rwm(chains = 2, warmup = 100, draws = 500)");
  assert.ok(Math.abs(quantities.up.mean - 0.5) < 4 * quantities.up.mcse_mean, `${quantities.up.mean}`);
  // Pairs without a circle are alike with probability 1 / (1 + exp(-0.3)); circles only make that more likely.
  assert.ok(quantities.alike.mean > 1 / (1 + Math.exp(-0.3)) - 4 * quantities.alike.mcse_mean);
});

test("draws are the same for any number of workers", async () => {
  const text = "prior n ~ Poisson(6)\nprior x ~ Normal(n, 1)\nobserve 9 ~ Normal(x, 2)\ntarget n, x";
  const targets = async (workers: number) =>
    (await run(text, "rwm(chains = 3, warmup = 50, draws = 50)", workers)).result.chains.map((chain) =>
      chain.targets.map((draw) => [...draw]),
    );
  assert.equal(await targets(2), await targets(1));
});

test.run();
