/** Runs scenario.pal in this process, under any prior and on any model, and takes the reconstructed set from its draws. */
import { CholeskyDecomposition, covariance, Matrix } from "ml-matrix";
import { loadScenario } from "../../src/cli/scenario.ts";
import type { Points } from "../../src/diagnostics/metrics/points.ts";
import type { CheckedScenario } from "../../src/language/checked.ts";
import { prepare, runInference } from "../../src/runs/infer.ts";
import { inThisThread } from "../../src/workers/pool.ts";
import type { Learned } from "./learners.ts";
import { stream } from "./random.ts";
import type { DataSet, Rows } from "./sets.ts";

const file = new URL("./scenario.pal", import.meta.url).pathname;
/** Particles of each class: every one is a draw in the end. */
const draws = 400;
const infer = `smc(particles = ${draws}, islands = 1, move = rwm(steps = 3), correlation = 0.5)`;

export interface Prior {
  /** In standard deviations, along one of the directions of ways.csv. */
  readonly shift: number;
  readonly way: number;
}

export class Analyst {
  private readonly scenarios = new Map<string, CheckedScenario>();

  constructor(readonly set: DataSet) {}

  /** For each class `draws` inputs that the model would have called so. */
  async reconstruct(model: Learned, prior: Prior, seed: number): Promise<Points[]> {
    const scenario = await this.scenarioUnder(prior);
    const loaded = await model.loaded();
    const boxes = [...scenario.boxes].map(([name, box]) => [name, { ...box, model: loaded }] as const);
    const prepared = prepare({ ...scenario, boxes: new Map(boxes) });
    const cancel = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
    const options = { seed, workers: 1, pool: inThisThread, cancel };
    const { chains } = await runInference(prepared, scenario.infers[0], options);
    const targets = chains.flatMap((chain) => chain.targets);
    const { features, classes } = this.set;
    return Array.from({ length: classes }, (_, k) => {
      const values = new Float64Array(targets.length * features);
      targets.forEach((target, i) => {
        values.set(target.subarray(k * features, (k + 1) * features), i * features);
      });
      return { values, columns: features };
    });
  }

  private async scenarioUnder({ shift, way }: Prior): Promise<CheckedScenario> {
    const key = `${shift} ${way}`;
    let scenario = this.scenarios.get(key);
    if (scenario === undefined) {
      const set = { set: this.set.name, victim: "constant", shift, way };
      scenario = (await loadScenario(file, { set, infer, allowCode: true })).scenario;
      this.scenarios.set(key, scenario);
    }
    return scenario;
  }
}

/** Draws of the assumed prior itself, made without the scenario: a Gaussian with mean and covariance of the rows that train. */
export function priorDraws({ train, features }: DataSet, count: number, seed: number): Points {
  const random = stream(seed);
  const rows = new Matrix(train.rows.map((row) => [...row]));
  const centre = rows.mean("column");
  const { lowerTriangularMatrix } = new CholeskyDecomposition(covariance(rows));
  const values = new Float64Array(count * features);
  for (let i = 0; i < count; i++) {
    const z = Matrix.columnVector(Array.from({ length: features }, () => random.normal()));
    const x = lowerTriangularMatrix.mmul(z).to1DArray();
    for (const [j, value] of x.entries()) values[i * features + j] = centre[j] + value;
  }
  return { values, columns: features };
}

/** All rows of the class with the largest share, and of the others as many as their shares ask for: particles stand in no order. */
export function reconstructedSet(found: readonly Points[], shares: readonly number[]): Rows {
  const largest = Math.max(...shares);
  const rows: number[][] = [];
  const labels: number[] = [];
  for (const [k, { values, columns }] of found.entries()) {
    const wanted = Math.max(2, Math.round((shares[k] / largest) * (values.length / columns)));
    for (let row = 0; row < wanted; row++) {
      rows.push(Array.from(values.subarray(row * columns, (row + 1) * columns)));
      labels.push(k);
    }
  }
  return { rows, labels };
}

/** The rows of each class as points. */
export function pointsByClass({ rows, labels }: Rows, classes: number): Points[] {
  return Array.from({ length: classes }, (_, k) => {
    const own = rows.filter((_, i) => labels[i] === k);
    return { values: Float64Array.from(own.flat()), columns: rows[0].length };
  });
}
