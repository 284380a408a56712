/** Compiled log densities: closed forms written out here, gradients against differences, several lanes at once. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { instantiateDensity } from "../../src/density/instantiate.ts";
import { openBoxes, planCalls } from "../../src/density/open-boxes.ts";
import { densityPrograms, planDensity } from "../../src/density/plan.ts";
import { CounterRandom } from "../../src/inference/counter-random.ts";
import type { Batch, Density, Wants } from "../../src/inference/kernel.ts";
import type { CheckedScenario } from "../../src/language/checked.ts";
import { reachable } from "../../src/tensor/passes/dependencies.ts";
import { scenarioOf, withoutImport } from "../support/scenario.ts";

const { PI, exp, log, log1p, sqrt } = Math;

const normal = (x: number, mu: number, sd: number) => -0.5 * ((x - mu) / sd) ** 2 - log(sd) - 0.5 * log(2 * PI);
const sigmoid = (u: number) => 1 / (1 + exp(-u));
const logFactorial = (n: number) => Array.from({ length: n }, (_, i) => log(i + 1)).reduce((a, b) => a + b, 0);

function batchOf(
  density: Density,
  positions: readonly Float64Array[],
  temperatures: Float64Array,
  wants: Wants,
): Batch {
  const { dimension, partCount } = density;
  const lanes = positions.length;
  const batch: Batch = {
    lanes,
    wants,
    positions: new Float64Array(lanes * dimension),
    temperatures: new Float64Array(lanes * partCount),
    parts: new Float64Array(lanes * partCount * 2),
    gradients: new Float64Array(lanes * dimension),
  };
  positions.forEach((position, k) => {
    batch.positions.set(position, k * dimension);
    batch.temperatures.set(temperatures, k * partCount);
  });
  return batch;
}

async function densityOf(scenario: CheckedScenario): Promise<Density> {
  const plan = planDensity(scenario, null);
  const boxes = await openBoxes(scenario, planCalls(plan), { spent: new Map() });
  return instantiateDensity(plan, boxes, { budgetShare: 1 });
}

/** Sums of log prior and log likelihood over the parts. */
async function sums(density: Density, position: Float64Array): Promise<[number, number]> {
  const batch = batchOf(density, [position], new Float64Array(density.partCount).fill(1), "value");
  await density.evaluate(batch);
  const total = (k: number) => batch.parts.filter((_, i) => i % 2 === k).reduce((a, b) => a + b, 0);
  return [total(0), total(1)];
}

function randomPosition(dimension: number, lane: number): Float64Array {
  const random = new CounterRandom(3, lane);
  return Float64Array.from({ length: dimension }, () => 0.8 * random.normal());
}

/** Rounding of a few hundred operations on numbers of this size. */
function assertClose(actual: number, expected: number, what: string, tolerance = 1e-12): void {
  assert.ok(
    Math.abs(actual - expected) <= tolerance * Math.max(1, Math.abs(expected)),
    `${what}: ${actual}, not ${expected}`,
  );
}

interface Case {
  readonly text: string;
  readonly dimension: number;
  readonly parts: number;
  prior?(u: Float64Array): number;
  likelihood?(u: Float64Array): number;
}

const y = [2.8, 0.8, -0.3];
const sd = [1.5, 1, 1.6];
const counts = [3, 0, 2];

