/**
 * Trains the nets of binary.pal and multiclass.pal, with weight decay until nothing moves, and writes what they read:
 * `node --import tsx models/kkt_decay/train.ts`. All of a net follows from its seed.
 */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Xoshiro } from "../../verify/support/xoshiro.ts";
import { descend, type Recipe, startWeights, type Task, type Weights } from "../kkt/descent.ts";
import { centred, meanImage, pixels, readDigits, shuffled } from "../kkt/digits.ts";
import { oneHot, parity, takeHalves, takeOfEach } from "../kkt/draws.ts";
import { saveArray, saveNet } from "../kkt/save.ts";

const digits = 10;
const recipe: Recipe = {
  hidden: [64],
  firstScale: 0.01,
  bias: true,
  rate: 0.05,
  scaled: false,
  loss: 0,
  steps: 60_000,
  weightDecay: 0.005,
};

for (const task of ["binary", "multiclass"] as const) {
  const random = new Xoshiro(1);
  const left = shuffled(readDigits(), random);
  const draw = () => (task === "binary" ? takeHalves(left, digits) : takeOfEach(left));
  const [learned, heldOut] = [draw(), draw()];
  const mean = meanImage(learned);
  const y = task === "binary" ? parity(learned) : oneHot(learned);
  const lesson: Task = {
    x: centred(learned, mean),
    y,
    rows: digits,
    loss: task === "binary" ? "logistic" : "cross_entropy",
  };
  const first = startWeights(pixels, y.length / digits, recipe, random);
  const { last, loss } = descend(first, lesson, recipe);
  const folder = fileURLToPath(new URL(task, import.meta.url));
  saveNet(last, join(folder, "net"), "float16");
  saveArray(join(folder, "train.npy"), lesson.x, pixels);
  saveArray(join(folder, "held_out.npy"), centred(heldOut, mean), pixels);
  console.log(
    `${task}: ${last.sizes.join("-")}, loss ${loss.toPrecision(2)}, ${moving(last, lesson).toExponential(1)} from standing still`,
  );
}

/** The length of decay * weights + gradient of the loss, as a share of that of decay * weights. */
function moving(net: Weights, task: Task): number {
  const { last } = descend(net, task, { ...recipe, steps: 1 });
  const [before, after] = [net, last].map(({ kernels }) => kernels.flatMap((kernel) => [...kernel]));
  const step = Math.hypot(...before.map((value, i) => after[i] - value));
  return step / (recipe.rate * (recipe.weightDecay ?? 0) * Math.hypot(...before));
}
