/** Writes a trained net as a TensorFlow.js LayersModel: model.json and weights.bin. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Weights } from "./descent.ts";

/** Whether weights are stored in 4 bytes or in 2. */
export type Precision = "float32" | "float16";

/** Saves into `folder`, which is made when it is not there. Hidden layers are ReLU, the last is linear. */
export function saveNet({ kernels, bias, sizes }: Weights, folder: string, precision: Precision): void {
  mkdirSync(folder, { recursive: true });
  const layers = kernels.map((_, l) => ({
    class_name: "Dense",
    config: {
      name: `dense${l + 1}`,
      units: sizes[l + 1],
      activation: l < kernels.length - 1 ? "relu" : "linear",
      use_bias: l === 0 && bias !== undefined,
      ...(l === 0 && { batch_input_shape: [null, sizes[0]] }),
    },
  }));
  const weights = kernels.flatMap((kernel, l) => [
    { name: `dense${l + 1}/kernel`, shape: [sizes[l], sizes[l + 1]], data: kernel },
    ...(l === 0 && bias ? [{ name: "dense1/bias", shape: [sizes[1]], data: bias }] : []),
  ]);
  const quantization = precision === "float16" ? { quantization: { dtype: "float16" } } : {};
  const model = {
    format: "layers-model",
    modelTopology: { class_name: "Sequential", config: { name: "victim", layers } },
    weightsManifest: [
      {
        paths: ["weights.bin"],
        weights: weights.map(({ name, shape }) => ({ name, shape, dtype: "float32", ...quantization })),
      },
    ],
  };
  const numbers = weights.flatMap(({ data }) => [...data]);
  const bytes = precision === "float16" ? Uint16Array.from(numbers, halfOf) : Float32Array.from(numbers);
  writeFileSync(join(folder, "model.json"), `${JSON.stringify(model, null, 1)}\n`);
  writeFileSync(join(folder, "weights.bin"), new Uint8Array(bytes.buffer));
}

/** The bits of the nearest IEEE 754 binary16 number, for |x| below 65,504. */
function halfOf(x: number): number {
  const sign = x < 0 ? 0x8000 : 0;
  const size = Math.abs(x);
  const exponent = Math.max(-14, Math.floor(Math.log2(size)));
  if (size < 2 ** -25) return sign;
  // Counted in units of the last place; one too many carries over into the exponent by itself.
  const units = Math.round(size * 2 ** (10 - exponent));
  return sign | (exponent === -14 && units < 1024 ? units : ((exponent + 14) << 10) + units);
}

/** Writes [rows, columns] as a .npy file of float32 numbers or of bytes. */
export function saveArray(file: string, data: Float64Array | Uint8Array, columns: number): void {
  const rows = data.length / columns;
  const isBytes = data instanceof Uint8Array;
  const header = `{'descr': '${isBytes ? "|u1" : "<f4"}', 'fortran_order': False, 'shape': (${rows}, ${columns}), }`;
  const padded = `${header.padEnd(Math.ceil((header.length + 11) / 64) * 64 - 11)}\n`;
  const start = Buffer.from([0x93, ...Buffer.from("NUMPY"), 1, 0, padded.length & 255, padded.length >> 8]);
  const body = isBytes ? data : new Uint8Array(Float32Array.from(data).buffer);
  writeFileSync(file, Buffer.concat([start, Buffer.from(padded), body]));
}
