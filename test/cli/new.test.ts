/** `pal new`: every template is a scenario without mistakes or warnings that runs and finds what its data were made from. */
import { existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { templates } from "../../src/cli/templates.ts";
import { Workplace } from "../support/pal.ts";

const place = new Workplace();

/** Means that the data were made with, and how far a short run may be from them: four posterior standard deviations. */
const made: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  regression: { level: 1, "slope[0]": 2, "slope[1]": -0.5, sigma: 0.5 },
  hierarchical: { "theta[0]": 1.82, "theta[1]": 3.95, sigma: 1 },
  logistic: { level: -0.5, "slope[0]": 1.5, "slope[1]": -0.8 },
  mixture: { "mu[0]": -1, "mu[1]": 2, "weights[0]": 0.35 },
  timeseries: { level: 2, phi: 0.7, sigma: 0.5 },
  inversion: { "x[0,0]": -0.121, "x[0,1]": -1.088, "x[5,1]": -0.105 },
};

const short: Readonly<Record<string, string>> = {
  inversion: "smc(particles = 300, islands = 2)",
};

test("the templates are the folders", () => {
  const folder = fileURLToPath(new URL("../../src/cli/templates/", import.meta.url));
  assert.equal([...templates].sort(), readdirSync(folder).sort());
});

for (const template of templates) {
  test(template, async () => {
    const { code, out, err } = await place.pal(["new", template, "--template", template]);
    assert.equal([code, err], [0, ""]);
    for (const file of out.split("\n\n")[0].split("\n")) assert.ok(existsSync(place.path(file)), file);
    assert.match(out, `next: pal run ${template}/scenario.pal`);
    const scenario = readFileSync(place.path(template, "scenario.pal"), "utf8");
    assert.match(scenario, `scenario ${template}\n`);
    assert.match(readFileSync(place.path(template, "README.md"), "utf8"), `# ${template}\n`);
    const check = await place.pal(["check", `${template}/scenario.pal`, "--pedantic"]);
    assert.equal([check.code, check.err], [0, ""]);
    const infer = short[template] ?? "nuts(chains = 2, warmup = 300, draws = 300)";
    const run = await place.pal(["run", `${template}/scenario.pal`, "--json", "--infer", infer]);
    assert.is(run.code, 0, run.err);
    const { quantities } = JSON.parse(run.out);
    for (const [name, value] of Object.entries(made[template])) {
      const { mean, sd } = quantities[name];
      assert.ok(Math.abs(mean - value) < 4 * sd, `${name}: ${mean} +- ${sd}, made with ${value}`);
    }
  });
}

test("a name that is no word of the language is made one", async () => {
  for (const [folder, name] of [
    ["my-first.one", "my_first_one"],
    ["2nd", "scenario_2nd"],
    ["data", "data_"],
  ]) {
    assert.is((await place.pal(["new", folder])).code, 0);
    assert.match(readFileSync(place.path(folder, "scenario.pal"), "utf8"), `scenario ${name}\n`);
    assert.is((await place.pal(["check", `${folder}/scenario.pal`])).code, 0);
  }
});

test("nothing is written over", async () => {
  place.write("taken", "mine\n");
  mkdirSync(place.path("full"));
  place.write("full/notes", "mine\n");
  for (const name of ["taken", "full"]) {
    const { code, err } = await place.pal(["new", name]);
    assert.is(code, 2);
    assert.match(err, `PAL6102: ${name} is there already`);
  }
  assert.equal(readdirSync(place.path("full")), ["notes"]);
  mkdirSync(place.path("empty"));
  assert.is((await place.pal(["new", "empty"])).code, 0);
  const below = await place.pal(["new", "taken/inside"]);
  assert.is(below.code, 2);
  assert.match(below.err, "PAL6009");
});

test("an unknown template", async () => {
  const { code, err } = await place.pal(["new", "x", "--template", "regresion"]);
  assert.is(code, 2);
  assert.match(err, "did you mean `--template regression`?");
  assert.not.ok(existsSync(place.path("x")));
});

test.after(() => place.clean());
test.run();
