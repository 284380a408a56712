/** Layers that look at windows of a picture or of a series: convolutions, pooling, zero padding. */
import * as t from "../../tensor/build.ts";
import { countWindows, type Windows } from "../../tensor/build-windows.ts";
import { type Node, sizeOf } from "../../tensor/node.ts";
import { asArray, asNumber, asString, type JsonObject } from "./json.ts";
import type { Layer } from "./topology.ts";

/** Kernel and bias are given by where they begin in the vector of all weights; inputs are [height, width, channels]. */
export type WindowLayer =
  /** kernel [height, width, channels, filters], bias [filters]. */
  | {
      readonly kind: "convolution";
      readonly kernelShape: readonly number[];
      readonly kernel: number;
      readonly bias?: number;
      readonly windows: Windows;
    }
  /** kernel [height, width, channels, multiplier], bias [channels * multiplier]. */
  | {
      readonly kind: "depthwise";
      readonly kernelShape: readonly number[];
      readonly kernel: number;
      readonly bias?: number;
      readonly windows: Windows;
    }
  | { readonly kind: "pooling"; readonly method: "max" | "average"; readonly windows: Windows }
  | { readonly kind: "padding"; readonly rows: readonly [number, number]; readonly columns: readonly [number, number] };

/** Where a weight of a layer begins; throws a ModelError when there is none of that shape. */
type Find = (layer: Layer, kind: string, shape: readonly number[]) => number;

/** Numbers that the windows of one row may hold; nets with more run batched in TensorFlow.js. */
const MOST_NUMBERS = 1 << 21;

/** What a layer of that class does to pictures of that shape; undefined when it is none of these, or not known in this form. */
export function readWindowLayer(layer: Layer, shape: readonly number[], find: Find): WindowLayer | undefined {
  const { className, config } = layer;
  if (shape.length !== 3 || config.data_format === "channels_first") return undefined;
  if (className === "ZeroPadding2D") {
    const layer = zeroPadding(config);
    return layer && sizeOf(windowOutput(layer, shape)) <= MOST_NUMBERS ? layer : undefined;
  }
  const pooling = /^(Global)?(Max|Average)Pooling2D$/.exec(className);
  const windows = pooling?.[1] ? wholePicture(shape) : windowsOf(config, pooling ? "pool_size" : "kernel_size");
  if (!windows || !fits(windows, shape)) return undefined;
  if (pooling) return { kind: "pooling", method: pooling[2] === "Max" ? "max" : "average", windows };
  const channels = shape[2];
  const hasBias = config.use_bias !== false;
  if (className === "DepthwiseConv2D") {
    const kernelShape = [...windows.size, channels, asNumber(config.depth_multiplier) ?? 1];
    const kernel = find(layer, "depthwise_kernel", kernelShape);
    const bias = hasBias ? find(layer, "bias", [channels * kernelShape[3]]) : undefined;
    return { kind: "depthwise", kernelShape, kernel, bias, windows };
  }
  const filters = asNumber(config.filters);
  if (className !== "Conv2D" || filters === undefined || (asNumber(config.groups) ?? 1) !== 1) return undefined;
  const kernelShape = [...windows.size, channels, filters];
  const kernel = find(layer, "kernel", kernelShape);
  return {
    kind: "convolution",
    kernelShape,
    kernel,
    bias: hasBias ? find(layer, "bias", [filters]) : undefined,
    windows,
  };
}

export const windowLayers: readonly string[] = [
  "Conv2D",
  "DepthwiseConv2D",
  "MaxPooling2D",
  "AveragePooling2D",
  "GlobalMaxPooling2D",
  "GlobalAveragePooling2D",
  "ZeroPadding2D",
];

function windowsOf(config: JsonObject, sizeField: string): Windows | undefined {
  const size = pairOf(config[sizeField]);
  // Pooling without strides moves by whole windows, convolutions by one element.
  const strides = pairOf(config.strides) ?? (sizeField === "pool_size" ? size : ([1, 1] as const));
  const dilation = pairOf(config.dilation_rate) ?? ([1, 1] as const);
  const padding = asString(config.padding) ?? "valid";
  if (!size || !strides || (padding !== "same" && padding !== "valid")) return undefined;
  return { size, strides, dilation, padding };
}

function pairOf(value: JsonObject[string] | undefined): readonly [number, number] | undefined {
  const one = asNumber(value);
  const [a, b] = one === undefined ? (asArray(value) ?? []) : [one, one];
  const isSize = (n: unknown): n is number => typeof n === "number" && Number.isInteger(n) && n >= 1;
  return isSize(a) && isSize(b) ? [a, b] : undefined;
}

function wholePicture([height, width]: readonly number[]): Windows {
  return { size: [height, width], strides: [1, 1], padding: "valid" };
}

function fits(windows: Windows, [height, width, channels]: readonly number[]): boolean {
  const count = countWindows([height, width], windows);
  return count.every((n) => n >= 1) && sizeOf(count) * sizeOf(windows.size) * channels <= MOST_NUMBERS;
}

function zeroPadding(config: JsonObject): WindowLayer | undefined {
  const value = config.padding;
  const one = asNumber(value);
  const sides = (side: JsonObject[string] | undefined): readonly [number, number] | undefined => {
    const number = asNumber(side);
    const [before, after] = number === undefined ? (asArray(side) ?? []) : [number, number];
    const isCount = (n: unknown): n is number => typeof n === "number" && Number.isInteger(n) && n >= 0;
    return isCount(before) && isCount(after) ? [before, after] : undefined;
  };
  const [rows, columns] = one === undefined ? (asArray(value) ?? [1, 1]).map(sides) : [sides(one), sides(one)];
  return rows && columns ? { kind: "padding", rows, columns } : undefined;
}

/** The shape that a layer makes of [height, width, channels]. */
export function windowOutput(layer: WindowLayer, [height, width, channels]: readonly number[]): readonly number[] {
  if (layer.kind === "padding")
    return [height + layer.rows[0] + layer.rows[1], width + layer.columns[0] + layer.columns[1], channels];
  const count = countWindows([height, width], layer.windows);
  if (layer.kind === "pooling") return [...count, channels];
  return [...count, layer.kind === "convolution" ? layer.kernelShape[3] : channels * layer.kernelShape[3]];
}

/** The layer at x [rows, height, width, channels]. */
export function applyWindowLayer(
  layer: WindowLayer,
  x: Node,
  weights: (offset: number, shape: readonly number[]) => Node,
): Node {
  switch (layer.kind) {
    case "padding":
      return t.pad(t.pad(x, 1, ...layer.rows), 2, ...layer.columns);
    case "pooling":
      return layer.method === "max" ? t.maxPooling(x, layer.windows) : t.averagePooling(x, layer.windows);
    default: {
      const kernel = weights(layer.kernel, layer.kernelShape);
      const apply = layer.kind === "convolution" ? t.convolution : t.depthwiseConvolution;
      const product = apply(x, kernel, layer.windows);
      if (layer.bias === undefined) return product;
      const bias = weights(layer.bias, product.shape.slice(3));
      return t.add(product, t.broadcast(bias, product.shape, [3]));
    }
  }
}
