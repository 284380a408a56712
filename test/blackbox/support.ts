/** What the black box tests share: the committed models, random rows, comparisons. */
import { fileURLToPath } from "node:url";
import { loadModel } from "../../src/blackbox/load.ts";
import { nodeFiles } from "../../src/blackbox/node-files.ts";
import { isModelProblem } from "../../src/blackbox/problem.ts";
import type { BlackBox, LoadedModel } from "../../src/blackbox/provider.ts";

export const modelsFolder = fileURLToPath(new URL("./models/", import.meta.url));

export async function load(name: string): Promise<LoadedModel> {
  const model = await loadModel("tfjs", `${name}/model.json`, nodeFiles([modelsFolder]));
  if (isModelProblem(model)) throw new Error(JSON.stringify(model));
  return model;
}

/** Uniform in (-2, 2), rounded to float32 so that every box is given the same numbers: a linear congruential generator. */
export function randomRows(size: number, seed: number): Float64Array {
  let state = seed;
  return Float64Array.from({ length: size }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.fround((4 * state) / 2 ** 32 - 2);
  });
}

export async function callOf(box: BlackBox, inputs: Float64Array, rows: number): Promise<Float64Array> {
  const outputs = new Float64Array(rows * box.outputSize);
  await box.call(inputs, rows, outputs);
  return outputs;
}

export async function vjpOf(
  box: BlackBox,
  inputs: Float64Array,
  cotangents: Float64Array,
  rows: number,
): Promise<Float64Array> {
  if (box.vjp === undefined) throw new Error(`${box.name} has no gradient`);
  const out = new Float64Array(rows * box.inputSize);
  await box.vjp(inputs, cotangents, rows, out);
  return out;
}

/** The largest difference, relative to the largest element of `b`. */
export function relativeDifference(a: Float64Array, b: Float64Array): number {
  const scale = Math.max(...b.map(Math.abs));
  return Math.max(...a.map((x, i) => Math.abs(x - b[i]))) / scale;
}
