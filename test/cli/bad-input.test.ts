/** What cannot be run: a diagnostic, exit code 2, and no folder left behind. */
import { cpSync, readFileSync } from "node:fs";
import path from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { modelsFolder } from "../blackbox/support.ts";
import { Workplace } from "../support/pal.ts";

const place = new Workplace();
cpSync(path.join(modelsFolder, "branches"), place.path("overflow"), { recursive: true });
cpSync(path.join(modelsFolder, "tanh"), place.path("tanh"), { recursive: true });
/** Weights so large that sums are infinite in float32, and their differences no numbers. */
const weights = readFileSync(place.path("overflow", "weights.bin"));
place.write("overflow/weights.bin", new Uint8Array(new Float32Array(weights.length / 4).fill(3e38).buffer));

const net = (folder: string, rest: string) => `dim r = 2\ndim k = 3\ndim f = 4
data seen[r, k] = [[0.2, 0.3, 0.5], [0.3, 0.3, 0.3]]
model net(real[f]) -> real[k] = tfjs("${folder}/model.json") ${rest}
prior x[r, f] ~ Normal(0, 1)\nobserve seen ~ Normal(net(x), 0.2)\ntarget x\n`;

const cases: [string, string, string, RegExp[]][] = [
  [
    "a start that cannot be found",
    "data y[n] = [1, 9]\nprior a ~ Uniform(0, 1)\nobserve y ~ Uniform(0, 2 * a)\ntarget a",
    "rwm(chains = 2)",
    [/PAL5001/, /observe y/, /found no start in 100 tries/, /PAL5004/, /y\[1\] = 9/],
  ],
  [
    "particles without a start",
    "data y[n] = [1, 9]\nprior a ~ Uniform(0, 1)\nobserve y ~ Uniform(0, 2 * a)\ntarget a",
    "smc(particles = 20, islands = 2)",
    [/PAL5001/, /observe y/],
  ],
  [
    "a density that is never a number",
    "prior a ~ Uniform(-2, -1)\nobserve 1 ~ Normal(log(a), 1)\ntarget a",
    "rwm()",
    [/PAL5003/, /log\(a\)/],
  ],
  [
    "a model that answers NaN",
    net("overflow", "access scores"),
    "rwm()",
    [/PAL4012/, /`net` answered NaN/, /at the input \[/],
  ],
  [
    "an improper prior, and particles",
    "prior a ~ Flat()\nobserve 1 ~ Normal(a, 1)\ntarget a",
    "smc()",
    [/improper/, /prior a/],
  ],
  ["a budget of nothing", net("tanh", "access scores budget 0"), "rwm()", [/error PAL/, /budget/]],
  ["a budget below one evaluation", net("tanh", "access scores budget 1"), "rwm()", [/error PAL/, /budget/]],
  [
    "a budget that ends in warm-up",
    net("tanh", "access scores budget 60"),
    "rwm(chains = 2)",
    [/PAL5009/, /still in warm-up/],
  ],
  [
    "a budget that ends at a temperature",
    net("tanh", "access scores budget 200"),
    "smc(particles = 40, islands = 1)",
    [/PAL5009/, /particles/],
  ],
  [
    "more draws than there is memory",
    "dim cell = 1000\nprior a[cell] ~ Normal(0, 1)\nobserve 1 ~ Normal(sum(a), 1)\ntarget a",
    "nuts(draws = 100_000_000)",
    [/PAL5010/, /about 9,720 GB/],
  ],
  ["more access than granted", net("tanh", "access scores"), "nuts()", [/finite_difference/]],
  ["an unknown name", "prior a ~ Normal(0, 1)\nobserve 1 ~ Normal(aa, 1)\ntarget a", "rwm()", [/`aa`/]],
];

for (const [name, text, infer, patterns] of cases) {
  test(name, async () => {
    const file = place.write("bad.pal", `scenario bad\n${text}\n`);
    for (const extra of [[], ["--out", "mine"]]) {
      const { code, out, err } = await place.pal(["run", file, "--infer", infer, "--json", ...extra]);
      assert.is(code, 2, err);
      for (const pattern of patterns) assert.match(err, pattern);
      assert.match(err, /bad\.pal:\d+:\d+/);
      assert.is(out, "");
      assert.equal(place.runs(), []);
      assert.not.ok(place.runs().length, "no folder of a run");
      assert.throws(() => readFileSync(place.path("mine", "manifest.json")), /ENOENT/);
      assert.not.match(err, /bug of its own|at .*\.js:/);
    }
  });
}

test("recover says why it cannot", async () => {
  const file = place.write("bad.pal", "scenario bad\nprior a ~ Flat()\nobserve 1 ~ Normal(a, 1)\ntarget a\n");
  const { code, out, err } = await place.pal(["recover", file, "--n", "2", "--json"]);
  assert.is(code, 2);
  assert.match(err, "PAL5005");
  assert.is(out, "");
});

test("recover under a budget that does not last says so", async () => {
  const file = place.write("bad.pal", `scenario bad\n${net("tanh", "access scores budget 60")}`);
  const { code, err } = await place.pal(["recover", file, "--n", "2", "--infer", "rwm(chains = 2)"]);
  assert.is(code, 2);
  assert.match(err, "budget");
});

test("a folder with a run in it is left alone", async () => {
  const file = place.write("good.pal", "scenario good\nprior a ~ Normal(0, 1)\nobserve 1 ~ Normal(a, 1)\ntarget a\n");
  const words = ["run", file, "--infer", "rwm(chains = 1, warmup = 10, draws = 10)", "--out", "taken"];
  assert.is((await place.pal(words)).code, 0);
  const before = readFileSync(place.path("taken", "manifest.json"), "utf8");
  const second = await place.pal(words);
  assert.is(second.code, 2);
  assert.match(second.err, "PAL6008");
  assert.is(readFileSync(place.path("taken", "manifest.json"), "utf8"), before);
});

test("a file that is not there", async () => {
  const { code, err } = await place.pal(["run", "missing.pal"]);
  assert.is(code, 2);
  assert.match(err, "missing.pal");
  assert.not.match(err, "ENOENT");
});

test.after(() => place.clean());
test.run();
