/** Reads weight files: bytes to named arrays, with their sizes and numbers checked. */
import { sizeOf } from "../../tensor/node.ts";
import { beside, type Files, isBytes } from "../files.ts";
import { layOut, type ParameterLayout } from "../parameters.ts";
import { ModelError } from "../problem.ts";
import type { WeightGroup, WeightSpec } from "./topology.ts";

export interface Weight {
  readonly name: string;
  readonly dtype: "float32" | "int32" | "bool";
  readonly shape: readonly number[];
  readonly data: Float32Array | Int32Array | Uint8Array;
}

const bytesPerElement: Readonly<Record<string, number>> = {
  float32: 4,
  int32: 4,
  bool: 1,
  uint8: 1,
  uint16: 2,
  float16: 2,
};

function storedBytes(spec: WeightSpec): number {
  if (!["float32", "int32", "bool"].includes(spec.dtype)) {
    throw new ModelError({
      kind: "dtype",
      message: `${spec.name} is of dtype ${spec.dtype}`,
      hint: "float32, int32 and bool can be read, stored also as uint8, uint16 or float16",
    });
  }
  const stored = spec.quantization?.dtype ?? spec.dtype;
  const bytes = bytesPerElement[stored];
  if (bytes === undefined || (spec.quantization !== undefined && !["uint8", "uint16", "float16"].includes(stored))) {
    throw new ModelError({
      kind: "dtype",
      message: `${spec.name} is quantized to ${stored}`,
      hint: "uint8, uint16 and float16 can be read",
    });
  }
  return bytes * sizeOf(spec.shape);
}

/** IEEE 754 binary16 to number. */
function halfToNumber(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 0) return sign * 2 ** -24 * fraction;
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * 2 ** (exponent - 15) * (1 + fraction / 1024);
}

/** The numbers of one weight; `bytes` is a copy of exactly its part of the file, so it is aligned. */
function decode(spec: WeightSpec, bytes: Uint8Array<ArrayBuffer>): Weight["data"] {
  const { quantization } = spec;
  if (quantization === undefined) {
    if (spec.dtype === "float32") return new Float32Array(bytes.buffer);
    return spec.dtype === "int32" ? new Int32Array(bytes.buffer) : bytes;
  }
  const stored = quantization.dtype === "uint8" ? bytes : new Uint16Array(bytes.buffer);
  const value =
    quantization.dtype === "float16" ? halfToNumber : (q: number) => q * quantization.scale + quantization.min;
  return spec.dtype === "int32"
    ? Int32Array.from(stored, (q) => Math.round(value(q)))
    : Float32Array.from(stored, value);
}

function checkFinite(spec: WeightSpec, data: Weight["data"]): void {
  const bad = data.findIndex((x: number) => !Number.isFinite(x));
  if (bad < 0) return;
  const slash = spec.name.lastIndexOf("/");
  const owner = slash < 0 ? spec.name : `layer ${spec.name.slice(0, slash)}`;
  throw new ModelError({
    kind: "nonFinite",
    message: `${Number.isNaN(data[bad]) ? "NaN" : "an infinity"} in the weights of ${owner}: element ${bad} of ${spec.name}`,
    hint: "the training has diverged, or the file is damaged",
  });
}

async function readGroupBytes(group: WeightGroup, modelPath: string, files: Files): Promise<Uint8Array> {
  const shards: Uint8Array[] = [];
  for (const path of group.paths) {
    const shard = await files.read(beside(modelPath, path));
    if (!isBytes(shard)) {
      const reason = shard.kind === "outside" ? "lies outside the scenario's folder" : "is missing";
      throw new ModelError({
        kind: "shard",
        message: `${beside(modelPath, path)} ${reason}`,
        hint: "it lies beside model.json and belongs to it",
      });
    }
    shards.push(shard);
  }
  if (shards.length === 1) return shards[0];
  const all = new Uint8Array(shards.reduce((total, shard) => total + shard.length, 0));
  let offset = 0;
  for (const shard of shards) {
    all.set(shard, offset);
    offset += shard.length;
  }
  return all;
}

/** Reads all weights of a model; `modelPath` is where model.json lies. Throws a ModelError that says what is wrong. */
export async function readWeights(groups: readonly WeightGroup[], modelPath: string, files: Files): Promise<Weight[]> {
  const weights: Weight[] = [];
  for (const group of groups) {
    const sizes = group.weights.map(storedBytes);
    const needed = sizes.reduce((total, size) => total + size, 0);
    const bytes = await readGroupBytes(group, modelPath, files);
    if (bytes.length !== needed) {
      throw new ModelError({
        kind: "size",
        message: `${group.paths.join(" + ")}: ${bytes.length} bytes, the manifest announces ${needed}`,
        hint: "model.json and the weight files must come from one and the same save",
      });
    }
    let offset = 0;
    for (const [i, spec] of group.weights.entries()) {
      const data = decode(spec, bytes.slice(offset, offset + sizes[i]));
      offset += sizes[i];
      checkFinite(spec, data);
      weights.push({ name: spec.name, dtype: spec.dtype as Weight["dtype"], shape: spec.shape, data });
    }
  }
  return weights;
}

/** Where each weight lies in the vector of all, in the order of the file: `dense/kernel` is the kernel of the layer dense. */
export function parameterLayout(weights: readonly Weight[]): ParameterLayout {
  return layOut(
    weights.map(({ name, shape }) => {
      const slash = name.lastIndexOf("/");
      const [layer, weight] = slash < 0 ? [name, "weight"] : [name.slice(0, slash), name.slice(slash + 1)];
      return { layer, weight, shape };
    }),
  );
}

/** The vector of all weights. */
export function parameterValues(weights: readonly Weight[]): Float64Array {
  const values = new Float64Array(countWeights(weights));
  let offset = 0;
  for (const { data } of weights) {
    values.set(data, offset);
    offset += data.length;
  }
  return values;
}

/** How many numbers the model consists of. */
export function countWeights(weights: readonly Weight[]): number {
  return weights.reduce((total, weight) => total + weight.data.length, 0);
}
