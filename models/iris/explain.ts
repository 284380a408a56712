/**
 * Writes the explanations of the inverted flowers, explanations.npy: the gradient of each of the three scores of the released net
 * by the four features, computed by TensorFlow.js in float32: `node --import tsx models/iris/explain.ts`.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { loadModel } from "../../src/blackbox/load.ts";
import { nodeFiles } from "../../src/blackbox/node-files.ts";
import { isModelProblem } from "../../src/blackbox/problem.ts";

const here = new URL(".", import.meta.url).pathname;
const loaded = await loadModel("tfjs", "classifier/model.json", nodeFiles([here]));
if (isModelProblem(loaded)) throw new Error(JSON.stringify(loaded));
const net = await loaded.open();
if (net.vjp === undefined) throw new Error("TensorFlow.js differentiates every layers model");

const [, ...lines] = readFileSync(`${here}records.csv`, "utf8").trim().split("\n");
const records = Float64Array.from(lines.flatMap((line) => line.split(",").map(Number)));
const rows = lines.length;
const explanations = new Float64Array(rows * 3 * 4);
for (const species of [0, 1, 2]) {
  const cotangents = Float64Array.from({ length: rows * 3 }, (_, i) => (i % 3 === species ? 1 : 0));
  const gradients = new Float64Array(rows * 4);
  await net.vjp(records, cotangents, rows, gradients);
  for (let row = 0; row < rows; row++) {
    explanations.set(gradients.subarray(4 * row, 4 * row + 4), (3 * row + species) * 4);
  }
}
net.dispose();

const words = `{'descr': '<f8', 'fortran_order': False, 'shape': (${rows}, 3, 4), }`;
const header = words.padEnd(128 - 10 - 1).concat("\n");
const bytes = new Uint8Array(128 + explanations.byteLength);
bytes.set([0x93, ...new TextEncoder().encode("NUMPY"), 1, 0, header.length, 0]);
bytes.set(new TextEncoder().encode(header), 10);
bytes.set(new Uint8Array(explanations.buffer), 128);
writeFileSync(`${here}explanations.npy`, bytes);
const sizes = [...explanations].map(Math.abs);
console.log(`${rows} x 3 x 4 derivatives, of sizes ${Math.min(...sizes)} .. ${Math.max(...sizes)}`);
