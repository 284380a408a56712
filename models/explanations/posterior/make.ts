/**
 * Makes the victim and the files beside it: `node --import tsx models/explanations/posterior/make.ts`. The victim is a net of two inputs
 * and three hidden units with random weights; all of it follows from `seed`.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { saveDense } from "../../../src/blackbox/tfjs/save.ts";
import { CounterRandom } from "../../../src/inference/counter-random.ts";

const seed = 4;
const hidden = 3;
const inputs = 32;
const here = new URL(".", import.meta.url).pathname;

const random = new CounterRandom(seed, 0);
const normals = (n: number, sd: number) => Float64Array.from({ length: n }, () => sd * random.normal());
// To single precision, as the file holds them.
const kernel1 = normals(2 * hidden, 1).map(Math.fround);
const bias1 = normals(hidden, 0.5).map(Math.fround);
const kernel2 = normals(hidden, 1).map(Math.fround);

type Point = readonly [number, number];

/** The score and its gradient. */
function victim([a, b]: Point): { readonly score: number; readonly slope: Point } {
  let score = 0;
  let [da, db] = [0, 0];
  for (let h = 0; h < hidden; h++) {
    const t = Math.tanh(a * kernel1[h] + b * kernel1[hidden + h] + bias1[h]);
    score += kernel2[h] * t;
    da += kernel2[h] * (1 - t * t) * kernel1[h];
    db += kernel2[h] * (1 - t * t) * kernel1[hidden + h];
  }
  return { score, slope: [da, db] };
}

const { json, weights } = saveDense("victim", 2, [
  { name: "layer1", kernel: kernel1, bias: bias1, activation: "tanh" },
  { name: "layer2", kernel: kernel2, activation: "linear" },
]);
mkdirSync(`${here}victim`, { recursive: true });
writeFileSync(`${here}victim/model.json`, json);
writeFileSync(`${here}victim/weights.bin`, weights);

const asked = Array.from({ length: inputs }, (): Point => [1.2 * random.normal(), 1.2 * random.normal()]);
const row = (numbers: readonly number[]) => `${numbers.map((x) => x.toFixed(4)).join(",")}\n`;
writeFileSync(`${here}inputs.csv`, ["a,b\n", ...asked.map(row)].join(""));

/** What the first explanation alone would say: the plane through it. */
const first: Point = [Number(asked[0][0].toFixed(4)), Number(asked[0][1].toFixed(4))];
const tangent = ([a, b]: Point) => {
  const { score, slope } = victim(first);
  return score + slope[0] * (a - first[0]) + slope[1] * (b - first[1]);
};
const grid = Array.from({ length: 25 }, (_, i): Point => [(i % 5) - 2, Math.floor(i / 5) - 2]);
writeFileSync(`${here}grid.csv`, ["a,b\n", ...grid.map(row)].join(""));
const answers = grid.map((point) => row([victim(point).score, tangent(point)]));
writeFileSync(`${here}answers.csv`, ["score,tangent\n", ...answers].join(""));
