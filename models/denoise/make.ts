/**
 * Makes the data of this scenario from handwritten digits (scikit-learn's copy of the UCI set, 8 x 8 pixels, 0 to 16): a held-back
 * three, the same under noise, and 150 other threes. `node --import tsx models/denoise/make.ts DIGITS.csv`
 */
import { readFileSync, writeFileSync } from "node:fs";
import { Xoshiro } from "../../verify/support/xoshiro.ts";

const [file] = process.argv.slice(2);
const rows = readFileSync(file, "utf8")
  .trim()
  .split("\n")
  .slice(1)
  .map((line) => line.split(",").map(Number));
const threes = rows.filter((row) => row[64] === 3).map((row) => row.slice(0, 64).map((pixel) => pixel / 16));
const [truth, ...others] = threes;
const random = new Xoshiro(3);
const noisy = truth.map((pixel) => (pixel + 0.35 * random.normal()).toFixed(3));
const header = Array.from({ length: 8 }, (_, i) => `c${i}`).join(",");
const grid = (pixels: readonly (number | string)[]) =>
  [header, ...Array.from({ length: 8 }, (_, i) => pixels.slice(8 * i, 8 * i + 8).join(","))].join("\n");
const folder = new URL("./", import.meta.url);
writeFileSync(new URL("truth.csv", folder), `${grid(truth)}\n`);
writeFileSync(new URL("noisy.csv", folder), `${grid(noisy)}\n`);
const names = Array.from({ length: 64 }, (_, i) => `p${i}`).join(",");
writeFileSync(
  new URL("threes.csv", folder),
  `${[names, ...others.slice(0, 150).map((row) => row.join(","))].join("\n")}\n`,
);
