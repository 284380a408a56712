/** Keeps a network in the folder of a run, as a TensorFlow.js model. */
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { DenseNet } from "../blackbox/tfjs/dense.ts";
import { type SavedModel, saveDense } from "../blackbox/tfjs/save.ts";
import { unwritableRun } from "../language/diagnostics/command-line.ts";
import { fail } from "../language/diagnostics/make.ts";
import { systemReason } from "./directory.ts";

/** The files of the network, in memory. */
export function savedNetwork(name: string, { net, parameters }: DenseNet, weights: Float64Array): SavedModel {
  const parts = parameters.parts.map(({ shape, offset }) =>
    weights.subarray(offset, offset + shape.reduce((product, size) => product * size, 1)),
  );
  const layers = parts.flatMap((kernel, i) => {
    if (i % 2 === 1) return [];
    const isLast = i === parts.length - 2;
    return [{ name: parameters.parts[i].layer, kernel, bias: parts[i + 1], activation: isLast ? "linear" : "relu" }];
  });
  return saveDense(name, net.inputShape[0], layers);
}

/**
 * Writes `NAME/model.json` and `NAME/weights.bin` into the folder.
 * @returns the largest relative change of a weight by its rounding to float32
 * @throws DiagnosticError where the folder cannot be written to
 */
export function saveNetwork(directory: string, name: string, dense: DenseNet, weights: Float64Array): number {
  const saved = savedNetwork(name, dense, weights);
  const folder = path.join(directory, name);
  try {
    mkdirSync(folder);
    writeFileSync(path.join(folder, "model.json"), saved.json);
    writeFileSync(path.join(folder, "weights.bin"), saved.weights);
  } catch (problem) {
    if ((problem as NodeJS.ErrnoException).code === undefined) throw problem;
    fail(unwritableRun(directory, systemReason(problem)));
  }
  return saved.rounding;
}
