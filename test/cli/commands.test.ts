/** The commands of the built `pal`: what they print, what they keep, and that seeds repeat. */
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { readRun } from "../../src/runs/read.ts";
import { Workplace } from "../support/pal.ts";

const place = new Workplace();
const schools = place.write(
  "schools.pal",
  `scenario schools
param scale = 5
data y[school] = csv("y.csv").effect
data sigma[school] = [15, 10, 16]
prior mu ~ Normal(0, scale)
prior tau ~ HalfNormal(5)
prior z[school] ~ Normal(0, 1)
let theta = mu + tau * z
observe y ~ Normal(theta, sigma)
target mu, theta
truth theta = [1, 2, 3]
infer nuts(chains = 2, warmup = 100, draws = 100)
infer fast = rwm(chains = 2, warmup = 50, draws = 50)
`,
);
place.write("y.csv", "effect\n28\n8\n-3\n");

function withoutClock(text: string): Record<string, unknown> {
  const { seconds, ...rest } = JSON.parse(text);
  assert.type(seconds, "number");
  return rest;
}

test("check --pedantic tells more, and is no failure", async () => {
  const flat = place.write("flat.pal", "scenario flat\nprior m ~ Flat()\nobserve 1 ~ Normal(m, 1)\ntarget m\n");
  const plain = await place.pal(["check", flat]);
  const pedantic = await place.pal(["check", flat, "--pedantic"]);
  assert.equal([plain.code, pedantic.code], [0, 0]);
  assert.is(plain.err, "");
  assert.match(pedantic.err, /^warning PAL2220/);
  assert.is(plain.out, pedantic.out);
});

test("check says how large the problem is", async () => {
  const { code, out, err } = await place.pal(["check", schools]);
  assert.equal([code, err], [0, ""]);
  assert.is(out, "schools: 5 latents, 3 observed values\n");
});

test("run --json is one object, the same for a seed and for any number of workers", async () => {
  const one = await place.pal(["run", schools, "--json", "--seed", "7", "--workers", "1", "--out", "one"]);
  const two = await place.pal(["run", schools, "--json", "--seed", "7", "--workers", "2", "--out", "two"]);
  const other = await place.pal(["run", schools, "--json", "--seed", "8", "--out", "other"]);
  assert.is(one.code, 0, one.err);
  assert.is(one.out.trimEnd().split("\n").length, 1);
  const object = withoutClock(one.out);
  assert.equal(object, withoutClock(two.out));
  assert.not.equal(object.quantities, withoutClock(other.out).quantities);
  assert.equal(Object.keys(object.quantities as object), ["mu", "theta[0]", "theta[1]", "theta[2]"]);
  assert.equal(Object.keys(object.fidelity as object), ["theta"]);
  assert.equal([object.scenario, object.algorithm, object.seed], ["schools", "nuts", 7]);
  for (const chain of ["chain-1.csv", "chain-2.csv"]) {
    assert.is(readFileSync(place.path("one", chain), "utf8"), readFileSync(place.path("two", chain), "utf8"));
  }
  assert.not.match(one.err, "%");
});

test("run --emit tfjs says that it computes in single precision, and finds the same posterior", async () => {
  const file = place.write(
    "shape.pal",
    `scenario shape
prior a ~ Gamma(2, 1)
observe [0.5, 1.5, 1] ~ Gamma(a, 2)
target a
infer nuts(chains = 4, warmup = 100, draws = 100)
`,
  );
  const [single, double] = await Promise.all(
    [["--emit", "tfjs"], []].map((emit, i) => place.pal(["run", file, ...emit, "--out", `shape${i}`])),
  );
  assert.is(single.code, 0, single.err);
  assert.match(single.out, "single precision");
  assert.not.match(double.out, "single precision");
  // Of one seed, but a rounding error of a step makes another trajectory: within six standard errors of 400 draws at half their worth.
  const moments = ({ out }: { readonly out: string }) => /^ +a +(\S+) +(\S+)/m.exec(out)?.slice(1).map(Number) ?? [];
  const [[mean, sd], [other]] = [moments(single), moments(double)];
  assert.ok(Math.abs(mean - other) < (6 * sd * Math.SQRT2) / Math.sqrt(200), `${mean}, not ${other}`);
});

