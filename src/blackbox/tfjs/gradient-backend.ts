/** Which layers' input gradients TensorFlow.js' wasm backend gets right; models with any other are differentiated on the cpu backend. */
import { asString } from "./json.ts";
import type { Layer } from "./topology.ts";

/**
 * Every class here is checked against finite differences in test/blackbox/opaque.test.ts. Absent on purpose (TF.js 4.22, wasm):
 * max pooling gives silently wrong gradients where a window's maximum is <= 0, conv3d a wrong input gradient; convolution layers need
 * a filter gradient even where nobody asks for it, and that, depthwise convolutions and gathers have no kernel there.
 */
const rightOnWasm: ReadonlySet<string> = new Set([
  "InputLayer",
  "Dense",
  "Activation",
  "Softmax",
  "ReLU",
  "LeakyReLU",
  "ELU",
  "Dropout",
  "Flatten",
  "Reshape",
  "BatchNormalization",
  "Add",
]);

/** True when the gradient of the whole model may run on wasm. */
export function wasmGradientIsRight(layers: readonly Layer[]): boolean {
  return layers.every((layer) => rightOnWasm.has(layer.className));
}

/**
 * True when no backend gets the gradient right: that of average pooling with padding `same` is divided by the whole size of a window also
 * where a part of it lies outside (TF.js 4.22, cpu and wasm).
 */
export function noGradientIsRight(layers: readonly Layer[]): boolean {
  return layers.some(
    ({ className, config }) => /^AveragePooling/.test(className) && asString(config.padding) === "same",
  );
}
