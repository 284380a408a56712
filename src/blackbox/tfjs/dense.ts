/** Fully connected nets as plain data: their weights laid out, their layers over them. */
import { layOut, type ParameterLayout, type WeightPart } from "../parameters.ts";
import { namedActivation } from "./activation.ts";
import type { Net, NetLayer } from "./net.ts";

export interface DenseNet {
  readonly parameters: ParameterLayout;
  readonly net: Net;
}

/**
 * Layers `layer1`, `layer2`, .. of kernel [inputs, units] and bias [units].
 * @param sizes inputs, the width of each hidden layer, outputs
 * @param hidden activation of the hidden layers; `last` that of the outputs
 */
export function denseNet(sizes: readonly number[], hidden: string, last: string): DenseNet {
  const parameters = layOut(sizes.slice(1).flatMap((units, i) => weightsOf(`layer${i + 1}`, sizes[i], units)));
  const layers = sizes.slice(1).flatMap((units, i): NetLayer[] => {
    const name = i === sizes.length - 2 ? last : hidden;
    const [kernel, bias] = [parameters.parts[2 * i].offset, parameters.parts[2 * i + 1].offset];
    const activation = namedActivation(name);
    const dense: NetLayer = { kind: "dense", inputs: sizes[i], units, kernel, bias };
    return activation === undefined || name === "linear" ? [dense] : [dense, { kind: "activation", activation }];
  });
  return { parameters, net: { inputShape: [sizes[0]], outputShape: [sizes[sizes.length - 1]], layers } };
}

function weightsOf(layer: string, inputs: number, units: number): Omit<WeightPart, "offset">[] {
  return [
    { layer, weight: "kernel", shape: [inputs, units] },
    { layer, weight: "bias", shape: [units] },
  ];
}
