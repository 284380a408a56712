/** Turns a chain of known layers and their weights into plain data; anything unknown leaves the model opaque. */

import type { Json } from "../../language/files/json.ts";
import { sizeOf } from "../../tensor/node.ts";
import { ModelError } from "../problem.ts";
import { type Activation, namedActivation } from "./activation.ts";
import { asArray, asNumber, asString } from "./json.ts";
import type { Layer } from "./topology.ts";
import { parameterLayout, type Weight } from "./weights.ts";
import { readWindowLayer, type WindowLayer, windowLayers, windowOutput } from "./window-layers.ts";

/** Weights are given by where they begin in the vector of all. */
export type NetLayer =
  /** kernel [inputs, units], bias [units]; acts on the last axis. */
  | {
      readonly kind: "dense";
      readonly inputs: number;
      readonly units: number;
      readonly kernel: number;
      readonly bias?: number;
    }
  | { readonly kind: "activation"; readonly activation: Activation }
  /** gamma (x - mean) / sqrt(variance + epsilon) + beta along the last axis: batch normalization of a trained net. */
  | {
      readonly kind: "normalization";
      readonly size: number;
      readonly epsilon: number;
      readonly mean: number;
      readonly variance: number;
      readonly gamma?: number;
      readonly beta?: number;
    }
  | { readonly kind: "reshape"; readonly shape: readonly number[] }
  | { readonly kind: "windows"; readonly layer: WindowLayer };

export interface Net {
  /** Of one row. */
  readonly inputShape: readonly number[];
  readonly outputShape: readonly number[];
  readonly layers: readonly NetLayer[];
}

/** The weights of a model, with where each begins in the vector of all. */
type Placed = readonly { readonly weight: Weight; readonly offset: number }[];

/** Where the weight `kind` of a layer begins; wrappers may have put their own names before the layer's. */
function findWeight(weights: Placed, layer: Layer, kind: string, shape: readonly number[]): number {
  const name = `${layer.name}/${kind}`;
  const entry =
    weights.find(({ weight }) => weight.name === name) ??
    weights.find(({ weight }) => weight.name.endsWith(`/${name}`));
  const found = entry?.weight;
  if (entry === undefined || found === undefined) {
    throw new ModelError({ kind: "weight", message: `layer ${layer.name} has no ${kind} among the weights` });
  }
  if (found.shape.length !== shape.length || found.shape.some((n, axis) => n !== shape[axis])) {
    throw new ModelError({
      kind: "weight",
      message: `the ${kind} of layer ${layer.name} is [${found.shape.join(", ")}], the layer needs [${shape.join(", ")}]`,
      hint: "model.json and the weight files must come from one and the same save",
    });
  }
  return entry.offset;
}

/** The input shape a first layer declares, without its batch axis; undefined when it is open. */
export function declaredInputShape(layer: Layer): readonly number[] | undefined {
  const { config } = layer;
  const sizes = asArray(config.batch_input_shape ?? config.batchInputShape ?? config.batch_shape)?.slice(1);
  return sizes?.every((n) => typeof n === "number" && n > 0) ? (sizes as number[]) : undefined;
}

function activationLayer(name: Json | undefined): NetLayer[] | undefined {
  const activation =
    name === undefined || name === null ? namedActivation("linear") : namedActivation(asString(name) ?? "");
  if (activation === undefined) return undefined;
  return activation.name === "linear" ? [] : [{ kind: "activation", activation }];
}

type Reader = (layer: Layer, shape: readonly number[], weights: Placed) => readonly NetLayer[] | undefined;

const identity: Reader = () => [];

const windows: Reader = (layer, shape, weights) => {
  const activation = activationLayer(layer.config.activation);
  const own = readWindowLayer(layer, shape, (of, kind, needed) => findWeight(weights, of, kind, needed));
  if (activation === undefined || own === undefined) return undefined;
  const isGlobal = layer.className.startsWith("Global") && layer.config.keepdims !== true;
  const flat: NetLayer[] = isGlobal ? [{ kind: "reshape", shape: [shape[2]] }] : [];
  return [{ kind: "windows", layer: own }, ...flat, ...activation];
};

