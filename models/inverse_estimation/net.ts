/** Trains classifiers with a softmax and at most one hidden layer, in double precision: full-batch Adam on the cross-entropy. */
import { type SavedModel, saveDense } from "../../src/blackbox/tfjs/save.ts";
import { stream } from "./random.ts";
import type { Rows } from "./sets.ts";

export interface NetOptions {
  /** Units of the hidden tanh layer; 0 for logistic regression. */
  readonly hidden: number;
  readonly steps: number;
  readonly rate: number;
  /** Weight of half the squared weights, biases left out, in the mean loss. */
  readonly decay: number;
}

/** [inputs, units] weights, row-major, and biases of each layer. */
interface Layer {
  readonly kernel: Float64Array;
  readonly bias: Float64Array;
  readonly inputs: number;
  readonly units: number;
}

export interface Net {
  readonly layers: readonly Layer[];
  /** Probabilities of the classes for each row. */
  predict(rows: Rows["rows"]): Float64Array[];
  /** The net as TensorFlow.js reads it. */
  save(name: string): SavedModel;
}

export function trainNet({ rows, labels }: Rows, classes: number, options: NetOptions, seed: number): Net {
  const random = stream(seed);
  const widths = [rows[0].length, ...(options.hidden > 0 ? [options.hidden] : []), classes];
  const layers = widths.slice(1).map((units, i): Layer => {
    const inputs = widths[i];
    const kernel = Float64Array.from({ length: inputs * units }, () => random.normal() / Math.sqrt(inputs));
    return { kernel, bias: new Float64Array(units), inputs, units };
  });
  const moments = layers.map(({ kernel, bias }) => [adam(kernel), adam(bias)] as const);
  for (let step = 1; step <= options.steps; step++) {
    const gradients = gradientOf(layers, rows, labels);
    layers.forEach(({ kernel }, l) => {
      const [own, ownBias] = moments[l];
      const { kernel: towards, bias } = gradients[l];
      for (let i = 0; i < kernel.length; i++) towards[i] += options.decay * kernel[i];
      // The rate falls to 0 along a half cosine, so that the last steps settle.
      const rate = (options.rate * (1 + Math.cos((Math.PI * (step - 1)) / options.steps))) / 2;
      own(towards, step, rate);
      ownBias(bias, step, rate);
    });
  }
  return {
    layers,
    predict: (given) => given.map((row) => forward(layers, row).at(-1) ?? new Float64Array(0)),
    save: (name) => {
      const saved = layers.map(({ kernel, bias }, l) => {
        const activation = l === layers.length - 1 ? "softmax" : "tanh";
        return { name: l === layers.length - 1 ? "scores" : "hidden", kernel, bias, activation };
      });
      return saveDense(name, widths[0], saved);
    },
  };
}

/** What each layer gives for one row, the probabilities last. */
function forward(layers: readonly Layer[], row: ArrayLike<number>): Float64Array[] {
  const outputs: Float64Array[] = [];
  let input = row;
  layers.forEach(({ kernel, bias, inputs, units }, l) => {
    const out = bias.slice();
    for (let i = 0, at = 0; i < inputs; i++) {
      const x = input[i];
      for (let u = 0; u < units; u++, at++) out[u] += x * kernel[at];
    }
    if (l < layers.length - 1) for (let u = 0; u < units; u++) out[u] = Math.tanh(out[u]);
    else softmax(out);
    outputs.push(out);
    input = out;
  });
  return outputs;
}

function softmax(values: Float64Array): void {
  const highest = values.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  let total = 0;
  for (let k = 0; k < values.length; k++) {
    values[k] = Math.exp(values[k] - highest);
    total += values[k];
  }
  for (let k = 0; k < values.length; k++) values[k] /= total;
}

/** Of the mean cross-entropy, by back-propagation. */
function gradientOf(layers: readonly Layer[], rows: Rows["rows"], labels: readonly number[]) {
  const gradients = layers.map(({ kernel, bias }) => ({
    kernel: new Float64Array(kernel.length),
    bias: new Float64Array(bias.length),
  }));
  rows.forEach((row, r) => {
    const outputs = forward(layers, row);
    let delta = outputs[layers.length - 1].slice();
    delta[labels[r]] -= 1;
    for (let l = layers.length - 1; l >= 0; l--) {
      const { kernel, inputs, units } = layers[l];
      const { kernel: towards, bias } = gradients[l];
      const input: ArrayLike<number> = l === 0 ? row : outputs[l - 1];
      const below = new Float64Array(inputs);
      for (let i = 0, at = 0; i < inputs; i++) {
        for (let u = 0; u < units; u++, at++) {
          towards[at] += (input[i] * delta[u]) / rows.length;
          below[i] += kernel[at] * delta[u];
        }
        below[i] *= 1 - input[i] * input[i];
      }
      for (let u = 0; u < units; u++) bias[u] += delta[u] / rows.length;
      delta = below;
    }
  });
  return gradients;
}

/** Adam (Kingma and Ba 2015) on one array of weights; steps count from 1. */
export function adam(weights: Float64Array): (gradient: Float64Array, step: number, rate: number) => void {
  const [first, second] = [new Float64Array(weights.length), new Float64Array(weights.length)];
  const [slow, slower] = [0.9, 0.999];
  return (gradient, step, rate) => {
    for (let i = 0; i < weights.length; i++) {
      first[i] = slow * first[i] + (1 - slow) * gradient[i];
      second[i] = slower * second[i] + (1 - slower) * gradient[i] ** 2;
      const mean = first[i] / (1 - slow ** step);
      weights[i] -= (rate * mean) / (Math.sqrt(second[i] / (1 - slower ** step)) + 1e-8);
    }
  };
}
