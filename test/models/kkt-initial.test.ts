/** models/kkt_initial: what a net's training added to its weights shows the directions that it learned, a small run of it; verify/loo.ts has the rest. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { product, type Weights } from "../../models/kkt/descent.ts";
import { features, halfway, rows, trainVictim } from "../../models/kkt_initial/nets.ts";
import { runScenario } from "../../verify/support/run.ts";

const folder = new URL("../../models/kkt_initial/", import.meta.url);
const file = fileURLToPath(new URL("scenario.pal", folder));
const search = (steps: number) =>
  `map(optimizer = adam(rate = 0.05, decay = cosine), starts = 1, steps = ${steps}, start = { x: Normal(0, 0.2), alpha: Uniform(-0.5, 0.5) })`;
const victim = trainVictim(2);

function answers({ kernels, sizes }: Weights): Float64Array {
  const hidden = product(victim.learned, kernels[0], rows, features, sizes[1]).map((z) => Math.max(z, 0));
  return product(hidden, kernels[1], rows, sizes[1], 1);
}

const worst = (found: Float64Array) => Math.max(...found.map((value, i) => Math.abs(value - (i % 2 === 0 ? 1 : -1))));

test("the nets are those that the script trains", () => {
  const nets = { ...victim, halfway: halfway(victim.before, victim.descended) };
  for (const name of ["before", "descended", "linearised", "halfway"] as const) {
    const { buffer } = new Uint8Array(readFileSync(new URL(`nets/2/${name}/weights.bin`, folder)));
    const expected = Float32Array.from(nets[name].kernels.flatMap((kernel) => [...kernel]));
    assert.equal([...new Float32Array(buffer)], [...expected], name);
  }
});

test("descent and its tangent learn the rows", () => {
  const { before, descended, linearised } = victim;
  assert.ok(worst(answers(descended)) <= 1e-8);
  // The answer is a quadratic function of the step, as long as no unit changes its side: a difference has no error but that.
  const h = 1e-6;
  const along = (sign: number): Weights => ({
    ...before,
    kernels: before.kernels.map((w, l) => w.map((value, i) => value + sign * h * (linearised.kernels[l][i] - value))),
  });
  const [up, down, start] = [answers(along(1)), answers(along(-1)), answers(before)];
  assert.ok(worst(start.map((value, i) => value + (up[i] - down[i]) / (2 * h))) <= 1e-6);
});

test("one start finds the directions, and none that were held out", async () => {
  const { x } = (await runScenario(file, { infer: search(500), seed: 1, set: { seed: "2" } })).summary.matched ?? {};
  assert.ok(x !== undefined && x.metric === "cosine");
  assert.ok(x.hits[0] >= 7, `${x.hits[0]} of ${x.rows}`);
  assert.is(x.control.held_out.hits[0], 0);
  assert.is(x.control.prior.hits[0], 0);
});

test("with the shares of the units moved it finds none", async () => {
  const { x } =
    (await runScenario(file, { infer: search(200), seed: 1, set: { seed: "2", shift: "1" } })).summary.matched ?? {};
  assert.is(x?.hits[0], 0);
});

test.run();
