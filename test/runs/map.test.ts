/** `map`: optima in closed form, with and without Jacobian, where starts begin, those that fail, repeatability. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { prepare, runInference } from "../../src/runs/infer.ts";
import { JobFailed } from "../../src/workers/failure.ts";
import { WorkerPool } from "../../src/workers/pool.ts";
import { cancelFlag, scenarioOf } from "../support/scenario.ts";

const pool = new WorkerPool();

async function run(text: string, infer: string, workers = 2, seed = 1) {
  const scenario = await scenarioOf(text, infer);
  const prepared = prepare(scenario);
  return runInference(prepared, scenario.infers[0], { seed, workers, pool, cancel: cancelFlag() });
}

/** What every start found, [start][element]. */
async function found(text: string, infer: string): Promise<number[][]> {
  const { chains } = await run(text, infer);
  assert.ok(chains.every((chain) => chain.targets.length === 1));
  return chains.map((chain) => [...chain.targets[0]]);
}

function close(actual: readonly number[], expected: readonly number[], tolerance: number, what = ""): void {
  actual.forEach((x, i) => {
    const scale = Math.max(1, Math.abs(expected[i]));
    assert.ok(Math.abs(x - expected[i]) <= tolerance * scale, `${what} [${i}] ${x}, expected ${expected[i]}`);
  });
}

const xs = [0, 1, 2, 3, 4];
const ys = [1.1, 2.9, 5.2, 7.1, 8.8];
const line = `data x[n] = [${xs}]\ndata y[n] = [${ys}]\n`;
const sums = {
  n: xs.length,
  x: xs.reduce((s, x) => s + x, 0),
  xx: xs.reduce((s, x) => s + x * x, 0),
  y: ys.reduce((s, y) => s + y, 0),
  xy: xs.reduce((s, x, i) => s + x * ys[i], 0),
};

test("the mode of a linear model with normal priors is its posterior mean", async () => {
  // (X'X / 0.25 + I / 4) b = X'y / 0.25
  const [a, b, d] = [sums.n / 0.25 + 0.25, sums.x / 0.25, sums.xx / 0.25 + 0.25];
  const [u, v] = [sums.y / 0.25, sums.xy / 0.25];
  const mean = [(d * u - b * v) / (a * d - b * b), (a * v - b * u) / (a * d - b * b)];
  const text = `${line}prior a ~ Normal(0, 2)\nprior b ~ Normal(0, 2)\nobserve y ~ Normal(a + b * x, 0.5)\ntarget a, b`;
  for (const point of await found(text, "map(starts = 3)")) close(point, mean, 1e-6);
  const slow = "map(optimizer = sgd(rate = 0.005, momentum = 0.9, decay = none), starts = 2, steps = 2000)";
  for (const point of await found(text, slow)) close(point, mean, 1e-8, "sgd");
});

test("without priors it is the maximum of the likelihood: least squares, and the residuals' mean square", async () => {
  const text = `${line}prior a ~ Flat()\nprior b ~ Flat()\nprior s ~ HalfFlat()\nobserve y ~ Normal(a + b * x, s)\ntarget a, b, s`;
  const slope = (sums.n * sums.xy - sums.x * sums.y) / (sums.n * sums.xx - sums.x ** 2);
  const level = (sums.y - slope * sums.x) / sums.n;
  const rss = ys.reduce((sum, y, i) => sum + (y - level - slope * xs[i]) ** 2, 0);
  for (const point of await found(text, "map(starts = 4)")) close(point, [level, slope, Math.sqrt(rss / 5)], 1e-7);
});

const modes: [prior: string, constrained: number[], unconstrained: number[]][] = [
  // The mode of x itself; and that of log x, logit x or the log ratios, whose density has a factor x, x (1 - x), prod x more.
  ["x ~ Gamma(3, 2)", [1], [1.5]],
  ["x ~ Beta(3, 2)", [2 / 3], [0.6]],
  ["x ~ LogNormal(0.5, 0.4)", [Math.exp(0.5 - 0.16)], [Math.exp(0.5)]],
  ["x[k] ~ Dirichlet([2, 3, 5])", [1 / 7, 2 / 7, 4 / 7], [0.2, 0.3, 0.5]],
];
for (const [prior, constrained, unconstrained] of modes) {
  test(`the mode of ${prior}, and that of its unconstrained quantity`, async () => {
    const text = `dim k = 3\nprior ${prior}\ntarget x`;
    for (const point of await found(text, "map(starts = 2)")) close(point, constrained, 1e-7);
    for (const point of await found(text, "map(starts = 2, jacobian = true)")) close(point, unconstrained, 1e-7);
  });
}

test("eight schools: the joint mode pools them all, as it must", async () => {
  const y = [28, 8, -3, 7, -1, 1, 18, 12];
  const sigma = [15, 10, 16, 11, 9, 11, 10, 18];
  const text = `dim school = 8
data y[school] = [${y}]
data sigma[school] = [${sigma}]
prior mu ~ Normal(0, 5)
prior tau ~ HalfCauchy(5)
prior z[school] ~ Normal(0, 1)
observe y ~ Normal(mu + tau * z, sigma)
target mu, tau`;
  const precision = sigma.reduce((sum, s) => sum + 1 / s ** 2, 1 / 25);
  const pooled = y.reduce((sum, value, i) => sum + value / sigma[i] ** 2, 0) / precision;
  for (const [mu, tau] of await found(text, "map(starts = 3)")) {
    assert.ok(Math.abs(mu - pooled) < 1e-3, `${mu}, pooled ${pooled}`);
    assert.ok(tau < 0.05, `${tau}`);
  }
});

