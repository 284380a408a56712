/** bench/gradient: made-up data that do not change, models that are their formulas, and ratios that are added up right. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { places } from "../../bench/gradient/agreement.ts";
import { contraception, radon, wells } from "../../bench/gradient/generate.ts";
import { type BenchModel, benchModels } from "../../bench/gradient/models.ts";
import { type Results, share } from "../../bench/gradient/results.ts";
import { loadScenario } from "../../src/cli/scenario.ts";
import type { Nested } from "../../src/tensor/nested.ts";
import { randomPoints } from "../emit/random-points.ts";

const folder = mkdtempSync(path.join(tmpdir(), "pal-bench-"));
const models = new Map(benchModels(folder).map((model) => [model.name, model]));
test.after(() => rmSync(folder, { recursive: true }));

const normal = (x: number, mean: number, sd: number) => -0.5 * ((x - mean) / sd) ** 2 - Math.log(sd);
/** Of four degrees of freedom. */
const student = (x: number, mean: number, sd: number) => -2.5 * Math.log1p(((x - mean) / sd) ** 2 / 4) - Math.log(sd);
const total = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);
const mean = (values: readonly number[]) => total(values) / values.length;

function modelOf(name: string): BenchModel {
  const found = models.get(name);
  if (found === undefined) throw new Error(`no model ${name}`);
  return found;
}

/** Ours is the formula up to one constant. */
async function requireFormula(name: string, formula: (at: (latent: string) => number[]) => number): Promise<void> {
  const { scenario: file, data } = modelOf(name);
  const { scenario } = await loadScenario(file, { set: {}, data });
  const points = await randomPoints(scenario, 4, 0.5, 9);
  assert.is(points.length, 4);
  const shifts = points.map(({ values, logDensity }) => logDensity - formula((latent) => flat(values[latent])));
  const size = Math.max(...points.map(({ logDensity }) => Math.abs(logDensity)));
  for (const shift of shifts) assert.ok(Math.abs(shift - shifts[0]) <= 1e-11 * size, `${shift} is not ${shifts[0]}`);
}

function flat(value: Nested): number[] {
  return typeof value === "number" ? [value] : value.flatMap(flat);
}

test("the sets have the sizes of the real ones, county after county, and the same numbers every time", () => {
  const houses = radon();
  const counties = flat(houses.county_idx);
  assert.is(counties.length, 12573);
  assert.is(new Set(counties).size, 386);
  assert.equal(
    counties,
    [...counties].sort((a, b) => a - b),
  );
  assert.equal(houses, radon());
  const women = contraception();
  assert.is(new Set(flat(women.district_idx)).size, 386);
  assert.equal(women, contraception());
  const households = wells();
  assert.is(flat(households.switched).length, 3020);
  assert.equal(wells(), households);
  assert.not.equal(wells(3020, 2), households);
});

test("wells is its formula", async () => {
  const data = wells();
  const [dist, arsenic, assoc, educ] = ["dist", "arsenic", "assoc", "educ"].map((name) => flat(data[name]));
  const [middle, level] = [mean(dist), mean(arsenic)];
  await requireFormula("wells", (at) => {
    const [[alpha], beta] = [at("alpha"), at("beta")];
    return total(
      flat(data.switched).map((y, i) => {
        const [d, a] = [(dist[i] - middle) / 100, arsenic[i] - level];
        const logit = alpha + total([d, a, d * a, assoc[i], educ[i] / 4].map((x, k) => x * beta[k]));
        return -Math.log1p(Math.exp(y === 1 ? -logit : logit));
      }),
    );
  });
});

test("contraception is its formula, with 777 parameters", async () => {
  const data = contraception();
  const [district, urban, age] = ["district_idx", "urban", "age"].map((name) => flat(data[name]));
  await requireFormula("contraception", (at) => {
    const [[mu], [muTown], [spread], [spreadTown], [beta]] = ["mu", "mu_town", "sigma", "sigma_town", "beta"].map(at);
    const [level, town] = [at("level"), at("town")];
    assert.is(5 + level.length + town.length, 777);
    const priors = normal(mu, 0, 2) + normal(muTown, 0, 2) + normal(beta, 0, 1) - 0.5 * (spread ** 2 + spreadTown ** 2);
    const effects = total(level.map((a, j) => normal(a, mu, spread) + normal(town[j], muTown, spreadTown)));
    const answers = flat(data.uses).map((y, i) => {
      const logit = level[district[i] - 1] + town[district[i] - 1] * urban[i] + beta * age[i];
      return -Math.log1p(Math.exp(y === 1 ? -logit : logit));
    });
    return priors + effects + total(answers);
  });
});

for (const [name, error] of [
  ["radon", normal],
  ["radon_student", student],
] as const)
  test(`${name} is its formula, with 391 parameters`, async () => {
    const data = radon();
    const [county, uranium, floor, y] = ["county_idx", "log_uppm", "floor_measure", "log_radon"].map((name) =>
      flat(data[name]),
    );
    await requireFormula(name, (at) => {
      const [[mu], [spread], beta, [sigma], alpha] = ["mu_alpha", "sigma_alpha", "beta", "sigma_y", "alpha"].map(at);
      assert.is(4 - 1 + beta.length + alpha.length, 391);
      const priors = normal(mu, 0, 10) + total(beta.map((b) => normal(b, 0, 10))) - 0.5 * (spread ** 2 + sigma ** 2);
      const levels = total(alpha.map((a) => normal(a, mu, spread)));
      return priors + levels + total(y.map((value, i) => error(value, meanOf(i), sigma)));

      function meanOf(i: number): number {
        return alpha[county[i] - 1] + beta[0] * uranium[i] + beta[1] * floor[i];
      }
    });
  });

test("elements of a peer are found by name, whatever their order and scale", () => {
  const model = { ...modelOf("wells"), renamed: { z: "raw" }, scaled: { z: 2 } };
  assert.equal(places(model, ["z.1", "z.2", "mu.1"], ["mu", "raw.1", "raw.2"]), [
    { index: 2, factor: 1 },
    { index: 0, factor: 2 },
    { index: 1, factor: 2 },
  ]);
  assert.throws(() => places(model, ["mu.1"], ["nu"]), "elements nu are not those of ours");
  assert.throws(() => places(model, ["mu.1", "nu.1"], ["nu"]), "elements nu are not those of ours");
});

test("geometric means are over the models that a peer was measured on", () => {
  const machine = { processor: "", cores: 1, loads: [], node: "", commit: "", date: "" };
  const one = (name: string, linear: boolean, times: Record<string, number>) => ({
    name,
    linear,
    dimension: 1,
    times,
    apart: {},
  });
  const results: Results = {
    machine,
    versions: {},
    models: [
      one("a", true, { ours: 1, Stan: 100 }),
      one("b", false, { ours: 4, Stan: 4 }),
      one("c", false, { ours: 1 }),
    ],
  };
  const found = share(results, "Stan");
  assert.is(found?.count, 2);
  assert.ok(Math.abs((found?.mean ?? 0) - 0.1) < 1e-14);
  assert.is(found?.linear?.count, 1);
  assert.ok(Math.abs((found?.linear?.mean ?? 0) - 0.01) < 1e-14);
  assert.is(found?.worst.model, "b");
  assert.is(share(results, "NumPyro"), undefined);
});

test.run();
