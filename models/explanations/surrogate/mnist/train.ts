/**
 * Trains the victims on MNIST and writes them with the images that surrogates are trained and scored on:
 * `node --import tsx models/explanations/surrogate/mnist/train.ts`. With the word `tuning` behind it, victim 101 is made, on which settings
 * are chosen; it is not kept in the repository. Neither are the images that victims are trained on.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { saveDense } from "../../../../src/blackbox/tfjs/save.ts";
import { Xoshiro } from "../../../../verify/support/xoshiro.ts";
import { pixels, readDigits, shuffled } from "../../../kkt/digits.ts";
import { saveArray } from "../../../kkt/save.ts";
import { answersOf } from "../answers.ts";
import { trainClassifier } from "./classifier.ts";

/** The first of these are asked about, the last 400 tell how far victim and surrogate agree. */
const committed = 1500;
const held = 400;
/** A victim is trained on so many of the others, drawn by its seed. */
const training = 4000;
const recipe = { hidden: 32, epochs: 10, batch: 50, rate: 0.001 };

const here = new URL(".", import.meta.url).pathname;
const digits = shuffled(readDigits(), new Xoshiro(1));
const others = digits.slice(0, committed);
saveArray(`${here}images.npy`, Uint8Array.from(others.flatMap(({ bytes }) => [...bytes])), pixels);
const scored = others.slice(-held);
const inputs = Float64Array.from(scored.flatMap(({ bytes }) => Array.from(bytes, (grey) => grey / 255)));

for (const seed of process.argv[2] === "tuning" ? [101] : [1, 2]) {
  const random = new Xoshiro(seed);
  const seen = shuffled(digits.slice(committed), random).slice(0, training);
  const { kernel1, bias1, kernel2, bias2 } = trainClassifier(seen, recipe, random);
  const { json, weights } = saveDense("victim", pixels, [
    { name: "layer1", kernel: kernel1, bias: bias1, activation: "relu" },
    { name: "layer2", kernel: kernel2, bias: bias2, activation: "linear" },
  ]);
  const folder = `${here}victim-${seed}`;
  mkdirSync(folder, { recursive: true });
  writeFileSync(`${folder}/model.json`, json);
  writeFileSync(`${folder}/weights.bin`, weights);
  const answers = await answersOf(folder, inputs, pixels);
  saveArray(`${folder}/held_back.npy`, answers, 10);
  const right = scored.filter(({ digit }, i) => {
    const scores = answers.subarray(10 * i, 10 * i + 10);
    return scores.indexOf(Math.max(...scores)) === digit;
  });
  console.log(`victim ${seed}: right on ${((100 * right.length) / held).toFixed(1)} % of images it has not seen`);
}
