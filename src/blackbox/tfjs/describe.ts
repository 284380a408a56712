/** One line about a model for people: "4-16(tanh)-3(softmax), 131 weights". */
import type { LoadedModel } from "../provider.ts";
import { asString } from "./json.ts";
import type { Net } from "./net.ts";
import type { Topology } from "./topology.ts";
import { countWeights, type Weight } from "./weights.ts";
import type { WindowLayer } from "./window-layers.ts";

function weightCount(weights: readonly Weight[]): string {
  return `${countWeights(weights).toLocaleString("en-US")} weights`;
}

/** Widths with the activations behind them; other layers by their own names. */
export function describeNet(net: Net, weights: readonly Weight[]): string {
  let text = net.inputShape.join("x");
  for (const layer of net.layers) {
    if (layer.kind === "dense") text += `-${layer.units}`;
    else if (layer.kind === "activation") text += `(${layer.activation.name})`;
    else if (layer.kind === "windows") text += `-${describeWindows(layer.layer)}`;
    else text += layer.kind === "normalization" ? "-normalization" : `-${layer.shape.join("x")}`;
  }
  return `${text}, ${weightCount(weights)}`;
}

/** `conv3x3:8`, `max2x2` */
function describeWindows(layer: WindowLayer): string {
  if (layer.kind === "padding") return "padding";
  const size = layer.windows.size.join("x");
  if (layer.kind === "pooling") return `${layer.method}${size}`;
  return layer.kind === "convolution" ? `conv${size}:${layer.kernelShape[3]}` : `depthwise${size}`;
}

/** The classes of the layers, each run of equals once. */
export function describeOpaque(topology: Topology, weights: readonly Weight[]): string {
  const classes = topology.layers.map((layer) => layer.className).filter((name) => name !== "InputLayer");
  const shown = classes.filter((name, i) => name !== classes[i - 1]);
  return `${shown.slice(0, 8).join("-")}${shown.length > 8 ? "-.." : ""}, ${weightCount(weights)}`;
}

/** What the net ends in, layers that change no number at prediction aside. */
export function lastActivation(topology: Topology): LoadedModel["endsIn"] {
  const chain = topology.chain ?? [];
  const last = chain.findLast((layer) => !["Dropout", "Flatten", "Reshape", "InputLayer"].includes(layer.className));
  const name = last?.className === "Softmax" ? "softmax" : asString(last?.config.activation)?.toLowerCase();
  return name === "softmax" || name === "sigmoid" ? name : "other";
}
