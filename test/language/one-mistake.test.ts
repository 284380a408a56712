/** One mistake gives one message: what depends on a broken statement stays silent. */
import { fileURLToPath } from "node:url";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { nodeHost } from "../../src/cli/scenario.ts";
import { algorithms, moves, optimisers } from "../../src/inference/algorithms/index.ts";
import { check } from "../../src/language/check.ts";
import { parse } from "../../src/language/parse.ts";
import { loadResources } from "../../src/language/resources.ts";
import { render } from "./golden.ts";

const base = `scenario base
dim record = 3
dim feature = { width, height }
dim class = { setosa, versicolor, virginica }
param sharpness = 100
data seen[record, class] = csv("files/scores.csv")
data y[record] = [1, 2, 3]
data group_of[obs] = [0, 2, 1]
model f(real[feature]) -> simplex[class] = tfjs("files/net/model.json") access parameters budget 1e6
prior mu ~ Normal(0, sharpness)
prior tau ~ HalfNormal(1)
prior x[record, feature] ~ Normal(mu, tau)
let scores = f(x)
let width = x[.., feature.width]
observe seen ~ Dirichlet(1 + sharpness * scores)
observe y ~ Normal(width + sum(y), tau)
observe group_of ~ Poisson(exp(mu) * tau)
factor -0.1 * sum(width[group_of]) ^ 2
target x, mu, scores, width
truth x = [[1, 2], [3, 4], [5, 6]]
truth width = 2 * y
control x = mean(y) as centre
control mu = 0
infer nuts = nuts(chains = 2, draws = 100)
infer smc = smc(move = rwm(steps = 2))
`;

const host = nodeHost(fileURLToPath(new URL("../good/base.pal", import.meta.url)), undefined);

async function diagnose(text: string) {
  const { tree, diagnostics } = parse({ name: "base.pal", text });
  const resources = await loadResources(tree, host);
  const options = {
    catalogue: { algorithms, kernels: moves, optimizers: optimisers },
    incomplete: diagnostics.length > 0,
  };
  return [...diagnostics, ...check(tree, resources, options).diagnostics];
}

async function codes(text: string): Promise<string[]> {
  return (await diagnose(text)).map((diagnostic) => diagnostic.code);
}

function changed(from: string, to: string): string {
  if (!base.includes(from)) throw new Error(`${from} is not in the scenario`);
  return base.replace(from, to);
}

test("the scenario itself has no mistakes", async () => {
  assert.is(render(await diagnose(base)), "");
});

