/** Missing data: the density is the joint one, what is missing is imputed, and evidence and calibration know it. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { densityAt } from "../../src/density/at-point.ts";
import { layoutOf } from "../../src/density/layout.ts";
import { planPrior, startPrior } from "../../src/density/sampler.ts";
import { mean, variance } from "../../src/diagnostics/moments.ts";
import { CounterRandom } from "../../src/inference/counter-random.ts";
import type { CheckedScenario } from "../../src/language/checked.ts";
import { summariseRun } from "../../src/report/summarise.ts";
import { prepare, runInference } from "../../src/runs/infer.ts";
import { outputNames } from "../../src/runs/names.ts";
import { checkPrior } from "../../src/runs/prior-check.ts";
import { recover } from "../../src/runs/recover.ts";
import { WorkerPool } from "../../src/workers/pool.ts";
import { cancelFlag, scenarioOf } from "../support/scenario.ts";

const pool = new WorkerPool();

function withData(text: string, data: Readonly<Record<string, unknown>>, infer?: string): Promise<CheckedScenario> {
  return scenarioOf(text, infer, { "data.json": JSON.stringify(data) });
}

async function run(scenario: CheckedScenario, workers = 2) {
  const prepared = prepare(scenario);
  const options = { seed: 3, workers, pool, cancel: cancelFlag() };
  const result = await runInference(prepared, scenario.infers[0], options);
  return { result, report: await summariseRun(prepared, scenario.infers[0], 3, result, 0) };
}

function normal(x: number, mu: number, sd: number): number {
  return -0.5 * ((x - mu) / sd) ** 2 - Math.log(sd) - 0.5 * Math.log(2 * Math.PI);
}

async function sumAt(scenario: CheckedScenario, values: readonly number[]) {
  const { logPrior, logLikelihood, gradient } = await densityAt(
    scenario,
    layoutOf(scenario),
    Float64Array.from(values),
    true,
  );
  return { total: logPrior + logLikelihood, logPrior, logLikelihood, gradient };
}

const scalars = 'data y[n] = json("data.json").y\nprior mu ~ Normal(0, 2)\nobserve y ~ Normal(mu, 1)\ntarget mu';

test("a missing scalar changes nothing and is drawn from its predictive distribution", async () => {
  const scenario = await withData(scalars, { y: [1, null, 2, null] }, "nuts(chains = 2, warmup = 200, draws = 4000)");
  assert.equal(outputNames(scenario), ["mu", "y[1]", "y[3]"]);
  const { result, report } = await run(scenario);
  const { quantities } = report.json;
  // Of two data: precision 1/4 + 2.
  const v = 1 / 2.25;
  assert.ok(Math.abs(quantities.mu.mean - 3 * v) < 5 * (quantities.mu.mcse_mean ?? 0));
  for (const name of ["y[1]", "y[3]"]) {
    assert.ok(Math.abs(quantities[name].mean - 3 * v) < 5 * quantities[name].mcse_mean);
    // The standard deviation of 8000 draws, a quarter of them worth an independent one.
    assert.ok(Math.abs(quantities[name].sd ** 2 / (v + 1) - 1) < 5 * Math.sqrt(2 / 2000), `${quantities[name].sd}`);
  }
  // Beside it the prior predictive: variance 4 + 1, from at least 4000 draws.
  assert.ok(Math.abs((report.prior?.[1]?.sd ?? 0) ** 2 / 5 - 1) < 5 * Math.sqrt(2 / 4000));
  const draws = result.chains.map(({ targets }) => targets);
  const correlation = mean(draws[0].map(([, a, b]) => (a - 3 * v) * (b - 3 * v))) / (v + 1);
  assert.ok(Math.abs(correlation - v / (v + 1)) < 5 / Math.sqrt(1000), "they share mu and nothing else");
});

test("what is imputed is the same for any number of workers", async () => {
  const scenario = await withData(scalars, { y: [1, null] }, "nuts(chains = 3, warmup = 20, draws = 30)");
  const [one, three] = [await run(scenario, 1), await run(scenario, 3)];
  const draws = (of: typeof one) => of.result.chains.map(({ targets }) => targets.map((row) => [...row]));
  assert.equal(draws(one), draws(three));
  assert.is(new Set(draws(one).flatMap((chain) => chain.map(([, y]) => y))).size, 90);
});

const rows =
  'data x[n, k] = json("data.json").x\nprior mu ~ Normal(0, 2)\nobserve x ~ MvNormal([mu, 0], [[1, 0.6], [0.6, 2]])\ntarget mu';

test("rows that are missing in part: the joint density, and the element's own margin as its prior", async () => {
  const scenario = await withData(rows, {
    x: [
      [1, 0.5],
      [null, 1],
      [null, null],
    ],
  });
  assert.equal(outputNames(scenario), ["mu", "x[2,0]", "x[2,1]", "x[1,0]"]);
  assert.equal(
    scenario.latents.map(({ name, axes }) => [name, axes]),
    [
      ["mu", []],
      ["x", [{ size: 1 }]],
    ],
  );
  const joint = (a: number, b: number, mu: number) => {
    const [p, q] = [a - mu, b];
    const determinant = 2 - 0.36;
    const distance = (2 * p * p - 1.2 * p * q + q * q) / determinant;
    return -Math.log(2 * Math.PI) - 0.5 * Math.log(determinant) - 0.5 * distance;
  };
  const at = await sumAt(scenario, [0.3, -0.7]);
  assert.ok(Math.abs(at.total - normal(0.3, 0, 2) - joint(1, 0.5, 0.3) - joint(-0.7, 1, 0.3)) < 1e-12);
  assert.ok(Math.abs(at.logPrior - normal(0.3, 0, 2) - normal(-0.7, 0.3, 1)) < 1e-12);
  const h = 1e-5;
  const slope =
    ((await sumAt(scenario, [0.3, -0.7 + h])).total - (await sumAt(scenario, [0.3, -0.7 - h])).total) / 2 / h;
  assert.ok(Math.abs(slope - (at.gradient?.[1] ?? 0)) < 1e-8);
});

test("the evidence of rows that are missing in part is that of what is there", async () => {
  const infer = "smc(particles = 1000, islands = 4)";
  const { report } = await run(
    await withData(
      rows,
      {
        x: [
          [1, 0.5],
          [null, 1],
          [null, null],
        ],
      },
      infer,
    ),
  );
  // x00 and x01 are normal with covariance [[1 + 4, 0.6], [0.6, 2]], and x11 of its own, free of mu, with variance 2.
  const determinant = 5 * 2 - 0.36;
  const distance = (2 * 1 - 2 * 0.6 * 0.5 + 5 * 0.25) / determinant;
  const exact = -Math.log(2 * Math.PI) - 0.5 * Math.log(determinant) - 0.5 * distance + normal(1, 0, Math.SQRT2);
  const { log_evidence = Number.NaN, log_evidence_mcse = Number.NaN, quantities } = report.json;
  assert.ok(Math.abs(log_evidence - exact) < 5 * Math.max(0.01, log_evidence_mcse), `${log_evidence} for ${exact}`);
  // mu given x00 and x01: gain [4, 0] S^-1; then x10 given mu and x11: mu + 0.3, variance 0.82.
  const muMean = (4 * (2 * 1 - 0.6 * 0.5)) / determinant;
  const muVariance = 4 - (16 * 2) / determinant;
  const x = quantities["x[1,0]"];
  assert.ok(Math.abs(x.mean - muMean - 0.3) < 5 * Math.sqrt((muVariance + 0.82) / 1000), `${x.mean}`);
  assert.ok(Math.abs(x.sd ** 2 / (muVariance + 0.82) - 1) < 5 * Math.sqrt(2 / 1000), `${x.sd}`);
});

const series = `data y[time] = json("data.json").y
prior phi ~ Normal(0, 0.5)
observe y[0] ~ Normal(0, 2)
observe y[1..] ~ Normal(phi * y[..size(y) - 1], 1)
target phi`;

test("a recursion over gaps: the density of the whole series, priors drawn one after the other", async () => {
  const whole = [0.4, 0.5, -0.2, 0.9, -0.4, 0.3];
  const scenario = await withData(series, { y: whole.map((x, i) => ([0, 2, 3].includes(i) ? null : x)) });
  const complete = await withData(series, { y: whole });
  const values = [0.6, 0.4, -0.2, 0.9];
  const [at, same] = [await sumAt(scenario, values), await sumAt(complete, [0.6])];
  assert.ok(Math.abs(at.total - same.total) < 1e-12);
  const prior = normal(0.6, 0, 0.5) + normal(0.4, 0, 2) + normal(-0.2, 0.3, 1) + normal(0.9, -0.12, 1);
  assert.ok(Math.abs(at.logPrior - prior) < 1e-12);
  assert.equal(scenario.latents.at(-1)?.runs, [2, 3]);
  const layout = layoutOf(scenario);
  const sampler = startPrior(planPrior(scenario, layout));
  const random = new CounterRandom(1, 0);
  const latents = new Float64Array(4);
  const n = 20_000;
  const columns = [0, 1, 2].map(() => new Float64Array(n));
  for (let i = 0; i < n; i++) {
    random.seek(i);
    sampler.drawValues(random, latents);
    const [phi, , y2, y3] = latents;
    columns[0][i] = y2 - phi * 0.5;
    columns[1][i] = y3 - phi * y2;
    columns[2][i] = y2 * y3;
  }
  for (const column of columns.slice(0, 2)) {
    assert.ok(Math.abs(mean(column)) < 5 / Math.sqrt(n));
    assert.ok(Math.abs(variance(column) - 1) < 5 * Math.sqrt(2 / n));
  }
  // E[y2 y3] = E[phi y2^2] = E[phi (phi^2 / 4 + 1)] = 0 by symmetry.
  assert.ok(Math.abs(mean(columns[2])) < 5 * Math.sqrt(variance(columns[2]) / n));
});

test("a loop with a recursion of its own: the density of the whole series, draws given what is before", async () => {
  const text = `data y[time] = json("data.json").y
prior phi ~ Normal(0, 0.5)
for t in time {
  let nu[t] = if t == 0 then phi else phi * y[t - 1] + 0.5 * (y[t - 1] - nu[t - 1])
  observe y[t] ~ Normal(nu[t], 1)
}
target phi`;
  const whole = [0.4, 0.5, -0.2, 0.9, -0.4];
  const scenario = await withData(text, { y: whole.map((x, i) => ([1, 2, 4].includes(i) ? null : x)) });
  const at = await sumAt(scenario, [0.6, 0.5, -0.2, -0.4]);
  let expected = normal(0.6, 0, 0.5);
  let nu = 0.6;
  whole.forEach((y, t) => {
    if (t > 0) nu = 0.6 * whole[t - 1] + 0.5 * (whole[t - 1] - nu);
    expected += normal(y, nu, 1);
  });
  assert.ok(Math.abs(at.total - expected) < 1e-12, `${at.total} for ${expected}`);
  assert.equal(scenario.latents.at(-1)?.runs, [1, 2, 3]);
  const layout = layoutOf(scenario);
  const sampler = startPrior(planPrior(scenario, layout));
  const random = new CounterRandom(2, 0);
  const latents = new Float64Array(4);
  const residuals = new Float64Array(4000);
  for (let i = 0; i < residuals.length; i++) {
    random.seek(i);
    sampler.drawValues(random, latents);
    const [phi, y1, y2] = latents;
    const nu1 = phi * 0.4 + 0.5 * (0.4 - phi);
    residuals[i] = y2 - phi * y1 - 0.5 * (y1 - nu1);
  }
  assert.ok(Math.abs(mean(residuals)) < 5 / Math.sqrt(4000));
  assert.ok(Math.abs(variance(residuals) - 1) < 5 * Math.sqrt(2 / 4000));
});

test("a recursion of vectors, and distributions made of others: the density of the whole", async () => {
  const vectors = `data m[t, k] = json("data.json").m
prior a ~ Normal(0, 1)
observe m[0] ~ MvNormalCholesky([0, a], [[1, 0], [0.5, 2]])
observe m[1..] ~ MvNormalCholesky(a * m[..2], [[1, 0], [0.5, 2]])
target a`;
  const whole = [
    [1, 0.3],
    [-0.2, 0.8],
    [0.4, 1.5],
  ];
  const gaps = [
    [1, null],
    [null, null],
    [0.4, 1.5],
  ];
  const values = [0.7, 0.3, -0.2, 0.8];
  const scenario = await withData(vectors, { m: gaps });
  assert.equal(outputNames(scenario), ["a", "m[0,1]", "m[1,0]", "m[1,1]"]);
  const at = await sumAt(scenario, values);
  assert.ok(Math.abs(at.total - (await sumAt(await withData(vectors, { m: whole }), [0.7])).total) < 1e-12);
  const made = `data y[t] = json("data.json").y
prior a ~ Normal(0, 1)
observe y[0] ~ Truncated(Normal(a, 1), lower = -3)
observe y[1..] ~ Truncated(Normal(a * y[..2], 1), lower = -3)
target a`;
  const rest = await sumAt(await withData(made, { y: [null, 0.4, null] }), [0.7, 0.2, -1]);
  assert.ok(Math.abs(rest.total - (await sumAt(await withData(made, { y: [0.2, 0.4, -1] }), [0.7])).total) < 1e-12);
});

test("elements of a column that are observed apart keep their places", async () => {
  const text = 'data y = csv("y.csv")\ndata z[n] = y\nprior a ~ Normal(0, 1)\nobserve z[1..] ~ Normal(a, 1)\ntarget a';
  const scenario = await scenarioOf(text, undefined, { "y.csv": "y\n1\nNA\n3\nNA\n" });
  assert.equal(outputNames(scenario), ["a", "z[1]", "z[3]"]);
});

test("a missing covariate is a latent of what is regressed on it", async () => {
  const text = `data x[n] = json("data.json").x
data y[n] = json("data.json").y
prior b ~ Normal(0, 1)
observe x ~ Normal(1, 2)
observe y ~ Normal(b * x, 0.5)
target b`;
  const scenario = await withData(text, { x: [1, null, 3], y: [2, 1, null] });
  assert.equal(outputNames(scenario), ["b", "y[2]", "x[1]"]);
  // What reads a missing value stands apart, so that all else depends on data alone.
  assert.equal(
    scenario.observations.map(({ text, places }) => [text, places?.positions]),
    [
      ["x", [0, 2]],
      ["y", [0]],
      ["y", [1]],
    ],
  );
  const { total } = await sumAt(scenario, [0.5, 1.5]);
  const exact =
    normal(0.5, 0, 1) +
    normal(1, 1, 2) +
    normal(3, 1, 2) +
    normal(1.5, 1, 2) +
    normal(2, 0.5, 0.5) +
    normal(1, 0.75, 0.5);
  assert.ok(Math.abs(total - exact) < 1e-12);
});

test("the prior check calls elements by their place in the data", async () => {
  const check = await checkPrior(prepare(await withData(scalars, { y: [null, 0, null, 90] })), 1);
  assert.ok(typeof check !== "string");
  if (typeof check === "string") return;
  assert.equal(
    check.conflicts.map(({ elements }) => elements.map(({ name }) => name)),
    [["y[3]"]],
  );
  const partly = await checkPrior(
    prepare(
      await withData(rows, {
        x: [
          [null, 0],
          [null, -90],
        ],
      }),
    ),
    1,
  );
  assert.ok(typeof partly !== "string");
  if (typeof partly === "string") return;
  assert.equal(
    partly.conflicts.map(({ elements }) => elements.map(({ name }) => name)),
    [["x[1, 1]"]],
  );
});

test("recovery simulates what is there, and refuses data that read themselves", async () => {
  const infer = "nuts(chains = 2, warmup = 150, draws = 200)";
  const options = { seed: 1, workers: 2, pool, cancel: cancelFlag(), count: 40 };
  const scenario = await withData(
    rows,
    {
      x: [
        [1, 0.5],
        [null, 1],
        [2, null],
      ],
    },
    infer,
  );
  let inside = 0;
  for await (const { elements } of recover(scenario, scenario.infers[0], options)) {
    assert.is(elements.length, 1, "missing data are not scored");
    const [{ truth, q05, q95 }] = elements;
    inside += truth >= q05 && truth <= q95 ? 1 : 0;
  }
  // Four standard errors of a share of 0.9 among 40.
  assert.ok(Math.abs(inside / 40 - 0.9) < 4 * Math.sqrt(0.09 / 40), `${inside}`);
  const recursive = await withData(series, { y: [1, null, 2] }, infer);
  try {
    await recover(recursive, recursive.infers[0], options).next();
    assert.unreachable();
  } catch (problem) {
    assert.match(String(problem), /PAL5006/);
  }
});

test("data of which nothing is there are predicted", async () => {
  const text =
    'data y[n] = json("data.json").y\nprior mu ~ Normal(1, 2)\nobserve y ~ Normal(mu, 1)\nobserve 3 ~ Normal(mu, 1)\ntarget mu';
  const scenario = await withData(text, { y: [null] }, "nuts(chains = 2, warmup = 100, draws = 1000)");
  assert.is(scenario.observations.length, 1);
  const { report } = await run(scenario);
  const y = report.json.quantities["y[0]"];
  assert.ok(Math.abs(y.mean - (1 / 4 + 3) / 1.25) < 5 * y.mcse_mean);
});

test.after(() => pool.close());
test.run();
