/** Writes a LayersModel as model.json and weights.bin: TensorFlow.js itself saves to disk only through tfjs-node. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { LayersModel } from "@tensorflow/tfjs-layers";

/** Saves into `folder`, which is made when it is not there. Topology and weights only, without the optimizer. */
export async function saveLayersModel(model: LayersModel, folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  await model.save({
    save: async ({ modelTopology, weightSpecs, weightData }) => {
      if (weightData === undefined || Array.isArray(weightData)) throw new Error("one buffer of weights is expected");
      const description = {
        format: "layers-model",
        modelTopology,
        weightsManifest: [{ paths: ["weights.bin"], weights: weightSpecs }],
      };
      writeFileSync(join(folder, "model.json"), `${JSON.stringify(description, null, 1)}\n`);
      writeFileSync(join(folder, "weights.bin"), new Uint8Array(weightData));
      return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: "JSON" } };
    },
  });
}