test("a run keeps draws and manifest; progress goes to stderr, results to stdout", async () => {
  mkdirSync(place.path("elsewhere"));
  place.write("elsewhere/y.csv", "effect\n280\n8\n-3\n");
  const words = [
    "run",
    schools,
    "--infer",
    "fast",
    "--set",
    "scale=50",
    "--data",
    "elsewhere",
    "--out",
    "kept",
    "--seed",
    "3",
  ];
  const { code, out, err } = await place.pal(words);
  assert.is(code, 0, err);
  assert.match(err, /fast: 100 %/);
  assert.not.match(out, "%,");
  assert.match(out, /theta\[2\]/);
  assert.match(out, "error of theta");
  assert.match(out, "  kept");
  const { manifest, summary, chains } = readRun(place.path("kept"));
  assert.is(manifest.status, "complete");
  assert.equal(manifest.params, { scale: 50 });
  assert.is(manifest.infer, "fast");
  assert.is(manifest.command, "pal run schools.pal --infer fast --seed 3 --set scale=50 --data elsewhere");
  assert.equal(
    chains.map((chain) => chain.rows),
    [50, 50],
  );
  assert.equal(chains[0].elements, ["mu", "theta[0]", "theta[1]", "theta[2]"]);
  assert.ok(summary !== undefined);
  // What --data and --set changed is seen: with 280 as the first effect, the mean is far higher.
  const mean = (summary as { quantities: Record<string, { mean: number }> }).quantities["theta[0]"].mean;
  assert.ok(mean > 30, `${mean}`);
  const again = await place.pal([...manifest.command.split(" ").slice(1), "--out", "again", "--json"]);
  assert.equal(
    withoutClock(again.out).quantities,
    (summary as { quantities: unknown }).quantities,
    "the command repeats it",
  );
});

test("without --out the next free folder below runs/; an algorithm may be written out", async () => {
  for (const n of [1, 2]) {
    const { code, err } = await place.pal([
      "run",
      schools,
      "--infer",
      "rwm(chains = 1, warmup = 10, draws = 10)",
      "--json",
    ]);
    assert.is(code, 0, err);
    assert.ok(existsSync(place.path("runs", `schools-rwm-${n}`, "manifest.json")), place.runs().join());
  }
});

test("density: shares and gradient by constrained values", async () => {
  const at = '{"mu": 1, "tau": 2, "z": [0, 1, -1]}';
  const { code, out, err } = await place.pal(["density", schools, "--at", at, "--json"]);
  assert.equal([code, err], [0, ""]);
  const { log_prior, log_likelihood, terms, gradient } = JSON.parse(out);
  assert.equal(
    terms.map(({ line, statement }: { line: number; statement: string }) => [line, statement]),
    [
      [5, "prior mu ~ Normal(0, scale)"],
      [6, "prior tau ~ HalfNormal(5)"],
      [7, "prior z[school] ~ Normal(0, 1)"],
      [9, "observe y ~ Normal(theta, sigma)"],
    ],
  );
  const normal = (x: number, mu: number, sd: number) =>
    -0.5 * ((x - mu) / sd) ** 2 - Math.log(sd) - 0.5 * Math.log(2 * Math.PI);
  const prior = normal(1, 0, 5) + normal(2, 0, 5) + Math.LN2 + [0, 1, -1].reduce((a, z) => a + normal(z, 0, 1), 0);
  const likelihood = normal(28, 1, 15) + normal(8, 3, 10) + normal(-3, -1, 16);
  assert.ok(Math.abs(log_prior - prior) < 1e-12 && Math.abs(log_likelihood - likelihood) < 1e-12);
  const slopes = [27 / 225, 5 / 100, -2 / 256];
  assert.ok(Math.abs(gradient.mu - (-1 / 25 + slopes[0] + slopes[1] + slopes[2])) < 1e-12);
  assert.ok(Math.abs(gradient.tau - (-2 / 25 + slopes[1] - slopes[2])) < 1e-12);
  assert.equal(Object.keys(gradient), ["mu", "tau", "z"]);
  assert.is(gradient.z.length, 3);
  const text = await place.pal(["density", schools]);
  assert.match(text.out, "mu, tau, z: not given");
});