/** One slip in each declaration, and each mistake that a user is likely to make. */
const slips: readonly (readonly [from: string, to: string, code: string])[] = [
  ["dim record = 3", "dim record = -3", "PAL2023"],
  ["dim feature = { width, height }", "dim feature = { width, width }", "PAL2004"],
  ["param sharpness = 100", "param sharpness = nope", "PAL2001"],
  ['csv("files/scores.csv")', 'csv("files/score.csv")', "PAL3001"],
  ['csv("files/scores.csv")', 'csv("../scores.csv")', "PAL3002"],
  ["data y[record] = [1, 2, 3]", "data y[record] = [1, 2]", "PAL2003"],
  ["data y[record] = [1, 2, 3]", "data y[record] = [1, nope, 3]", "PAL2001"],
  ["data group_of[obs] = [0, 2, 1]", "data group_of[obs] = nope", "PAL2001"],
  ["real[feature]", "real[featur]", "PAL2010"],
  ["real[feature]", "real[record]", "PAL4009"],
  ["files/net/model.json", "files/nets/model.json", "PAL3001"],
  ["files/net/model.json", "files/data.json", "PAL4001"],
  ["access parameters", "access paramters", "PAL2105"],
  ["access parameters", "access labels", "PAL2104"],
  ["access parameters", "access scores", "PAL2104"],
  ["budget 1e6", "budget -1", "PAL2011"],
  ["prior mu ~ Normal(0, sharpness)", "prior mu ~ Normal(0, -1)", "PAL2201"],
  ["prior mu ~ Normal(0, sharpness)", "prior mu ~ Normal(0)", "PAL2005"],
  ["prior mu ~ Normal(0, sharpness)", "prior mu ~ Uniform(3, 1)", "PAL2203"],
  ["prior tau ~ HalfNormal(1)", "prior tau ~ HalfNorml(1)", "PAL2007"],
  ["prior x[record, feature] ~ Normal(mu, tau)", "prior x[record, feature] ~ Multinomial(3, [0.5, 0.5])", "PAL2111"],
  ["prior x[record, feature] ~ Normal(mu, tau)", "prior x[record, feature] ~ Normal(y, nope)", "PAL2001"],
  ["prior x[record, feature] ~", "prior x[recrd, feature] ~", "PAL2010"],
  ["let scores = f(x)", "let scores = f(x, x)", "PAL2005"],
  ["let scores = f(x)", "let scores = g(x)", "PAL2006"],
  ["let scores = f(x)", "let scores = f(transpose(x)[0])", "PAL2003"],
  ["let width = x[.., feature.width]", "let width = x[.., feature.widht]", "PAL2010"],
  ["let width = x[.., feature.width]", "let width = x[.., 2]", "PAL2019"],
  ["let width = x[.., feature.width]", "let width = later", "PAL2001"],
  ["observe seen ~", "observe mu ~ Normal(0, 1)\nobserve seen ~", "PAL2101"],
  ["observe seen ~", "observe scores ~", "PAL2101"],
  ["observe group_of ~ Poisson(exp(mu) * tau)", "observe group_of ~ Bernoulli(0.5)", "PAL2207"],
  ["factor -0.1 * sum(width[group_of]) ^ 2", "factor -0.1 * sum(width[y]) ^ 2", "PAL2019"],
  ["target x, mu, scores, width", "target x, mu, scores, widht, width", "PAL2001"],
  ["target x, mu, scores, width\n", "", "PAL2106"],
  ["truth width = 2 * y", "truth tau = 1\ntruth width = 2 * y", "PAL2103"],
  ["truth width = 2 * y", 'truth width = csv("files/scores.csv").setosa', "PAL2108"],
  ["control x = mean(y) as centre", "control x = mean(nope) as centre", "PAL2001"],
  ["observe y ~ Normal(width + sum(y), tau)", "observe y ~ Normal(width + centre, tau)", "PAL2109"],
  ["nuts(chains = 2, draws = 100)", "nuts(chains = 2, drws = 100)", "PAL2009"],
  ["nuts(chains = 2, draws = 100)", "nuts(chains = 0, draws = 100)", "PAL2011"],
  ["infer smc = smc(", "infer nuts = smc(", "PAL2004"],
  ["scenario base\n", "", "PAL2014"],
  ["factor -0.1 * sum(width[group_of]) ^ 2", "factor sum(label(f, x) + width[group_of])", "PAL2110"],
  ["dim record = 3", "dim record = = 3", "PAL1009"],
  ["prior mu ~ Normal(0, sharpness)", "prior mu = Normal(0, sharpness)", "PAL1020"],
  ["let scores = f(x)", "let scores = f(x", "PAL1011"],
];

for (const [from, to, code] of slips) {
  test(`\`${from}\` as \`${to.trim()}\`: ${code}`, async () => {
    const text = changed(from, to);
    const diagnostics = await diagnose(text);
    assert.equal(
      diagnostics.map((diagnostic) => diagnostic.code),
      [code],
      render(diagnostics),
    );
  });
}

test("a declaration that is missing altogether is reported once, at its first use", async () => {
  const lines = base.split("\n");
  const declarations = lines.filter((line) => /^(dim|param|data|model|prior|let) /.test(line));
  assert.is(declarations.length, 13);
  for (const line of declarations) {
    const missing = await codes(base.replace(`${line}\n`, ""));
    // A dim in the head of `data` declares itself.
    const wanted = /^dim (record|class)/.test(line) ? 0 : 1;
    assert.is(missing.length, wanted, `${line}: ${missing}`);
  }
});

test("two mistakes on the two sides of `~` are both found", async () => {
  assert.equal(await codes(changed("observe y ~ Normal(width + sum(y), tau)", "observe why ~ Normal(wide, tau)")), [
    "PAL2001",
    "PAL2001",
  ]);
  assert.equal(
    await codes(changed("prior x[record, feature] ~ Normal(mu, tau)", "prior x[recrd, feature] ~ Normal(moo, tau)")),
    ["PAL2010", "PAL2001"],
  );
});

test.run();
