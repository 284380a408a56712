/** Random two-layer ReLU networks to be recovered, evaluated independently of the tensor program. */
import { CounterRandom } from "../../../src/inference/counter-random.ts";

export interface Victim {
  readonly inputs: number;
  readonly rows: Float64Array[];
  readonly biases: number[];
  readonly weights: number[];
}

/** Rows N(0, 1/inputs), weights N(0, 1/units), biases N(0, bias^2). */
export function randomVictim(inputs: number, units: number, seed: number, bias = 0): Victim {
  const random = new CounterRandom(seed, 7);
  const normals = (count: number, sd: number) => Array.from({ length: count }, () => sd * random.normal());
  return {
    inputs,
    rows: Array.from({ length: units }, () => Float64Array.from(normals(inputs, 1 / Math.sqrt(inputs)))),
    weights: normals(units, 1 / Math.sqrt(units)),
    biases: normals(units, bias),
  };
}

function sums({ rows, biases }: Victim, x: Float64Array): number[] {
  return rows.map((row, i) => {
    let sum = biases[i];
    for (let k = 0; k < row.length; k++) sum += row[k] * x[k];
    return sum;
  });
}

export function victimOutput(victim: Victim, x: Float64Array): number {
  return sums(victim, x).reduce((total, sum, i) => total + victim.weights[i] * Math.max(0, sum), 0);
}

export function victimGradient(victim: Victim, x: Float64Array): Float64Array {
  const gradient = new Float64Array(victim.inputs);
  sums(victim, x).forEach((sum, i) => {
    if (sum <= 0) return;
    const [row, weight] = [victim.rows[i], victim.weights[i]];
    for (let k = 0; k < x.length; k++) gradient[k] += weight * row[k];
  });
  return gradient;
}

/** Asks for many gradients at once, each number passed through `round`. */
export function explain(victim: Victim, round: (value: number, place: number) => number = (value) => value) {
  return (points: Float64Array, rows: number): Float64Array => {
    const all = new Float64Array(rows * victim.inputs);
    for (let row = 0; row < rows; row++) {
      const x = points.subarray(row * victim.inputs, (row + 1) * victim.inputs);
      all.set(victimGradient(victim, x).map(round), row * victim.inputs);
    }
    return all;
  };
}

/** Errors of f at fresh standard normal points; constants are not told apart. */
export interface OutputErrors {
  /** The largest, over the root mean square of f. */
  readonly scaled: number;
  /** The largest relative to f at the point itself, or to a thousandth of its size where f is smaller (it may be 0). */
  readonly pointwise: number;
}

export function outputErrors(
  victim: Victim,
  output: (x: Float64Array) => number,
  count: number,
  seed: number,
): OutputErrors {
  const random = new CounterRandom(seed, 3);
  const zero = new Float64Array(victim.inputs);
  const offset = output(zero) - victimOutput(victim, zero);
  const points = Array.from({ length: count }, () => {
    const x = Float64Array.from({ length: victim.inputs }, () => random.normal());
    const truth = victimOutput(victim, x);
    return { truth, error: Math.abs(output(x) - offset - truth) };
  });
  const size = Math.sqrt(points.reduce((total, { truth }) => total + truth ** 2, 0) / count);
  return {
    scaled: Math.max(...points.map(({ error }) => error)) / size,
    pointwise: Math.max(...points.map(({ truth, error }) => error / Math.max(Math.abs(truth), 1e-3 * size))),
  };
}
