/**
 * Trains the victims and writes them as TensorFlow.js models with what they answer about the images kept for scoring:
 * `npm run build`, then `node --import tsx models/explanations/surrogate/train.ts`. Each start of victim.pal is a victim. With the word
 * `tuning` behind it, three others are made, 101 to 103, on which settings are chosen; they are not kept in the repository.
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { saveDense } from "../../../src/blackbox/tfjs/save.ts";
import { loadScenario } from "../../../src/cli/scenario.ts";
import { CounterRandom } from "../../../src/inference/counter-random.ts";
import { prepare, runInference } from "../../../src/runs/infer.ts";
import { WorkerPool } from "../../../src/workers/pool.ts";
import { saveArray } from "../../kkt/save.ts";
import { answersOf } from "./answers.ts";

/** Images before this one train victims and surrogates; the others tell how far the two agree. */
const firstHeld = 1397;
const here = new URL(".", import.meta.url).pathname;
const [made, infer] =
  process.argv[2] === "tuning"
    ? [{ seed: 2, first: 101 }, "map(optimizer = adam(rate = 0.01), starts = 3, steps = 1_000)"]
    : [{ seed: 1, first: 1 }, undefined];
const { scenario } = await loadScenario(`${here}victim.pal`, { set: {}, infer });
const network = scenario.networks.get("f");
if (network === undefined) throw new Error("victim.pal declares the network f");
const images = readFileSync(`${here}digits.csv`, "utf8")
  .trim()
  .split("\n")
  .slice(1 + firstHeld);
const held = Float64Array.from(
  images.flatMap((line) =>
    line
      .split(",")
      .slice(0, 64)
      .map((grey) => Number(grey) / 16),
  ),
);
const pool = new WorkerPool();
const cancel = new Int32Array(new SharedArrayBuffer(4));
const { chains } = await runInference(prepare(scenario), scenario.infers[0], {
  seed: made.seed,
  workers: availableParallelism(),
  pool,
  cancel,
});
await pool.close();

/** The noise of smoothed explanations, and that with which a surrogate's are smoothed: standard deviation 0.1, grey values being 0 to 1. */
for (const [lane, [name, copies]] of Object.entries({ theirs: 16, ours: 4 }).entries()) {
  const random = new CounterRandom(1, lane);
  const noise = Float64Array.from({ length: copies * 64 }, () => 0.1 * random.normal());
  saveArray(`${here}noise-${name}.npy`, noise, 64);
}

for (const { chain, targets } of chains) {
  const [found] = targets;
  const part = (layer: string, weight: string) => {
    const place = network.parameters.parts.find((each) => each.layer === layer && each.weight === weight);
    if (place === undefined) throw new Error(`there is no ${layer}.${weight}`);
    const size = place.shape.reduce((product, n) => product * n, 1);
    return found.slice(place.offset, place.offset + size);
  };
  const layers = ["layer1", "layer2"].map((name, i) => ({
    name,
    kernel: part(name, "kernel"),
    bias: part(name, "bias"),
    activation: i === 0 ? "relu" : "linear",
  }));
  const { json, weights } = saveDense("victim", 64, layers);
  const folder = `${here}victim-${made.first + chain}`;
  mkdirSync(folder, { recursive: true });
  writeFileSync(`${folder}/model.json`, json);
  writeFileSync(`${folder}/weights.bin`, weights);
  saveArray(`${folder}/held_back.npy`, await answersOf(folder, held, 64), 10);
  console.log(
    `victim ${made.first + chain}: right on ${(100 * found[found.length - 1]).toFixed(1)} % of images it has not seen`,
  );
}