test("discrete latents are summed out before it climbs", async () => {
  const text =
    "data y[n] = [-2, -2, 2, 2]\nprior m ~ HalfNormal(10)\nprior z[n] ~ Bernoulli(0.5)\nobserve y ~ Normal(m * (2 * z - 1), 0.1)\ntarget m, z";
  for (const [m, ...z] of await found(text, "map(starts = 2)")) {
    close([m], [1600 / (800.01 / 2 + 1e-2 - 0.005) / 2], 1e-4);
    assert.equal(z, [0, 0, 1, 1]);
  }
});

const still = "optimizer = adam(rate = 1e-12), steps = 1";
const pair = "prior a ~ Normal(0, 1)\nprior b ~ Uniform(a, 9)\nprior c ~ Flat()\ntarget a, b, c";

test("a start is a value, a draw of a distribution, or a draw of the prior", async () => {
  const points = await found(pair, `map(starts = 40, ${still}, start = { a: 3, b: Uniform(4, 5) })`);
  for (const [a, b, c] of points) {
    assert.ok(Math.abs(a - 3) < 1e-9 && b > 4 && b < 5 && Math.abs(c) < 2, `${a}, ${b}, ${c}`);
  }
  assert.is(new Set(points.map(([, b]) => b)).size, 40);
  // The prior of b given where a starts.
  for (const [a, b] of await found(pair, `map(starts = 40, ${still}, start = { a: 8 })`)) {
    assert.ok(Math.abs(a - 8) < 1e-9 && b > 8 && b < 9, `${a}, ${b}`);
  }
  const values = await found(
    "data near[k] = [0.2, 0.3, 0.5]\nprior p[k] ~ Dirichlet([1, 1, 1])\ntarget p",
    `map(starts = 1, ${still}, start = { p: near })`,
  );
  close(values[0], [0.2, 0.3, 0.5], 1e-9);
});

test("a following step starts where the one before ended, but for latents with a start of their own", async () => {
  const text = "prior a ~ Normal(2, 1)\nprior b ~ Gamma(3, 1)\ntarget a, b";
  const points = await found(text, `map(starts = 2) then map(starts = 3, ${still}, start = { a: 7 })`);
  for (const [a, b] of points) close([a, b], [7, 2], 1e-6);
});

test("chains start from the best of what was found", async () => {
  // Two hills, the higher one at 3.
  const text = "prior x ~ Mixture([0.1, 0.9], Normal(-3, 0.1), Normal(3, 0.1))\ntarget x";
  const climbed = await found(text, "map(starts = 10, start = { x: Uniform(-4, 4) })");
  assert.ok(climbed.some(([x]) => x < 0) && climbed.some(([x]) => x > 0));
  const { chains } = await run(
    text,
    "map(starts = 10, start = { x: Uniform(-4, 4) }) then rwm(chains = 1, warmup = 0, draws = 1)",
  );
  assert.ok(chains[0].targets[0][0] > 2);
});

const cliff = "prior x ~ Uniform(-1, 1)\nfactor 3 * log(x)\ntarget x";

test("starts that fail have no draw, and say why", async () => {
  const { chains } = await run(cliff, "map(starts = 20)");
  const failed = chains.filter((chain) => chain.summary?.failure !== undefined);
  assert.ok(failed.length > 3 && failed.length < 17, `${failed.length}`);
  for (const chain of failed) {
    assert.is(chain.targets.length, 0);
    assert.is(chain.summary?.statistics.failed, 1);
    assert.match(chain.summary?.failure?.message ?? "", /is NaN/);
  }
  for (const chain of chains.filter(({ summary }) => summary?.failure === undefined)) {
    assert.is(chain.targets.length, 1);
    assert.ok(Number.isFinite(chain.logDensities[0]));
  }
});

test("a climb that goes astray in the middle ends there, without a draw", async () => {
  const wild = "map(optimizer = sgd(rate = 5), starts = 2, start = { x: Uniform(0.2, 1) })";
  const problem = await run("prior x ~ Normal(0, 1)\nfactor -x ^ 4\ntarget x", wild).then(
    () => undefined,
    (error: unknown) => error,
  );
  assert.instance(problem, JobFailed);
  assert.match((problem as JobFailed).message, /all 2 starts failed, the first after \d+ steps: /);
});

test("a tolerance ends a start sooner", async () => {
  const text = "prior x ~ Normal(1, 1)\ntarget x";
  const { chains } = await run(text, "map(starts = 2, tolerance = 1e-3)");
  for (const { statistics, targets } of chains) {
    assert.ok(statistics.steps[0] < 3000 && statistics.gradient_norm[0] <= 1e-3);
    close([...targets[0]], [1], 1e-3);
  }
});

test("what is found does not depend on the workers, only on the seed", async () => {
  const text = `${line}prior a ~ Normal(0, 2)\nprior s ~ HalfNormal(2)\nobserve y ~ Normal(a + x, s)\ntarget a, s`;
  const infer = "map(starts = 5, steps = 20)";
  const points = async (workers: number, seed: number) =>
    (await run(text, infer, workers, seed)).chains.map((chain) => chain.targets);
  const once = await points(1, 1);
  assert.equal(await points(2, 1), once);
  assert.equal(await points(3, 1), once);
  assert.not.equal(await points(1, 2), once);
});

test.after(() => pool.close());
test.run();
