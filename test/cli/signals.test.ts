/** Ctrl-C, readers that leave, budgets that end: what was drawn is kept, and nothing is said twice. */
import type { ChildProcess } from "node:child_process";
import { cpSync, existsSync, statSync } from "node:fs";
import path from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { readRun } from "../../src/runs/read.ts";
import { modelsFolder } from "../blackbox/support.ts";
import { Workplace } from "../support/pal.ts";

const place = new Workplace();
cpSync(path.join(modelsFolder, "branches"), place.path("branches"), { recursive: true });
const endless = place.write(
  "endless.pal",
  "scenario endless\ndata y[n] = [28, 8, -3]\nprior mu ~ Normal(0, 5)\nprior z[n] ~ Normal(0, 1)\nobserve y ~ Normal(mu + z, 10)\ntarget mu, z\ninfer nuts(chains = 2, warmup = 100, draws = 1_000_000)\n",
);
const netText = `scenario net\ndim k = 3\ndim f = 4
model net(real[f]) -> real[k] = tfjs("branches/model.json") access scores
prior x[f] ~ Normal(0, 1)\nobserve [0.2, 0.3, 0.5] ~ Normal(net(x), 0.2)\ntarget x
infer rwm(chains = 2, warmup = 50, draws = 1_000_000)\n`;
const net = place.write("net.pal", netText);
const budgeted = place.write("budgeted.pal", netText.replace("access scores", "access scores budget 1000"));

/** Ctrl-C as soon as both chains have draws in their files, however slow the machine is. */
function interruptOnceDrawing(child: ChildProcess, out: string): void {
  const files = [1, 2].map((chain) => place.path(out, `chain-${chain}.csv`));
  const timer = setInterval(() => {
    if (!files.every((file) => existsSync(file) && statSync(file).size > 1000)) return;
    clearInterval(timer);
    child.kill("SIGINT");
  }, 50);
  child.once("close", () => clearInterval(timer));
}

for (const [name, file] of [
  ["in worker threads", endless],
  ["asking a box in the main thread", net],
] as const) {
  test(`Ctrl-C ${name} keeps what was drawn and exits with 130`, async () => {
    const { code, out, err } = await place.pal(["run", file, "--out", `stopped-${file}`], (child) => {
      interruptOnceDrawing(child, `stopped-${file}`);
    });
    assert.is(code, 130, err);
    assert.match(err, "stopping; what was drawn is kept");
    assert.match(err, "The run is not complete");
    assert.match(out, "draws");
    const { manifest, chains, summary } = readRun(place.path(`stopped-${file}`));
    assert.is(manifest.status, "interrupted");
    assert.is(chains.length, 2);
    for (const chain of chains) {
      assert.ok(chain.rows > 0);
      for (const values of chain.draws.values()) assert.ok(values.every(Number.isFinite));
    }
    assert.is((summary as { complete: boolean }).complete, false);
  });
}

test("a reader that leaves after the first line ends nothing and is told nothing", async () => {
  const words = ["run", endless, "--infer", "rwm(chains = 2, warmup = 50, draws = 50)", "--out", "piped"];
  const { code, err } = await place.pal(words, (child) => child.stdout?.once("data", () => child.stdout?.destroy()));
  assert.is(code, 0, err);
  assert.not.match(err, /EPIPE|bug|Error/);
  assert.is(readRun(place.path("piped")).manifest.status, "complete");
});

test("a budget that ends in the middle: what there is, and a word about it", async () => {
  const { code, out, err } = await place.pal(["run", budgeted, "--out", "spent", "--json"]);
  assert.is(code, 0, err);
  assert.match(err, "the query budget was used up");
  const { queries, complete } = JSON.parse(out);
  assert.equal([queries, complete], [1000, false]);
  const { manifest, chains } = readRun(place.path("spent"));
  assert.equal([manifest.status, manifest.queries], ["budget", 1000]);
  // A twentieth of the budget, 50 simulations, went to the prior check; the rest makes 475 evaluations of each chain.
  assert.equal(
    chains.map((chain) => chain.rows),
    [475 - 1 - 50, 475 - 1 - 50],
  );
});

test.after(() => place.clean());
test.run();
