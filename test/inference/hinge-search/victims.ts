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
  return rows.map((row, i) => row.reduce((total, value, k) => total + value * x[k], biases[i]));
}

export function victimOutput(victim: Victim, x: Float64Array): number {
  return sums(victim, x).reduce((total, sum, i) => total + victim.weights[i] * Math.max(0, sum), 0);
}

export function victimGradient(victim: Victim, x: Float64Array): Float64Array {
  const gradient = new Float64Array(victim.inputs);
  sums(victim, x).forEach((sum, i) => {
    if (sum > 0) for (let k = 0; k < x.length; k++) gradient[k] += victim.weights[i] * victim.rows[i][k];
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

/** The largest error of f at `count` fresh standard normal points over the root mean square of f there; constants are not told apart. */
export function relativeError(
  victim: Victim,
  output: (x: Float64Array) => number,
  count: number,
  seed: number,
): number {
  const random = new CounterRandom(seed, 3);
  const zero = new Float64Array(victim.inputs);
  const offset = output(zero) - victimOutput(victim, zero);
  let worst = 0;
  let squares = 0;
  for (let i = 0; i < count; i++) {
    const x = Float64Array.from({ length: victim.inputs }, () => random.normal());
    const truth = victimOutput(victim, x);
    worst = Math.max(worst, Math.abs(output(x) - offset - truth));
    squares += truth ** 2;
  }
  return worst / Math.sqrt(squares / count);
}