const readers: Readonly<Record<string, Reader>> = {
  ...Object.fromEntries(windowLayers.map((name) => [name, windows])),
  InputLayer: identity,
  Dropout: identity,
  SpatialDropout1D: identity,
  SpatialDropout2D: identity,
  GaussianNoise: identity,
  GaussianDropout: identity,
  AlphaDropout: identity,
  Activation: ({ config }) => activationLayer(config.activation),
  Softmax: ({ config }, shape) => {
    const axis = asNumber(config.axis) ?? -1;
    return axis === -1 || axis === shape.length ? activationLayer("softmax") : undefined;
  },
  ReLU: ({ config }) => {
    if ((asNumber(config.threshold) ?? 0) !== 0) return undefined;
    const activation = { name: "relu", alpha: asNumber(config.negative_slope), maximum: asNumber(config.max_value) };
    return [{ kind: "activation", activation }];
  },
  LeakyReLU: ({ config }) => {
    const alpha = asNumber(config.alpha) ?? asNumber(config.negative_slope) ?? 0.3;
    return [{ kind: "activation", activation: { name: "relu", alpha } }];
  },
  ELU: ({ config }) => [{ kind: "activation", activation: { name: "elu", alpha: asNumber(config.alpha) ?? 1 } }],
  Flatten: ({ config }, shape) =>
    config.data_format === "channels_first" ? undefined : [{ kind: "reshape", shape: [sizeOf(shape)] }],
  Reshape: ({ config }, shape) => {
    const target = asArray(config.target_shape);
    if (target === undefined || !target.every((n): n is number => typeof n === "number")) return undefined;
    const known = target.filter((n) => n > 0).reduce((product, n) => product * n, 1);
    const resolved = target.map((n) => (n > 0 ? n : sizeOf(shape) / known));
    return resolved.every(Number.isInteger) ? [{ kind: "reshape", shape: resolved }] : undefined;
  },
  Dense: (layer, shape, weights) => {
    const units = asNumber(layer.config.units);
    const activation = activationLayer(layer.config.activation);
    if (units === undefined || activation === undefined || shape.length === 0) return undefined;
    const inputs = shape[shape.length - 1];
    const kernel = findWeight(weights, layer, "kernel", [inputs, units]);
    const bias = layer.config.use_bias === false ? undefined : findWeight(weights, layer, "bias", [units]);
    return [{ kind: "dense", inputs, units, kernel, bias }, ...activation];
  },
  BatchNormalization: (layer, shape, weights) => {
    const axis = asNumber(Array.isArray(layer.config.axis) ? layer.config.axis[0] : layer.config.axis) ?? -1;
    if (axis !== -1 && axis !== shape.length) return undefined;
    const size = shape[shape.length - 1];
    const epsilon = asNumber(layer.config.epsilon) ?? 1e-3;
    const mean = findWeight(weights, layer, "moving_mean", [size]);
    const variance = findWeight(weights, layer, "moving_variance", [size]);
    const gamma = layer.config.scale === false ? undefined : findWeight(weights, layer, "gamma", [size]);
    const beta = layer.config.center === false ? undefined : findWeight(weights, layer, "beta", [size]);
    return [{ kind: "normalization", size, epsilon, mean, variance, gamma, beta }];
  },
};

function place(weights: readonly Weight[]): Placed {
  const { parts } = parameterLayout(weights);
  return weights.map((weight, i) => ({ weight, offset: parts[i].offset }));
}

function outputShape(layer: NetLayer, shape: readonly number[]): readonly number[] {
  if (layer.kind === "reshape") return layer.shape;
  if (layer.kind === "windows") return windowOutput(layer.layer, shape);
  return layer.kind === "dense" ? [...shape.slice(0, -1), layer.units] : shape;
}

/** The net, or undefined when a layer is not among those known. Throws a ModelError when weights do not fit a known layer. */
export function readNet(chain: readonly Layer[], weights: readonly Weight[]): Net | undefined {
  const inputShape = declaredInputShape(chain[0]);
  if (inputShape === undefined || !chain.every((layer) => Object.hasOwn(readers, layer.className))) return undefined;
  const placed = place(weights);
  const layers: NetLayer[] = [];
  let shape = inputShape;
  for (const layer of chain) {
    const read = readers[layer.className](layer, shape, placed);
    if (read === undefined) return undefined;
    for (const part of read) {
      layers.push(part);
      const next = outputShape(part, shape);
      if (part.kind === "reshape" && sizeOf(next) !== sizeOf(shape)) {
        const message = `layer ${layer.name} makes [${next.join(", ")}] of [${shape.join(", ")}], which has other elements`;
        throw new ModelError({ kind: "weight", message });
      }
      shape = next;
    }
  }
  return { inputShape, outputShape: shape, layers };
}
