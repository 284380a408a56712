/** Warnings raise no false alarm: the shipped scenarios, and near misses of each. */
import { readdirSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { loadScenario } from "../../src/cli/scenario.ts";
import { algorithms, moves, optimisers } from "../../src/inference/algorithms/index.ts";
import { check } from "../../src/language/check.ts";
import { parse } from "../../src/language/parse.ts";
import { loadResources } from "../../src/language/resources.ts";

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), "../..");

async function codes(file: string): Promise<string[]> {
  const { warnings } = await loadScenario(file, { set: {}, pedantic: true, allowCode: true });
  return warnings.map(({ code }) => code);
}

/** Flat priors are meant where what the data alone leave open is the question. */
const flat = ["bilevel"];

test("shipped scenarios are warned of nothing", async () => {
  let seen = 0;
  for (const model of readdirSync(path.join(root, "models"), { withFileTypes: true })) {
    // The data of posteriordb are elsewhere, and many of its priors are flat.
    if (!model.isDirectory() || model.name === "posteriordb") continue;
    for (const file of readdirSync(path.join(root, "models", model.name)).filter((name) => name.endsWith(".pal"))) {
      const found = await codes(path.join(root, "models", model.name, file));
      const meant = flat.includes(model.name) ? "PAL2220" : undefined;
      assert.equal(
        found.filter((code) => code !== meant),
        [],
        `${model.name}/${file}`,
      );
      seen++;
    }
  }
  assert.ok(seen >= 4);
});

async function warned(text: string): Promise<string[]> {
  const { tree, diagnostics } = parse({ name: "test.pal", text: `scenario test\n${text}\ntarget t\n` });
  assert.equal(diagnostics, []);
  const resources = await loadResources(tree, {
    read: () => Promise.reject(new Error("no files")),
    hash: () => "",
    loadModel: () => Promise.reject(new Error("no models")),
  });
  const found = check(tree, resources, {
    catalogue: { algorithms, kernels: moves, optimizers: optimisers },
    pedantic: true,
  });
  assert.ok(found.scenario, found.diagnostics.map(({ message }) => message).join("\n"));
  return found.diagnostics.map(({ code }) => code);
}

const y = "data y[n] = [0.5, 1.5, -0.3, 0.8]";
const group = "dim g = 4\ndata of[n] = [0, 1, 2, 3]";

const nearMisses: Readonly<Record<string, string>> = {
  "a standardised hierarchy": `${y}\n${group}\nprior t ~ Normal(0, 1)\nprior tau ~ HalfNormal(1)\nprior z[g] ~ Normal(0, 1)\nobserve y ~ Normal((t + tau * z)[of], 1)`,
  "effects with a spread of their own beside an intercept": `${y}\n${group}\nprior t ~ Normal(0, 1)\nprior tau ~ HalfNormal(1)\nprior z[g] ~ Normal(0, 1)\nlet b = tau * z\nobserve y ~ Normal(t + b[of], 1)`,
  "abilities and difficulties": `data y[person, item] = [[0, 1, 1], [1, 1, 0]]\nprior t[person] ~ Normal(0, 1)\nprior b[item] ~ Normal(0, 1)\nobserve y ~ BernoulliLogit(t - b)`,
  "a sum one part of which is seen alone": `${y}\nprior t ~ Normal(0, 1)\nprior b ~ Normal(0, 1)\nobserve y ~ Normal(t + b, 1)\nobserve 0.3 ~ Normal(b, 1)`,
  "a horseshoe": `${y}\nprior tau ~ HalfCauchy(1)\nprior lambda[n] ~ HalfCauchy(1)\nprior z[n] ~ Normal(0, 1)\nlet t = z * lambda * tau\nobserve y ~ Normal(t, 1)`,
  "the root of a variance": `${y}\nprior t ~ Normal(0, 1)\nprior variance ~ InverseGamma(2, 2)\nobserve y ~ Normal(t, sqrt(variance))`,
  "a square that is no scale": `${y}\nprior t ~ Normal(0, 1)\nobserve y ~ Normal(t^2, 1)`,
  "a uniform probability and uniform locations of a count": `data k[n] = [1, 2]\nprior t ~ Uniform(0, 1)\nobserve k ~ Binomial(4, t)`,
  "steps of data, and steps under an algorithm without gradients": `${y}\nprior t ~ Normal(0, 1)\nobserve y ~ Normal(t + floor(y[0]), 1)\nobserve y[1] ~ Normal(floor(t), 1)\ninfer rwm()`,
  "many data for each group": `data y[m] = repeat([1, 2, 3], 20)\ndim g = 3\ndata of[m] = repeat([0, 1, 2], 20)\nprior t ~ Normal(0, 1)\nprior tau ~ HalfNormal(1)\nprior a[g] ~ Normal(t, tau)\nobserve y ~ Normal(a[of], 1)`,
  "a prior from other data": `${y}\ndata before[k] = [1, 2, 4]\nprior t ~ Normal(mean(before), sd(before))\nobserve y ~ Normal(t, 1)`,
  "parts of data observed apart": `${y}\nprior t ~ Normal(0, 1)\nobserve y[..2] ~ Normal(t, 1)\nobserve y[2..] ~ Normal(t, 2)`,
  "discrete latents, which are summed out": `${y}\nprior t ~ Normal(0, 1)\nprior k[n] ~ Binomial(3, 0.5)\nprior j ~ Binomial(2, 0.5)\nobserve y ~ Normal(if k > 1 then t else j + k, 1)`,
  "large numbers as indices": `${y}\ndim g = 20_001\ndata of[n] = [20_000, 20_000, 19_999, 20_000]\nprior t ~ Normal(0, 1)\ndata base[g] = repeat(0.5, 20_001)\nobserve y ~ Normal(t + base[of], 1)`,
};

for (const [name, text] of Object.entries(nearMisses)) {
  test(`no warning: ${name}`, async () => {
    assert.equal(await warned(text), []);
  });
}

test("only what is hardly ever meant is told without --pedantic", async () => {
  const file = path.join(root, "test/bad/warn_flat.pal");
  assert.equal((await loadScenario(file, { set: {} })).warnings, []);
  const certain = path.join(root, "test/bad/warn_variance.pal");
  assert.is((await loadScenario(certain, { set: {} })).warnings.length, 5);
});

test.run();
