/** models/kkt: the committed net follows from its seed, and a short search finds digits that it learned and no others. */
import { readFileSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { readDigits } from "../../models/kkt/digits.ts";
import { trainVictim, victims } from "../../models/kkt/victims.ts";
import { parseNpy } from "../../src/language/files/npy.ts";
import { runScenario } from "../../verify/support/run.ts";

const folder = new URL("../../models/kkt/", import.meta.url);

test("the committed net and its digits are made by the training script, to the last bit", () => {
  const victim = victims.find(({ name }) => name === "victim");
  if (victim === undefined) throw new Error("there is no victim");
  const { trained, learned, heldOut } = trainVictim(victim, readDigits());
  for (const [name, rows] of [
    ["train", learned],
    ["held_out", heldOut],
  ] as const) {
    const file = parseNpy(new Uint8Array(readFileSync(new URL(`victim/${name}.npy`, folder))));
    assert.ok("data" in file);
    if ("data" in file) assert.equal(file.data, Float64Array.from(rows, Math.fround));
  }
  assert.ok(trained.loss <= 1e-6);
  const weights = new Uint16Array(new Uint8Array(readFileSync(new URL("victim/net/weights.bin", folder))).buffer);
  const numbers = [trained.last.kernels[0], trained.last.bias ?? [], trained.last.kernels[1]].flatMap((part) => [
    ...part,
  ]);
  assert.is(weights.length, numbers.length);
  for (const [i, x] of numbers.entries()) {
    const exponent = (weights[i] >> 10) & 31;
    const stored =
      exponent === 0 ? (weights[i] & 1023) * 2 ** -24 : (1024 + (weights[i] & 1023)) * 2 ** (exponent - 25);
    const sign = weights[i] & 0x8000 ? -1 : 1;
    assert.ok(Math.abs(sign * stored - x) <= 2 ** -11 * Math.abs(x) + 2 ** -25, `weight ${i}: ${x}, stored ${stored}`);
  }
});

test("a short search finds some of the digits, and none of those held out", async () => {
  const infer =
    "map(optimizer = adam(rate = 0.1), starts = 1, steps = 500, start = { x: Normal(0, 0.01), lambda: Uniform(0.02, 0.05) }, within = { x: row_space(f, rank = 20, penalty = 5_000) })";
  const { summary } = await runScenario(new URL("kkt.pal", folder).pathname, { infer, seed: 1 });
  const scores = summary.matched?.x;
  assert.ok(scores !== undefined);
  if (scores === undefined) return;
  const clusters = scores.control.neuron_clusters.hits[0];
  assert.ok(scores.hits[0] > clusters, `${scores.hits[0]} of 10 found, ${clusters} by clusters of neurons`);
  assert.is(scores.control.held_out.hits[0], 0);
  assert.is(scores.control.row_space_points.hits[0], 0);
});

test.run();
