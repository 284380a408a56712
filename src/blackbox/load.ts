/** Loads the model a scenario names: reads and checks its files, imports the net when it can. */

import { type Files, isBytes } from "./files.ts";
import { ModelError, type ModelProblem } from "./problem.ts";
import type { LoadedModel } from "./provider.ts";
import { describeNet, describeOpaque, lastActivation } from "./tfjs/describe.ts";
import { hashModel } from "./tfjs/hash.ts";
import { importNet } from "./tfjs/import.ts";
import { readNet } from "./tfjs/net.ts";
import { openOpaque } from "./tfjs/opaque.ts";
import { parseTopology } from "./tfjs/topology.ts";
import { parameterLayout, parameterValues, readWeights } from "./tfjs/weights.ts";

/** The providers there are. */
export type Provider = "tfjs";

/**
 * Reads model.json and the weight files beside it. A net of known layers in a chain is imported, without TensorFlow.js being
 * started; any other model is opened once, to learn its shapes and whether its answers depend on the batch.
 * @param path model.json, relative to the scenario
 * @returns what is wrong, as data, when the files are no model that can be used
 */
export async function loadModel(_provider: Provider, path: string, files: Files): Promise<LoadedModel | ModelProblem> {
  try {
    const bytes = await files.read(path);
    if (!isBytes(bytes)) return { kind: "file", path, file: bytes };
    const topology = parseTopology(bytes);
    const weights = await readWeights(topology.groups, path, files);
    const net = topology.chain === undefined ? undefined : readNet(topology.chain, weights);
    const open = () => openOpaque(path, topology, weights);
    const parameters = { ...parameterLayout(weights), values: parameterValues(weights) };
    const shared = { endsIn: lastActivation(topology), hash: await hashModel(topology, weights), parameters, open };
    if (net !== undefined) {
      // Emitted code treats each row alike, so an imported net cannot depend on its batch.
      const { inputShape, outputShape } = net;
      return {
        ...shared,
        inputShape,
        outputShape,
        importInto: (x, vector, slope) => importNet(net, x, vector ?? parameters.values, slope),
        description: describeNet(net, weights),
        batchInvariant: true,
      };
    }
    const box = await open();
    const { inputShape, outputShape, batchInvariant } = box;
    box.dispose();
    return { ...shared, inputShape, outputShape, batchInvariant, description: describeOpaque(topology, weights) };
  } catch (error) {
    if (error instanceof ModelError) return error.problem;
    throw error;
  }
}
