/** `pal explain FILE`: what each stage prints. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { namedPasses } from "../../src/tensor/passes/optimise.ts";
import { Workplace } from "../support/pal.ts";

const place = new Workplace();
const schools = place.write(
  "schools.pal",
  `/// Three of the eight.
scenario schools
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
`,
);
place.write("y.csv", "effect\n28\n8\n-3\n");

async function explain(...words: string[]): Promise<string> {
  const { code, out, err } = await place.pal(["explain", schools, ...words]);
  assert.equal([code, err], [0, ""]);
  return out;
}

test("the summary is one page, and takes params, data and an algorithm as run does", async () => {
  const out = await explain("--set", "scale=7", "--infer", "smc(particles = 50)");
  // Counts and sizes depend on how far the compiler has come.
  assert.is(
    out
      .replace(/[\d,]+ operations/g, "N operations")
      .replace(/\d+ functions?, [\d.]+ k?B|\d+ functions?, \d+ bytes/g, "CODE"),
    `schools: Three of the eight.

latents
  mu    a scalar       Normal       real          1 number unconstrained
  tau   a scalar       HalfNormal   nonnegative   1 number unconstrained
  z     [school = 3]   Normal       real          3 numbers unconstrained

values
  param   scale                  = 7
  data    y       [school = 3]   = 28 8 -3
  data    sigma   [school = 3]   = 15 10 16
  let     theta   [school = 3]   of latents

likelihood
  observe   y   [school = 3]   Normal

parts
  1 part: everything meets

programs
  value               N operations   js, CODE
  with its gradient   N operations   js, CODE

wanted
  target   mu      a scalar
  target   theta   [school = 3]
  truth    theta   [school = 3]

infer
  smc    smc(particles = 50, islands = 4, move = rwm(steps = 10), ess = 0.5, correlation = 0.1)
  nuts   nuts(chains = 2, warmup = 100, draws = 100, delta = 0.8, max_depth = 10)
`,
  );
});

test("the tree is shown without data, the other stages need them", async () => {
  const nowhere = place.write("nowhere.pal", 'scenario n\ndata y[row] = csv("gone.csv")\n');
  const tree = await place.pal(["explain", nowhere, "--stage", "syntax"]);
  assert.equal([tree.code, tree.err], [0, ""]);
  assert.match(tree.out, "2  data y[row]\n     call csv\n");
  const checked = await place.pal(["explain", nowhere, "--stage", "checked"]);
  assert.is(checked.code, 2);
  assert.match(checked.err, "PAL3001");
  const broken = await place.pal(["explain", place.write("broken.pal", "scenario b\nprior x\n"), "--stage", "syntax"]);
  assert.is(broken.code, 2);
  assert.match(broken.err, "broken.pal:2");
});

test("checked, tensor and gradient are the stages' own texts", async () => {
  assert.match(await explain("--stage", "checked"), "prior z [school = 3] ~ Normal for each of [school = 3]");
  const tensor = await explain("--stage", "tensor");
  assert.match(
    tensor,
    /observe y ~ Normal\(theta, sigma\)\n {2}log likelihood {3}3 terms\n {2}depends on {7}mu, tau and z\n/,
  );
  assert.match(tensor, "  reads            y, sigma and theta\n");
  assert.match(tensor, /^%0 = /m);
  assert.match(tensor, /^-> parts\+0 %\d+$/m);
  const gradient = await explain("--stage", "gradient");
  for (const offset of [0, 1, 2]) assert.match(gradient, new RegExp(`^-> gradient\\+${offset} %\\d+$`, "m"));
});

test("what each pass did, from the program as written to the one that is shown", async () => {
  for (const stage of ["tensor", "gradient"]) {
    const out = await explain("--stage", stage);
    const block =
      /^passes, with the operations before and after each\n(.*?)\n\nthe program, (\d+) operations\n\nbuffers position /ms.exec(
        out,
      );
    const [header, ...rows] = (block?.[1] ?? "").split("\n").map((line) => line.trim().split(/ +/));
    assert.equal(header, ["pass", "rewrites", "before", "after"]);
    assert.equal(
      rows.map(([name]) => name),
      ["sharing", ...Object.keys(namedPasses), "sorted-segments"],
    );
    for (const [i, [, , before]] of rows.entries()) if (i > 0) assert.is(before, rows[i - 1][3]);
    assert.ok(Number(rows[0][2]) > Number(rows.at(-1)?.[3]));
    // A second round of passes may find a little more.
    assert.ok(Number(block?.[2]) <= Number(rows.at(-1)?.[3]));
    assert.ok(rows.some(([name, rewrites]) => name === "sums" && Number(rewrites) > 0));
  }
});

test("discrete latents are shown with how they are summed out", async () => {
  const coins = place.write(
    "coins.pal",
    "scenario coins\ndata y[n] = [0.1, 2.2]\nprior p ~ Beta(1, 1)\nprior z[n] ~ Bernoulli(p)\nobserve y ~ Normal(2 * z, 1)\ntarget p\n",
  );
  for (const words of [[], ["--stage", "tensor"]]) {
    const { out, err } = await place.pal(["explain", coins, ...words]);
    assert.is(err, "");
    assert.match(out, "discrete\n  summed out      z (2 elements of 2 values)\n");
  }
});

test("the code is JavaScript that makes a function", async () => {
  const code = await explain("--stage", "code");
  const texts = code.split(/^\/\/ value.*$/m).slice(1);
  assert.is(texts.length, 2);
  for (const text of texts) {
    const make = new Function("constants", "special", text);
    assert.type(
      make(
        [0, 1, 2, 3].map(() => new Float64Array(2048)),
        {},
      ),
      "function",
    );
  }
});

test("kernels of WebAssembly are told, and can be forced or forbidden", async () => {
  const file = place.write(
    "robust.pal",
    "scenario robust\ndata X[n, k] = [[1, 2, 3], [4, 5, 6], [7, 8, 9], [1, 0, 1]]\ndata y[n] = [1, 2, 3, 4]\nprior b[k] ~ Normal(0, 1)\nobserve y ~ Cauchy(X @ b, 1)\ntarget b\n",
  );
  const code = async (...words: string[]) => (await place.pal(["explain", file, "--stage", "code", ...words])).out;
  assert.match(
    await code("--emit", "wasm"),
    /^\/\/ value: .*; wasm, 1 kernel, .*\n(\/\/.*\n)*\/\/ wasm k0: matrix product/m,
  );
  assert.not.match(await code("--emit", "js"), "wasm");
  // too small to pay
  assert.is(await code(), await code("--emit", "js"));
});

test("a stage that there is none of", async () => {
  const { code, err } = await place.pal(["explain", schools, "--stage", "cod"]);
  assert.is(code, 2);
  assert.match(err, "did you mean `--stage code`?");
});

test("the model as mathematics", async () => {
  const tex = await explain("--math");
  assert.match(tex, "\\[\n\\begin{aligned}\n  \\mathrm{scale} &= 5 \\\\\n");
  assert.match(tex, "  \\theta_{i} &= \\mu+\\tau\\cdot z_{i} && i \\in \\mathrm{school} \\\\\n");
});

test("missing data are told with what becomes of them", async () => {
  place.write("gaps.json", '{ "y": [1, null, 3], "z": [0.5, null, null] }');
  const file = place.write(
    "gaps.pal",
    `scenario gaps
data y[n] = json("gaps.json").y
data z[n] = json("gaps.json").z
prior a ~ Normal(0, 1)
observe y ~ Normal(a, 1)
observe z[0] ~ Normal(0, 1)
observe z[1..] ~ Normal(a * z[..2], 1)
target a
`,
  );
  const { out, err } = await place.pal(["explain", file]);
  assert.is(err, "");
  assert.match(
    out,
    "missing\n  y[1]         1 value    left out, drawn from Normal\n  z[1], z[2]   2 values   latents\n",
  );
});

test("a code is explained, in lines that fit, however it is written", async () => {
  const page = await place.pal(["explain", "PAL2003"]);
  assert.equal([page.code, page.err], [0, ""]);
  assert.match(page.out, /^PAL2003: shapes do not fit\n\nEvery value has axes/);
  assert.match(page.out, /\n\nWrong\n\n {4}scenario /);
  assert.ok(page.out.split("\n").every((line) => line.startsWith("    ") || line.length <= 88));
  for (const word of ["pal2003", "2003"]) assert.is((await place.pal(["explain", word])).out, page.out);
  const unknown = await place.pal(["explain", "PAL2093"]);
  assert.is(unknown.code, 2);
  assert.match(unknown.err, "error PAL6101: there is no code PAL2093\n   = did you mean `pal explain PAL2003`?");
});

test("an error ends with the way to its explanation, for the first code of a report", async () => {
  const two = place.write("two.pal", "scenario two\nprior mu ~ Normall(0, 1)\nobserve nu ~ Normal(mu, 1)\ntarget mu\n");
  const { err } = await place.pal(["check", two]);
  assert.match(err, /PAL2007.*PAL2001.*\n2 errors\n`pal explain PAL2007` tells more\n$/s);
});

test.after(() => place.clean());
test.run();
