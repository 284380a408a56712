/** The activations of Keras as tensor nodes. */
import * as t from "../../tensor/build.ts";
import type { Node } from "../../tensor/node.ts";

/** A name in lower case without underscores, and the slope or scale that LeakyReLU and ELU have. */
export interface Activation {
  readonly name: string;
  readonly alpha?: number;
  /** Upper bound of ReLU. */
  readonly maximum?: number;
  /** Of ReLU: its derivative is taken to be sigmoid(slope x). */
  readonly slope?: number;
}

/** Klambauer et al. 2017, "Self-Normalizing Neural Networks", below equation 2. */
const selu = { alpha: 1.6732632423543772, scale: 1.0507009873554805 };

function elu(x: Node, alpha: number): Node {
  return t.select(t.gt(x, 0), x, t.mul(t.expm1(x), alpha));
}

function relu(x: Node, { alpha, maximum, slope }: Activation): Node {
  const plain = () => (slope === undefined ? t.relu(x) : t.smoothedRelu(x, slope));
  const bent = alpha === undefined || alpha === 0 ? plain() : t.select(t.gt(x, 0), x, t.mul(x, alpha));
  return maximum === undefined ? bent : t.min(bent, maximum);
}

const builders: Readonly<Record<string, (x: Node, activation: Activation) => Node>> = {
  linear: (x) => x,
  relu,
  relu6: (x) => relu(x, { name: "relu", maximum: 6 }),
  tanh: (x) => t.tanh(x),
  sigmoid: (x) => t.sigmoid(x),
  hardsigmoid: (x) => t.max(t.min(t.add(t.mul(x, 0.2), 0.5), 1), 0),
  softmax: (x) => t.softmax(x),
  logsoftmax: (x) => t.logSoftmax(x),
  softplus: (x) => t.softplus(x),
  softsign: (x) => t.div(x, t.add(t.abs(x), 1)),
  elu: (x, { alpha }) => elu(x, alpha ?? 1),
  selu: (x) => t.mul(elu(x, selu.alpha), selu.scale),
  swish: (x) => t.mul(x, t.sigmoid(x)),
  silu: (x) => t.mul(x, t.sigmoid(x)),
  mish: (x) => t.mul(x, t.tanh(t.softplus(x))),
  gelu: (x) => t.mul(t.mul(x, 0.5), t.add(t.erf(t.mul(x, Math.SQRT1_2)), 1)),
};

/** What a hidden layer of a `network` may do, as the language writes it. */
export const activationNames: readonly string[] = [
  "relu",
  "tanh",
  "sigmoid",
  "softplus",
  "softsign",
  "elu",
  "selu",
  "swish",
  "mish",
  "gelu",
  "linear",
];

/** The activation a layer's config names, or undefined when it is not known here. */
export function namedActivation(name: string): Activation | undefined {
  const plain = name.replaceAll("_", "").toLowerCase();
  return Object.hasOwn(builders, plain) ? { name: plain } : undefined;
}

/** Applied element-wise, or over the last axis for softmax and log softmax. */
export function applyActivation(activation: Activation, x: Node): Node {
  return builders[activation.name](x, activation);
}
