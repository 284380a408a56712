/** Two-layer ReLU nets without biases that learn a few directions, in float64. All of a net follows from its seed: its data, its first weights, and data that it never sees. */
import { rmSync } from "node:fs";
import { join } from "node:path";
import { Xoshiro } from "../../verify/support/xoshiro.ts";
import { descend, product, type Task, transposed, type Weights } from "../kkt/descent.ts";
import { saveArray, saveNet } from "../kkt/save.ts";

export const features = 20;
export const rows = 8;
const units = 400;

/** Largest difference between what a trained net answers and what it was to learn. */
const residual = 1e-9;

export interface Victim {
  /** [rows, features], of norm 1. */
  readonly learned: Float64Array;
  readonly heldOut: Float64Array;
  readonly before: Weights;
  /** By plain gradient descent of the mean squared error. */
  readonly descended: Weights;
  /** By the same of the net's tangent at `before`. */
  readonly linearised: Weights;
  readonly steps: number;
}

export function trainVictim(seed: number): Victim {
  const random = new Xoshiro(seed);
  const learned = directions(random);
  const y = Float64Array.from({ length: rows }, (_, i) => (i % 2 === 0 ? 1 : -1));
  const heldOut = directions(random);
  // Both layers have an equal share of the tangent kernel, and the net first answers about 0: a row that it answered right would leave no trace.
  const normals = (length: number) => Float64Array.from({ length }, () => 0.5 * units ** -0.25 * random.normal());
  const before = { kernels: [normals(features * units), normals(units)], sizes: [features, units, 1] };
  const task: Task = { x: learned, y, rows, loss: "squares" };
  const { last, steps } = descend(before, task, {
    hidden: [units],
    firstScale: 1,
    bias: false,
    rate: 0.2,
    scaled: false,
    loss: residual ** 2 / (2 * rows),
    steps: 100_000,
  });
  return { learned, heldOut, before, descended: last, linearised: descendTangent(before, learned, y), steps };
}

function directions(random: Xoshiro): Float64Array {
  const x = Float64Array.from({ length: rows * features }, () => random.normal());
  return x.map((value, at) => {
    const start = at - (at % features);
    return value / Math.hypot(...x.subarray(start, start + features));
  });
}

/** The limit of gradient descent on the squared error of f(x_i) + sum over weights of J_i (weight - first weight). */
function descendTangent(before: Weights, x: Float64Array, y: Float64Array): Weights {
  const [first, second] = before.kernels;
  const z = product(x, first, rows, features, units);
  const hidden = z.map((value) => Math.max(value, 0));
  const byUnit = z.map((value, i) => (value > 0 ? second[i % units] : 0));
  const inner = (a: Float64Array, width: number) => product(a, transposed(a, rows, width), rows, width, rows);
  const gram = inner(x, features);
  const open = inner(byUnit, units);
  const kernel = inner(hidden, units).map((value, i) => value + open[i] * gram[i]);
  // Weights move by J' c.
  const c = new Float64Array(rows);
  const start = product(hidden, second, rows, units, 1);
  const rate = 1 / kernel.reduce((trace, value, i) => (i % (rows + 1) === 0 ? trace + value : trace), 0);
  for (;;) {
    const error = product(kernel, c, rows, rows, 1).map((value, i) => start[i] + value - y[i]);
    if (Math.max(...error.map(Math.abs)) <= residual) break;
    for (let i = 0; i < rows; i++) c[i] -= rate * error[i];
  }
  const weighted = byUnit.map((value, i) => value * c[Math.floor(i / units)]);
  const moves = [
    product(transposed(x, rows, features), weighted, features, rows, units),
    product(c, hidden, 1, rows, units),
  ];
  return { ...before, kernels: before.kernels.map((w, l) => w.map((value, i) => value + moves[l][i])) };
}

/** Weights half way between two nets. */
export function halfway(a: Weights, b: Weights): Weights {
  return { ...a, kernels: a.kernels.map((w, l) => w.map((value, i) => 0.5 * (value + b.kernels[l][i]))) };
}

/** Writes the files of one net into `folder`, which is made anew. */
export function saveVictim(victim: Victim, folder: string): void {
  rmSync(folder, { recursive: true, force: true });
  const { before, descended, linearised } = victim;
  saveNet(before, join(folder, "before"), "float32");
  saveNet(descended, join(folder, "descended"), "float32");
  saveNet(linearised, join(folder, "linearised"), "float32");
  saveNet(halfway(before, descended), join(folder, "halfway"), "float32");
  saveArray(join(folder, "learned.npy"), victim.learned, features);
  saveArray(join(folder, "held_out.npy"), victim.heldOut, features);
}
