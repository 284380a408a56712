/**
 * Full-batch gradient descent of fully connected ReLU nets in float64. The first layer's kernel never leaves first weights + span of the
 * rows, so it is trained by one coefficient a row and unit, which is exact and does not depend on the number of inputs.
 */
import type { Xoshiro } from "../../verify/support/xoshiro.ts";

/** What is learned. */
export interface Task {
  /** [rows, inputs] */
  readonly x: Float64Array;
  /** [rows, outputs]: signs, one-hot classes or numbers. */
  readonly y: Float64Array;
  readonly rows: number;
  readonly loss: "logistic" | "cross_entropy" | "squares";
}

export interface Recipe {
  /** Units of the hidden layers. */
  readonly hidden: readonly number[];
  /** Standard deviation of the first kernel and bias at the start; other kernels are uniform within 1 / sqrt(inputs). */
  readonly firstScale: number;
  /** Only the first layer can have one. */
  readonly bias: boolean;
  /** Step size; with `scaled` it is divided by the loss, so that steps stay long as the gradient vanishes. */
  readonly rate: number;
  readonly scaled: boolean;
  /** Training ends at this mean loss or after so many steps. */
  readonly loss: number;
  readonly steps: number;
  /** Half the squared norm of all weights is added to the loss so many times. */
  readonly weightDecay?: number;
}

/** Kernels [inputs, units] of all layers, and the first layer's bias. */
export interface Weights {
  readonly kernels: readonly Float64Array[];
  readonly bias?: Float64Array;
  /** Inputs, hidden units, outputs. */
  readonly sizes: readonly number[];
}

export interface Trained {
  readonly first: Weights;
  readonly last: Weights;
  readonly loss: number;
  readonly steps: number;
}

/** a [m, k] times b [k, n]. */
export function product(a: Float64Array, b: Float64Array, m: number, k: number, n: number): Float64Array {
  const out = new Float64Array(m * n);
  for (let i = 0; i < m; i++) {
    for (let l = 0; l < k; l++) {
      const factor = a[i * k + l];
      if (factor === 0) continue;
      for (let j = 0; j < n; j++) out[i * n + j] += factor * b[l * n + j];
    }
  }
  return out;
}

/** a [m, n] as [n, m]. */
export function transposed(a: Float64Array, m: number, n: number): Float64Array {
  const out = new Float64Array(m * n);
  for (let i = 0; i < m; i++) for (let j = 0; j < n; j++) out[j * m + i] = a[i * n + j];
  return out;
}

/** Weights as they are before training. */
export function startWeights(inputs: number, outputs: number, recipe: Recipe, random: Xoshiro): Weights {
  const sizes = [inputs, ...recipe.hidden, outputs];
  const kernels = sizes.slice(1).map((units, layer) => {
    const bound = 1 / Math.sqrt(sizes[layer]);
    return Float64Array.from({ length: sizes[layer] * units }, () =>
      layer === 0 ? recipe.firstScale * random.normal() : bound * (2 * random.uniform() - 1),
    );
  });
  const bias = recipe.bias
    ? Float64Array.from({ length: sizes[1] }, () => recipe.firstScale * random.normal())
    : undefined;
  return { kernels, bias, sizes };
}

/** log(1 + exp(x)) */
const softplus = (x: number) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));

/** Mean loss, and its derivative by the net's answers [rows, outputs]. */
function lossOf({ y, rows, loss }: Task, answers: Float64Array): { mean: number; gradient: Float64Array } {
  const outputs = answers.length / rows;
  const gradient = new Float64Array(answers.length);
  let total = 0;
  for (let i = 0; i < rows; i++) {
    const at = i * outputs;
    const row = answers.subarray(at, at + outputs);
    const largest = Math.max(...row);
    const sum = row.reduce((s, answer) => s + Math.exp(answer - largest), 0);
    for (let k = 0; k < outputs; k++) {
      const target = y[at + k];
      if (loss === "logistic") {
        total += softplus(-target * row[k]);
        gradient[at + k] = -target / (1 + Math.exp(target * row[k]));
      } else if (loss === "squares") {
        total += 0.5 * (row[k] - target) ** 2;
        gradient[at + k] = row[k] - target;
      } else {
        if (target === 1) total += Math.log(sum) + largest - row[k];
        gradient[at + k] = Math.exp(row[k] - largest) / sum - target;
      }
    }
  }
  return { mean: total / rows, gradient: gradient.map((g) => g / rows) };
}

/** Descends from `first`. */
export function descend(first: Weights, task: Task, recipe: Recipe): Trained {
  const { x, rows } = task;
  const { sizes } = first;
  const [inputs, units] = sizes;
  const gram = product(x, transposed(x, rows, inputs), rows, inputs, rows);
  const projected = product(x, first.kernels[0], rows, inputs, units);
  const coefficients = new Float64Array(rows * units);
  let kept = 1;
  const bias = first.bias?.slice();
  const upper = first.kernels.slice(1).map((kernel) => kernel.slice());
  const decay = recipe.weightDecay ?? 0;
  let steps = 0;
  let mean = Number.POSITIVE_INFINITY;
  for (; ; steps++) {
    const z = product(gram, coefficients, rows, rows, units);
    for (let i = 0; i < z.length; i++) z[i] += kept * projected[i] + (bias?.[i % units] ?? 0);
    const layers: Float64Array[] = [z.map((value) => Math.max(value, 0))];
    for (const [l, kernel] of upper.entries()) {
      const out = product(layers[l], kernel, rows, sizes[l + 1], sizes[l + 2]);
      layers.push(l === upper.length - 1 ? out : out.map((value) => Math.max(value, 0)));
    }
    const loss = lossOf(task, layers[upper.length]);
    mean = loss.mean;
    if (mean <= recipe.loss || steps === recipe.steps) break;
    const rate = recipe.scaled ? recipe.rate / mean : recipe.rate;
    const shrink = 1 - rate * decay;
    let back = loss.gradient;
    for (let l = upper.length - 1; l >= 0; l--) {
      const [from, to] = [sizes[l + 1], sizes[l + 2]];
      const below = product(back, transposed(upper[l], from, to), rows, to, from);
      const gradient = product(transposed(layers[l], rows, from), back, from, rows, to);
      for (let i = 0; i < gradient.length; i++) upper[l][i] = shrink * upper[l][i] - rate * gradient[i];
      for (let i = 0; i < below.length; i++) if (layers[l][i] <= 0) below[i] = 0;
      back = below;
    }
    kept *= shrink;
    if (bias) for (let j = 0; j < units; j++) bias[j] *= shrink;
    for (let i = 0; i < back.length; i++) {
      coefficients[i] = shrink * coefficients[i] - rate * back[i];
      if (bias) bias[i % units] -= rate * back[i];
    }
  }
  const moved = product(transposed(x, rows, inputs), coefficients, inputs, rows, units);
  const kernel = first.kernels[0].map((value, i) => kept * value + moved[i]);
  return { first, last: { kernels: [kernel, ...upper], bias, sizes }, loss: mean, steps };
}
