/**
 * Trains two nets that tell odd digits from even ones, and writes what the scenario reads: `node --import tsx models/nothing_leaks/train.ts`.
 * All of a net follows from its seed.
 */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Xoshiro } from "../../verify/support/xoshiro.ts";
import { descend, startWeights, type Weights } from "../kkt/descent.ts";
import { centred, type Digit, meanImage, pixels, readDigits, shuffled } from "../kkt/digits.ts";
import { bytesOf, parity, takeHalves } from "../kkt/draws.ts";
import { saveArray, saveNet } from "../kkt/save.ts";

interface Victim {
  readonly name: string;
  readonly seed: number;
  readonly digits: number;
  readonly units: number;
  /** Training ends at this mean loss. */
  readonly loss: number;
  readonly rate: number;
  readonly scaled: boolean;
}

const victims: readonly Victim[] = [
  { name: "many", seed: 1, digits: 300, units: 64, loss: 0.2, rate: 0.1, scaled: false },
  { name: "few", seed: 1, digits: 10, units: 200, loss: 1e-6, rate: 0.003, scaled: true },
];

const all = readDigits();
for (const victim of victims) train(victim);

function train({ name, seed, digits, units, loss, rate, scaled }: Victim): void {
  const random = new Xoshiro(seed);
  const left = shuffled(all, random);
  const learned = takeHalves(left, digits);
  const heldOut = takeHalves(left, digits);
  const mean = meanImage(learned);
  const recipe = { hidden: [units], firstScale: 1e-4, bias: true, rate, scaled, loss, steps: 20_000 };
  const task = { x: centred(learned, mean), y: parity(learned), rows: digits, loss: "logistic" as const };
  const trained = descend(startWeights(pixels, 1, recipe, random), task, recipe);
  const folder = fileURLToPath(new URL(name, import.meta.url));
  saveNet(trained.last, join(folder, "net"), "float16");
  saveArray(join(folder, "mean.npy"), mean, pixels);
  saveArray(join(folder, "learned.npy"), bytesOf(learned), pixels);
  saveArray(join(folder, "held_out.npy"), bytesOf(heldOut), pixels);
  const right = (shown: readonly Digit[]) =>
    (100 * accuracy(trained.last, centred(shown, mean), parity(shown))).toFixed(1);
  console.log(
    `${name}: ${digits} digits, loss ${trained.loss.toPrecision(2)} after ${trained.steps} steps, right ${right(learned)} % of them and ${right(left)} % of ${left.length} others`,
  );
}

function accuracy({ kernels, bias, sizes }: Weights, x: Float64Array, y: Float64Array): number {
  const [first, second] = kernels;
  const units = sizes[1];
  let right = 0;
  for (let i = 0; i < y.length; i++) {
    const z = Float64Array.from({ length: units }, (_, j) => bias?.[j] ?? 0);
    for (let p = 0; p < pixels; p++) {
      const value = x[i * pixels + p];
      for (let j = 0; j < units; j++) z[j] += value * first[p * units + j];
    }
    const answer = z.reduce((sum, value, j) => sum + Math.max(value, 0) * second[j], 0);
    if (answer * y[i] > 0) right++;
  }
  return right / y.length;
}