const cases: Readonly<Record<string, Case>> = {
  "a hierarchy": {
    text: `dim n = 3\ndata y[n] = [${y}]\ndata s[n] = [${sd}]\nprior mu ~ Normal(0, 5)\nprior tau ~ HalfNormal(2)
prior z[n] ~ Normal(0, 1)\nobserve y ~ Normal(mu + tau * z, s)\ntarget mu, tau`,
    dimension: 5,
    parts: 1,
    // tau = exp(u1), whose Jacobian adds u1; the half normal has twice the density.
    prior: (u) =>
      normal(u[0], 0, 5) +
      normal(exp(u[1]), 0, 2) +
      log(2) +
      u[1] +
      [2, 3, 4].reduce((a, i) => a + normal(u[i], 0, 1), 0),
    likelihood: (u) => y.reduce((a, v, i) => a + normal(v, u[0] + exp(u[1]) * u[2 + i], sd[i]), 0),
  },
  "three independent counts": {
    text: `dim n = 3\ndata k[n] = [${counts}]\nprior rate[n] ~ Gamma(2, 3)\nobserve k ~ Poisson(rate)\ntarget rate`,
    dimension: 3,
    parts: 3,
    prior: (u) => [...u].reduce((a, v) => a + 2 * log(3) + log(exp(v)) - 3 * exp(v) + v, 0),
    likelihood: (u) => counts.reduce((a, k, i) => a + k * u[i] - exp(u[i]) - logFactorial(k), 0),
  },
  "a probability and an interval": {
    text: `data heads[toss] = [1, 0, 1, 1]\nprior p ~ Beta(2, 3)\nprior a ~ Uniform(-1, 3)\nobserve heads ~ Bernoulli(p)
observe 0.5 ~ Normal(a, 0.7)\ntarget p, a`,
    dimension: 2,
    parts: 2,
    prior: (u) => {
      const p = sigmoid(u[0]);
      const s = sigmoid(u[1]);
      // Beta(2, 3) has the constant 1 / B(2, 3) = 12; the density of Uniform(-1, 3) is 1/4, its map has slope 4 s (1 - s).
      return log(12) + log(p) + 2 * log1p(-p) + log(p * (1 - p)) + log(0.25) + log(4 * s * (1 - s));
    },
    likelihood: (u) => 3 * log(sigmoid(u[0])) + log1p(-sigmoid(u[0])) + normal(0.5, -1 + 4 * sigmoid(u[1]), 0.7),
  },
  "a line, a factor and a latent bound": {
    text: `data x[row] = [1, 2, 4]\ndata y[row] = [${y}]\nprior b ~ Normal(0, 2)\nprior width ~ Exponential(0.5)
prior c ~ Uniform(0, width)\nobserve y ~ Normal(b * x + c, 1)\nfactor -abs(b)\ntarget b`,
    dimension: 3,
    parts: 1,
    prior: (u) => {
      const width = exp(u[1]);
      const s = sigmoid(u[2]);
      // Uniform(0, width) has density 1 / width and its map slope width s (1 - s).
      return normal(u[0], 0, 2) + log(0.5) - 0.5 * width + u[1] + log(s * (1 - s));
    },
    likelihood: (u) => {
      const c = exp(u[1]) * sigmoid(u[2]);
      return [1, 2, 4].reduce((a, v, i) => a + normal(y[i], u[0] * v + c, 1), 0) - Math.abs(u[0]);
    },
  },
  "correlated normals": {
    text: `dim r = 2\ndim k = 2\nprior v[r, k] ~ MvNormal([1, -1], [[2, 0.6], [0.6, 1]])\nobserve [0.3, 0.4] ~ Normal(sum(v, over = k), 0.5)\ntarget v`,
    dimension: 4,
    parts: 2,
    prior: (u) =>
      [0, 2].reduce((a, i) => {
        const [p, q] = [u[i] - 1, u[i + 1] + 1];
        const det = 2 - 0.36;
        return a - 0.5 * ((p * p - 1.2 * p * q + 2 * q * q) / det) - 0.5 * log(det) - log(2 * PI);
      }, 0),
    likelihood: (u) => normal(0.3, u[0] + u[1], 0.5) + normal(0.4, u[2] + u[3], 0.5),
  },
  "a net": {
    text: `dim r = 2\ndim k = 3\ndim f = 4\ndata seen[r, k] = [[0.2, 0.3, 0.5], [0.6, 0.3, 0.1]]
model net(real[f]) -> simplex[k] = tfjs("tanh/model.json") access parameters
prior x[r, f] ~ Normal(0, 1)\nobserve seen ~ Dirichlet(1 + 20 * net(x))\ntarget x`,
    dimension: 8,
    parts: 2,
    prior: (u) => -0.5 * u.reduce((a, v) => a + v * v, 0) - 8 * log(sqrt(2 * PI)),
  },
};

