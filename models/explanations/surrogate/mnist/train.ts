/**
 * Trains two victims on MNIST, at half its resolution, and writes them with the images that surrogates are trained and scored on:
 * `npm run build`, then `node --import tsx models/explanations/surrogate/mnist/train.ts`. The training images themselves are not kept.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import path from "node:path";
import { saveDense } from "../../../../src/blackbox/tfjs/save.ts";
import { loadScenario } from "../../../../src/cli/scenario.ts";
import { prepare, runInference } from "../../../../src/runs/infer.ts";
import { WorkerPool } from "../../../../src/workers/pool.ts";
import { Xoshiro } from "../../../../verify/support/xoshiro.ts";
import { type Digit, readDigits, shuffled } from "../../../kkt/digits.ts";
import { saveArray } from "../../../kkt/save.ts";

const training = 1000;
/** The first of these are asked about, the last 400 tell how far victim and surrogate agree. */
const committed = 850;
const held = 400;
const side = 14;
const pixels = side * side;

const victim = `scenario victim
dim pixel = ${pixels}
dim digit = 10
data images[image, pixel] = npy("training.npy")
data held[other, pixel]   = npy("held.npy")
data kind[image]          = csv("kinds.csv").digit
network f(real[pixel]) -> real[digit] = dense([32], relu)
prior parameters(f) ~ Normal(0, 0.2)
observe kind ~ Categorical(softmax(f(images / 255), over = digit))
let answer = f(held / 255)
target f, answer
infer map(optimizer = adam(rate = 0.01), starts = 2, steps = 400)
`;

/** Means of two by two pixels. */
function halved({ bytes }: Digit): number[] {
  return Array.from({ length: pixels }, (_, i) => {
    const at = 2 * Math.floor(i / side) * 28 + 2 * (i % side);
    return Math.round((bytes[at] + bytes[at + 1] + bytes[at + 28] + bytes[at + 29]) / 4);
  });
}

const here = new URL(".", import.meta.url).pathname;
const digits = shuffled(readDigits(), new Xoshiro(1));
const seen = digits.slice(0, training);
const others = digits.slice(training, training + committed);
const bytesOf = (list: readonly Digit[]) => Uint8Array.from(list.flatMap(halved));
saveArray(`${here}images.npy`, bytesOf(others), pixels);

const folder = mkdtempSync(path.join(tmpdir(), "pal-victim-"));
const pool = new WorkerPool();
try {
  writeFileSync(path.join(folder, "victim.pal"), victim);
  saveArray(path.join(folder, "training.npy"), bytesOf(seen), pixels);
  saveArray(path.join(folder, "held.npy"), bytesOf(others.slice(-held)), pixels);
  writeFileSync(path.join(folder, "kinds.csv"), ["digit", ...seen.map(({ digit }) => digit), ""].join("\n"));
  const { scenario } = await loadScenario(path.join(folder, "victim.pal"), { set: {} });
  const parts = scenario.networks.get("f")?.parameters.parts ?? [];
  const size = scenario.networks.get("f")?.parameters.size ?? 0;
  const workers = availableParallelism();
  const cancel = new Int32Array(new SharedArrayBuffer(4));
  const { chains } = await runInference(prepare(scenario), scenario.infers[0], { seed: 1, workers, pool, cancel });
  for (const { chain, targets } of chains) {
    const [found] = targets;
    const [kernel1, bias1, kernel2, bias2] = parts.map(({ offset, shape }) =>
      found.slice(offset, offset + shape.reduce((product, n) => product * n, 1)),
    );
    const { json, weights } = saveDense("victim", pixels, [
      { name: "layer1", kernel: kernel1, bias: bias1, activation: "relu" },
      { name: "layer2", kernel: kernel2, bias: bias2, activation: "linear" },
    ]);
    const out = `${here}victim-${chain + 1}`;
    mkdirSync(out, { recursive: true });
    writeFileSync(`${out}/model.json`, json);
    writeFileSync(`${out}/weights.bin`, weights);
    const answers = found.slice(size);
    saveArray(`${out}/held_back.npy`, answers, 10);
    const right = others.slice(-held).filter(({ digit }, i) => {
      const scores = [...answers.subarray(10 * i, 10 * i + 10)];
      return scores.indexOf(Math.max(...scores)) === digit;
    });
    console.log(
      `victim ${chain + 1}: right on ${((100 * right.length) / held).toFixed(1)} % of images it has not seen`,
    );
  }
} finally {
  await pool.close();
  rmSync(folder, { recursive: true });
}