test("density: JSON tells of what is infinite", async () => {
  const { out } = await place.pal(["density", schools, "--at", '{"mu": 1e200}', "--json"]);
  const { log_prior, terms } = JSON.parse(out);
  assert.equal([log_prior, terms[0].log_density], ["-inf", "-inf"]);
});

test("density: discrete latents that are not given are summed out", async () => {
  const file = place.write(
    "coins.pal",
    "scenario coins\nprior mu ~ Normal(0, 1)\nprior z ~ Bernoulli(0.3)\nobserve 2 ~ Normal(mu + z, 1)\ntarget mu, z\n",
  );
  const summed = await place.pal(["density", file]);
  assert.match(summed.out, /^ {2}\(z: summed out\)$/m);
  assert.match(summed.out, /summed out: prior z ~ Bernoulli\(0\.3\); observe 2 ~ Normal\(mu \+ z, 1\)/);
  const given = JSON.parse((await place.pal(["density", file, "--at", '{"z": 1}', "--json"])).out);
  assert.equal(Object.keys(given.gradient), ["mu"]);
  assert.ok(Math.abs(given.terms[1].log_density - Math.log(0.3)) < 1e-12);
  const refused = await place.pal(["density", file, "--at", '{"z": 2}']);
  assert.match(refused.err, /a whole number, 0 \.\. 1/);
});

test("density refuses values that do not fit, before it evaluates anything", async () => {
  for (const [at, code] of [
    ['{"mu": [1]}', "PAL5007"],
    ['{"z": [1, 2]}', "PAL5007"],
    ['{"tau": -1}', "PAL5007"],
    ['{"tau": 1e400}', "this is inf"],
    ['{"z": [1, -1e400, 2]}', "this is [1, -inf, 2]"],
    ['{"muh": 1}', "PAL5008"],
  ]) {
    const outcome = await place.pal(["density", schools, "--at", at, "--json"]);
    assert.is(outcome.code, 2);
    assert.match(outcome.err, code);
    assert.is(outcome.out, "");
  }
});

test("recover: one object, the same for a seed", async () => {
  const words = ["recover", schools, "--n", "3", "--infer", "fast", "--json", "--seed", "2"];
  const [one, two] = [await place.pal(words), await place.pal([...words, "--workers", "1"])];
  assert.is(one.code, 0, one.err);
  const object = withoutClock(one.out);
  assert.equal(object, withoutClock(two.out));
  const { data_sets, quantities } = object as {
    data_sets: number;
    quantities: Record<string, { count: number; ranks: number[] }>;
  };
  assert.is(data_sets, 3);
  assert.equal(Object.keys(quantities), ["mu", "theta"]);
  assert.is(quantities.theta.count, 9);
  assert.is(
    quantities.theta.ranks.reduce((a, b) => a + b),
    9,
  );
  const text = await place.pal(words.filter((word) => word !== "--json"));
  assert.match(text.out, "90 % intervals cover");
  assert.match(text.out, "3 data sets in");
});

test("no command leaves a folder that only checks or evaluates", () => {
  assert.equal(
    place.runs().filter((name) => !name.startsWith("schools-rwm-")),
    [],
  );
});

test.after(() => place.clean());
test.run();
