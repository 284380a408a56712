/**
 * Prior draws against the density with its Jacobian, by Stein's identities: of draws u of a density p over the whole space, the
 * means of d log p / du_i and of u_i d log p / du_i are 0 and -1. They tie sampler, transform, Jacobian and gradient together.
 */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { instantiateDensity } from "../../src/density/instantiate.ts";
import { layoutOf } from "../../src/density/layout.ts";
import { planDensity } from "../../src/density/plan.ts";
import { planPrior, startPrior } from "../../src/density/sampler.ts";
import { CounterRandom } from "../../src/inference/counter-random.ts";
import type { Batch } from "../../src/inference/kernel.ts";
import { scenarioOf } from "../support/scenario.ts";

const draws = 8000;

/** @param priors of the latent x and of those it depends on */
async function check(priors: string): Promise<void> {
  const scenario = await scenarioOf(`dim n = 3\ndim two = 2\n${priors}\ntarget x`);
  const layout = layoutOf(scenario);
  const density = instantiateDensity(planDensity(scenario, null), new Map(), { budgetShare: 1 });
  const { dimension, partCount } = density;
  // As a worker thread gets it.
  const sampler = startPrior(structuredClone(planPrior(scenario, layout)));
  const batch: Batch = {
    lanes: draws,
    wants: "gradient",
    positions: new Float64Array(draws * dimension),
    temperatures: new Float64Array(draws * partCount).fill(1),
    parts: new Float64Array(draws * partCount * 2),
    gradients: new Float64Array(draws * dimension),
  };
  const random = new CounterRandom(11, 4);
  for (let draw = 0; draw < draws; draw++) {
    random.seek(draw);
    sampler.drawPosition(random, batch.positions.subarray(draw * dimension, (draw + 1) * dimension));
  }
  await density.evaluate(batch);
  for (let i = 0; i < dimension; i++) {
    const slopes = Float64Array.from({ length: draws }, (_, draw) => batch.gradients[draw * dimension + i]);
    const products = slopes.map((slope, draw) => slope * batch.positions[draw * dimension + i]);
    isAbout(slopes, 0, `slope ${i} of ${priors}`);
    isAbout(products, -1, `product ${i} of ${priors}`);
  }
}

/** Within 5 standard errors of the mean. */
function isAbout(values: Float64Array, expected: number, what: string): void {
  const mean = values.reduce((a, b) => a + b, 0) / draws;
  const variance = values.reduce((s, v) => s + (v - mean) ** 2, 0) / draws;
  assert.ok(Math.abs(mean - expected) < 5 * Math.sqrt(variance / draws), `${what}: ${mean}, not ${expected}`);
}

const priors: readonly string[] = [
  "prior x[n] ~ GaussianRandomWalk(0.7)",
  "prior x[two] ~ MvNormalPrecision([1, 2], [[2, 0.5], [0.5, 1]])",
  "prior x[two] ~ MvStudentT(5, [1, 2], [[2, 0.5], [0.5, 1]])",
  "prior x[n, n] ~ LKJCholesky(1.5)",
  "prior x[n, n] ~ Wishart(6, identity(3))",
  "prior x[two, two] ~ InverseWishart(5, [[2, 0.5], [0.5, 1]])",
  "prior s ~ HalfNormal(2)\nprior x[n] ~ Ordered(Normal(1, s))",
  "prior x[n] ~ Ordered(Normal([0, 0.5, 0.2], 1))",
  "prior s ~ LogNormal(0, 0.5)\nprior x[n] ~ Ordered(Gamma(2, s))",
  "prior x[n] ~ Ordered(Beta(2, 3))",
  "prior x[n] ~ PositiveOrdered(Normal(0.5, 1))",
  "prior x[n] ~ PositiveOrdered(Exponential(2))",
  "prior x[two, n] ~ Ordered(Mixture([0.25, 0.75], Normal(-1, 1), Normal(2, 0.5)))",
  "prior m ~ Normal(0, 1)\nprior x[n] ~ Truncated(Normal(m, 1), lower = [0, 1, -1])",
  "prior x ~ Truncated(Logistic(0, 1), upper = -1)",
  "prior s ~ LogNormal(0, 0.5)\nprior x ~ Truncated(Cauchy(0, s), 1, 4)",
  "prior x ~ Truncated(Gamma(2, 1), lower = 3)",
  "prior a ~ Beta(2, 2)\nprior x ~ Truncated(Uniform(0, 1 - a), upper = 0.9)",
  "prior s ~ LogNormal(0, 0.5)\nprior x ~ Truncated(Pareto(s, 3), lower = 1, upper = 9)",
  "prior a ~ HalfNormal(1)\nprior x ~ Truncated(Normal(0, 2), lower = a, upper = a + 1)",
  "prior w[two] ~ Dirichlet(2)\nprior x[n] ~ Mixture(w, HalfNormal(1), LogNormal(1, 0.5))",
  "prior w[two] ~ Dirichlet(2)\nprior x[n] ~ Mixture(w, MvNormal(0, identity(3)), MvStudentT(9, 3, identity(3)))",
];
for (const text of priors) test(text.replaceAll("\n", "; "), () => check(text));

test.run();
