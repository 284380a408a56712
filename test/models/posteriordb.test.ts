/** The scenarios in models/posteriordb: no longer than Stan programs, and of the density that their formulas give. */
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { loadScenario } from "../../src/cli/scenario.ts";
import { openDensities } from "../../src/density/at-point.ts";
import { type Layout, layoutOf } from "../../src/density/layout.ts";
import type { Moments } from "../../verify/support/compare.ts";
import { posteriorFile, posteriors, reference } from "../../verify/support/posteriordb.ts";
import { densities, type Point, reader } from "../support/posteriordb-densities.ts";

/**
 * Lines of the Stan programs in posteriordb (github.com/stan-dev/posteriordb, posterior_database/models/stan, April 2025) that are
 * neither blank nor comments.
 */
const stanLines: Readonly<Record<string, number>> = {
  arK: 23,
  arma11: 25,
  blr: 15,
  diamonds: 37,
  earn_height: 12,
  eight_schools_centered: 16,
  eight_schools_noncentered: 20,
  garch11: 20,
  gp_pois_regr: 25,
  gp_regr: 19,
  hmm_example: 70,
  kidscore_interaction: 19,
  kidscore_momiq: 13,
  kilpisjarvi: 20,
  logearn_interaction: 20,
  logmesquite: 34,
  low_dim_gauss_mix: 18,
  mesquite: 19,
  nes1980: 30,
  nes1996: 30,
};

const folder = fileURLToPath(new URL("../../models/posteriordb/", import.meta.url));

function linesOf(text: string): number {
  return text.split("\n").filter((line) => line.trim() !== "" && !line.trim().startsWith("//")).length;
}

test("each posterior has its scenario, no longer than its Stan program", () => {
  const files = readdirSync(folder).flatMap((name) => (name.endsWith(".pal") ? [name.slice(0, -4)] : []));
  assert.equal(files.sort(), Object.keys(posteriors).sort());
  const readme = readFileSync(`${folder}README.md`, "utf8");
  for (const name of files) {
    const own = linesOf(readFileSync(posteriorFile(name), "utf8"));
    assert.ok(own <= stanLines[name], `${name}: ${own} lines, in Stan ${stanLines[name]}`);
    assert.match(readme, new RegExp(`^\\| \\[${name}\\]\\(.*\\| ${own} \\(${stanLines[name]}\\) \\|`, "m"));
  }
});

/** A latent at the mean of the reference, or, where the reference has none, at small numbers of both signs. */
function valuesOf(name: string, size: number, moments: Readonly<Record<string, Moments>>): number[] {
  return Array.from({ length: size }, (_, i) => {
    const known = moments[name] ?? moments[`${name}[${i}]`];
    return known?.mean ?? Math.sin(i + 1);
  });
}

/** Another point inside the same support: everything a little off, simplexes towards their middle. */
function elsewhere({ slots }: Layout, point: Point): Point {
  const moved = slots.map(({ latent: { name, prior } }) => {
    const values = point[name];
    const simplex = prior.distribution.name === "Dirichlet";
    return [name, values.map((x) => (simplex ? 0.9 * x + 0.1 / values.length : x * 1.02))] as const;
  });
  return Object.fromEntries(moved);
}

for (const [name, posterior] of Object.entries(posteriors)) {
  const known = reference(posterior);
  if (known === undefined) {
    console.log(`${name} skipped: the reference posteriors are not at ../shared/posteriordb`);
    continue;
  }
  test(`${name}: its density is that of the formula`, async () => {
    const { scenario, warnings } = await loadScenario(posteriorFile(name), { set: {}, data: known.folder });
    assert.equal(
      warnings.map(({ code }) => code),
      [],
    );
    const layout = layoutOf(scenario);
    const compiled = await openDensities(scenario, layout, false);
    const densityOf = async (point: Point) => {
      const latents = Float64Array.from(layout.slots.flatMap(({ latent }) => point[latent.name]));
      const { logPrior, logLikelihood } = await compiled.at(latents);
      return logPrior + logLikelihood;
    };
    const first: Point = Object.fromEntries(
      layout.slots.map(({ latent, valueSize }) => [latent.name, valuesOf(latent.name, valueSize, known.moments)]),
    );
    const second = elsewhere(layout, first);
    const data = reader(JSON.parse(readFileSync(`${known.folder}/data.json`, "utf8")));
    const own = [await densityOf(first), await densityOf(second)];
    const byHand = [densities[name](data, first), densities[name](data, second)];
    assert.ok(Number.isFinite(own[0]), `${own[0]} at the reference's mean`);
    // Both sum a few thousand terms: rounding stays far below 1e-9 of their size.
    const size = Math.max(1, ...own.map(Math.abs), ...byHand.map(Math.abs));
    const apart = Math.abs(own[1] - own[0] - (byHand[1] - byHand[0]));
    assert.ok(apart <= 1e-9 * size, `${own[1] - own[0]}, by hand ${byHand[1] - byHand[0]}`);
    assert.ok(Math.abs(own[1] - own[0]) > 1e-6 * size, "the points differ");
  });
}

test.run();
