/** Trains a classifier of images with one hidden layer of ReLUs, in double precision: Adam on mini-batches of the cross-entropy. */
import type { Xoshiro } from "../../../../verify/support/xoshiro.ts";
import { adam } from "../../../inverse_estimation/net.ts";
import { type Digit, pixels, shuffled } from "../../../kkt/digits.ts";

const classes = 10;

export interface Recipe {
  readonly hidden: number;
  readonly epochs: number;
  /** Images in a step. */
  readonly batch: number;
  readonly rate: number;
}

/** Kernels are [inputs, units], row-major. */
export interface Classifier {
  readonly kernel1: Float64Array;
  readonly bias1: Float64Array;
  readonly kernel2: Float64Array;
  readonly bias2: Float64Array;
}

/** Weights start as normal numbers of variance 2 / inputs (He et al. 2015), biases at 0. Inputs are grey values in [0, 1]. */
export function trainClassifier(digits: readonly Digit[], recipe: Recipe, random: Xoshiro): Classifier {
  const { hidden, epochs, batch, rate } = recipe;
  const start = (inputs: number, units: number) =>
    Float64Array.from({ length: inputs * units }, () => random.normal() * Math.sqrt(2 / inputs));
  const net: Classifier = {
    kernel1: start(pixels, hidden),
    bias1: new Float64Array(hidden),
    kernel2: start(hidden, classes),
    bias2: new Float64Array(classes),
  };
  const parts = [net.kernel1, net.bias1, net.kernel2, net.bias2];
  const moves = parts.map(adam);
  let step = 0;
  for (let epoch = 0; epoch < epochs; epoch++) {
    const order = shuffled(digits, random);
    for (let at = 0; at < order.length; at += batch) {
      step += 1;
      const gradients = gradientOf(net, order.slice(at, at + batch));
      moves.forEach((move, i) => {
        move(gradients[i], step, rate);
      });
    }
  }
  return net;
}

/** Of the mean cross-entropy by the four arrays of weights, by back-propagation. */
function gradientOf({ kernel1, bias1, kernel2, bias2 }: Classifier, digits: readonly Digit[]): Float64Array[] {
  const units = bias1.length;
  const gradients = [kernel1, bias1, kernel2, bias2].map(({ length }) => new Float64Array(length));
  const [toKernel1, toBias1, toKernel2, toBias2] = gradients;
  for (const { bytes, digit } of digits) {
    const inside = bias1.slice();
    for (let p = 0; p < pixels; p++) {
      if (bytes[p] === 0) continue;
      for (let u = 0; u < units; u++) inside[u] += (bytes[p] / 255) * kernel1[p * units + u];
    }
    const scores = bias2.slice();
    for (let u = 0; u < units; u++) {
      for (let k = 0; k < classes; k++) scores[k] += Math.max(inside[u], 0) * kernel2[u * classes + k];
    }
    const largest = scores.reduce((a, b) => Math.max(a, b));
    const weights = scores.map((score) => Math.exp(score - largest));
    const total = weights.reduce((a, b) => a + b);
    const outer = weights.map((weight, k) => (weight / total - (k === digit ? 1 : 0)) / digits.length);
    const inner = new Float64Array(units);
    for (let k = 0; k < classes; k++) toBias2[k] += outer[k];
    for (let u = 0; u < units; u++) {
      if (inside[u] <= 0) continue;
      for (let k = 0; k < classes; k++) {
        toKernel2[u * classes + k] += inside[u] * outer[k];
        inner[u] += kernel2[u * classes + k] * outer[k];
      }
      toBias1[u] += inner[u];
    }
    for (let p = 0; p < pixels; p++) {
      if (bytes[p] === 0) continue;
      for (let u = 0; u < units; u++) toKernel1[p * units + u] += (bytes[p] / 255) * inner[u];
    }
  }
  return gradients;
}
