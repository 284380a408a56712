/** Fully connected nets as the files of a TensorFlow.js LayersModel, without TensorFlow.js. */
import { sizeOf } from "../../tensor/node.ts";

/** One `Dense` layer. */
export interface SavedLayer {
  readonly name: string;
  /** [inputs, units], row-major. */
  readonly kernel: Float64Array;
  /** [units]; a layer without one has no bias. */
  readonly bias?: Float64Array;
  /** As TensorFlow.js calls it: `relu`, `softmax`, `linear`, .. */
  readonly activation: string;
}

export interface SavedModel {
  /** The text of model.json, which names weights.bin beside it. */
  readonly json: string;
  /** Weights in float32, little-endian, in the order of the layers, kernel before bias. */
  readonly weights: Uint8Array;
  /** The largest relative change of a weight by its rounding to float32. */
  readonly rounding: number;
}

/**
 * @param inputs elements of an input row
 * @throws RangeError where the sizes of a layer do not fit those before it, or a weight is not finite in float32
 */
export function saveDense(name: string, inputs: number, layers: readonly SavedLayer[]): SavedModel {
  let size = inputs;
  const described = layers.map((layer, i) => {
    const units = layer.kernel.length / size;
    if (!Number.isInteger(units) || (layer.bias !== undefined && layer.bias.length !== units)) {
      throw new RangeError(`layer ${layer.name}: a kernel of ${layer.kernel.length} numbers for ${size} inputs`);
    }
    const config = {
      name: layer.name,
      trainable: true,
      dtype: "float32",
      ...(i === 0 && { batch_input_shape: [null, inputs] }),
      units,
      activation: layer.activation,
      use_bias: layer.bias !== undefined,
    };
    const parts = [
      { name: `${layer.name}/kernel`, shape: [size, units], values: layer.kernel },
      ...(layer.bias === undefined ? [] : [{ name: `${layer.name}/bias`, shape: [units], values: layer.bias }]),
    ];
    size = units;
    return { config: { class_name: "Dense", config }, parts };
  });
  const parts = described.flatMap((layer) => layer.parts);
  const document = {
    format: "layers-model",
    modelTopology: {
      class_name: "Sequential",
      config: { name, layers: described.map((layer) => layer.config) },
      keras_version: "tfjs-layers 4.22.0",
      backend: "tensor_flow.js",
    },
    weightsManifest: [
      {
        paths: ["weights.bin"],
        weights: parts.map(({ name, shape }) => ({ name, shape, dtype: "float32" })),
      },
    ],
  };
  return { json: `${JSON.stringify(document, null, 1)}\n`, ...toFloat32(parts) };
}

function toFloat32(
  parts: readonly { readonly name: string; readonly shape: readonly number[]; readonly values: Float64Array }[],
): Pick<SavedModel, "weights" | "rounding"> {
  const weights = new Uint8Array(4 * parts.reduce((total, { shape }) => total + sizeOf(shape), 0));
  const view = new DataView(weights.buffer);
  let offset = 0;
  let rounding = 0;
  for (const { name, values } of parts) {
    for (const value of values) {
      const single = Math.fround(value);
      if (!Number.isFinite(single)) throw new RangeError(`${value} among the weights ${name}`);
      if (value !== 0) rounding = Math.max(rounding, Math.abs(single / value - 1));
      view.setFloat32(offset, single, true);
      offset += 4;
    }
  }
  return { weights, rounding };
}
