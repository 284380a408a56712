/** Writes a net as a tensor program, so that its derivatives are exact and its arithmetic float64. */
import * as t from "../../tensor/build.ts";
import { type Node, type Shape, sizeOf } from "../../tensor/node.ts";
import { applyActivation } from "./activation.ts";
import type { Net, NetLayer } from "./net.ts";
import { applyWindowLayer } from "./window-layers.ts";

/** The weight of that shape that begins at `offset` of the vector of all. */
type Weights = (offset: number, shape: Shape) => Node;

/** Weights that are known: each is a constant of its own. */
function known(values: Float64Array): Weights {
  return (offset, shape) => t.constant(values.subarray(offset, offset + sizeOf(shape)), shape);
}

/** Weights that may depend on anything: parts of a vector [weights]. */
function partsOf(vector: Node): Weights {
  return (offset, shape) => t.reshape(t.slice(vector, 0, offset, offset + sizeOf(shape)), shape);
}

/** Repeats a vector along the last axis of `shape`. */
function alongLast(vector: Node, shape: Shape): Node {
  return t.broadcast(vector, shape, [shape.length - 1]);
}

function dense(layer: NetLayer & { kind: "dense" }, x: Node, weights: Weights): Node {
  const { inputs, units } = layer;
  const outer = x.shape.slice(0, -1);
  const rows = t.reshape(x, [sizeOf(outer), inputs]);
  const product = t.reshape(t.matmul(rows, weights(layer.kernel, [inputs, units])), [...outer, units]);
  return layer.bias === undefined ? product : t.add(product, alongLast(weights(layer.bias, [units]), product.shape));
}

function normalization(layer: NetLayer & { kind: "normalization" }, x: Node, weights: Weights): Node {
  const { epsilon, gamma, beta, size } = layer;
  const [mean, variance] = [weights(layer.mean, [size]), weights(layer.variance, [size])];
  const deviation = t.sqrt(t.add(variance, epsilon));
  const scale = gamma === undefined ? t.reciprocal(deviation) : t.div(weights(gamma, [size]), deviation);
  const moved = t.mul(scale, mean);
  const shift = beta === undefined ? t.neg(moved) : t.sub(weights(beta, [size]), moved);
  return t.add(t.mul(x, alongLast(scale, x.shape)), alongLast(shift, x.shape));
}

function applyLayer(layer: NetLayer, x: Node, weights: Weights, slope: number | undefined): Node {
  switch (layer.kind) {
    case "dense":
      return dense(layer, x, weights);
    case "activation":
      return applyActivation({ ...layer.activation, slope }, x);
    case "normalization":
      return normalization(layer, x, weights);
    case "reshape":
      return t.reshape(x, [x.shape[0], ...layer.shape]);
    case "windows":
      return applyWindowLayer(layer.layer, x, weights);
  }
}

/**
 * The net at x [rows, ..input], as [rows, ..output].
 * @param weights all of them as one vector: known numbers, or a node that may depend on anything
 * @param slope where derivatives of relu are to be smooth: sigmoid(slope x) in the place of its step
 */
export function importNet(net: Net, x: Node, weights: Float64Array | Node, slope?: number): Node {
  const part = weights instanceof Float64Array ? known(weights) : partsOf(weights);
  return net.layers.reduce((value, layer) => applyLayer(layer, value, part, slope), x);
}