for (const [name, { text, dimension, parts, prior, likelihood }] of Object.entries(cases)) {
  test(`${name}: log prior with Jacobian, log likelihood`, async () => {
    const density = await densityOf(await scenarioOf(text));
    assert.is(density.dimension, dimension);
    assert.is(density.partCount, parts);
    for (let lane = 0; lane < 5; lane++) {
      const u = randomPosition(dimension, lane);
      const [logPrior, logLikelihood] = await sums(density, u);
      if (prior !== undefined) assertClose(logPrior, prior(u), "log prior");
      if (likelihood !== undefined) assertClose(logLikelihood, likelihood(u), "log likelihood");
    }
  });

  test(`${name}: the gradient is that of the parts at their temperatures`, async () => {
    const density = await densityOf(await scenarioOf(text));
    const temperatures = Float64Array.from({ length: parts }, (_, p) => 0.3 + 0.7 / (p + 1));
    const u = randomPosition(dimension, 9);
    const at = (position: Float64Array, wants: Wants) => {
      const batch = batchOf(density, [position], temperatures, wants);
      assert.is(density.evaluate(batch), undefined);
      const total = temperatures.reduce((a, t, p) => a + batch.parts[2 * p] + t * batch.parts[2 * p + 1], 0);
      return { total, batch };
    };
    const { batch } = at(u, "gradient");
    const { parts: values } = at(u, "value").batch;
    for (const [i, part] of batch.parts.entries()) assertClose(part, values[i], "both programs give the same parts");
    // Central differences: h^2 / 6 f''' = 2e-11 f''' and a rounding of 2e-16 |f| / h.
    const h = 1e-5;
    for (let i = 0; i < dimension; i++) {
      const [up, down] = [u.slice(), u.slice()];
      up[i] += h;
      down[i] -= h;
      const slope = (at(up, "value").total - at(down, "value").total) / (2 * h);
      assertClose(batch.gradients[i], slope, `coordinate ${i}`, 1e-7);
    }
  });

  test(`${name}: lanes do not see each other`, async () => {
    const density = await densityOf(await scenarioOf(text));
    const ones = new Float64Array(parts).fill(1);
    const positions = Array.from({ length: 7 }, (_, lane) => randomPosition(dimension, lane));
    const all = batchOf(density, positions, ones, "gradient");
    await density.evaluate(all);
    for (const [k, position] of positions.entries()) {
      const alone = batchOf(density, [position], ones, "gradient");
      await density.evaluate(alone);
      assert.equal([...all.parts.subarray(2 * parts * k, 2 * parts * (k + 1))], [...alone.parts]);
      assert.equal([...all.gradients.subarray(dimension * k, dimension * (k + 1))], [...alone.gradients]);
    }
  });
}

test("a net asked through TensorFlow.js gives the density of its imported twin, to float32", async () => {
  const scenario = await scenarioOf(cases["a net"].text);
  const [imported, opaque] = [await densityOf(scenario), await densityOf(withoutImport(scenario))];
  const ones = new Float64Array(2).fill(1);
  const positions = Array.from({ length: 4 }, (_, lane) => randomPosition(8, lane));
  const [a, b] = [imported, opaque].map((density) => batchOf(density, positions, ones, "gradient"));
  await imported.evaluate(a);
  await opaque.evaluate(b);
  // Answers differ by some 30 roundings of 2^-24; the likelihood magnifies them by its slope in the scores, below 20 * 20.
  const tolerance = 400 * 30 * 2 ** -24;
  const furthest = (x: Float64Array, z: Float64Array) => Math.max(...x.map((v, i) => Math.abs(v - z[i])));
  assert.ok(furthest(a.parts, b.parts) < tolerance);
  assert.ok(furthest(a.gradients, b.gradients) < tolerance);
  assert.ok(furthest(a.parts, b.parts) > 0, "two ways, not one way twice");
  assert.is(imported.queries(), opaque.queries());
});

test("the factor of a latent covariance is not computed again", async () => {
  const scenario = await scenarioOf(
    "dim n = 3\nprior S[n, n] ~ InverseWishart(5, identity(3))\nobserve [1, 2, 3] ~ MvNormal(0, S)\ntarget S",
  );
  const { value } = densityPrograms(scenario, null);
  const names = reachable(value.outputs.map((output) => output.node)).map(({ op }) => op.name);
  assert.not.ok(names.includes("cholesky"));
});

test.run();
