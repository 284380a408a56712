/** Writes a net as a tensor program, so that its derivatives are exact and its arithmetic float64. */
import * as t from "../../tensor/build.ts";
import { type Node, sizeOf } from "../../tensor/node.ts";
import { applyActivation } from "./activation.ts";
import type { Net, NetLayer } from "./net.ts";

/** Repeats a vector along the last axis of `shape`. */
function alongLast(vector: Float64Array, shape: readonly number[]): Node {
  return t.broadcast(t.constant(vector, [vector.length]), shape, [shape.length - 1]);
}

function dense(layer: NetLayer & { kind: "dense" }, x: Node): Node {
  const outer = x.shape.slice(0, -1);
  const rows = t.reshape(x, [sizeOf(outer), layer.inputs]);
  const product = t.reshape(t.matmul(rows, t.constant(layer.kernel, [layer.inputs, layer.units])), [
    ...outer,
    layer.units,
  ]);
  return layer.bias === undefined ? product : t.add(product, alongLast(layer.bias, product.shape));
}

function applyLayer(layer: NetLayer, x: Node): Node {
  switch (layer.kind) {
    case "dense":
      return dense(layer, x);
    case "activation":
      return applyActivation(layer.activation, x);
    case "affine":
      return t.add(t.mul(x, alongLast(layer.scale, x.shape)), alongLast(layer.shift, x.shape));
    case "reshape":
      return t.reshape(x, [x.shape[0], ...layer.shape]);
  }
}

/** The net at x [rows, ..input], as [rows, ..output]. */
export function importNet(net: Net, x: Node): Node {
  return net.layers.reduce((value, layer) => applyLayer(layer, value), x);
}
