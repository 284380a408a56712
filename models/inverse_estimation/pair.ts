/** The runs of one pair of data set and kind of model: 13 priors along 3 directions, and 9 levels of label noise, 3 times each. */
import { unbiasedEnergyDistance } from "../../src/diagnostics/metrics/energy-distance.ts";
import { medianDistance, unbiasedMmd } from "../../src/diagnostics/metrics/mmd.ts";
import type { Points } from "../../src/diagnostics/metrics/points.ts";
import { accuracy, constantModel, type Kind, learn } from "./learners.ts";
import { Analyst, pointsByClass, reconstructedSet } from "./reconstruct.ts";
import { type DataSet, noisy } from "./sets.ts";

export interface Divergence {
  /** Between reconstructed and true rows of a class, averaged over the classes by their shares; both without bias. */
  readonly energy: number;
  readonly mmd: number;
}
export interface PriorRun extends Divergence {
  readonly shift: number;
  readonly way: number;
}
export interface NoiseRun extends Divergence {
  readonly noise: number;
  readonly seed: number;
  /** Accuracies on the held-out rows: of the model, and of one of its kind trained on the reconstruction. */
  readonly base: number;
  readonly synthetic: number;
}
export interface PairResult {
  readonly set: string;
  readonly kind: Kind | "constant";
  readonly prior: readonly PriorRun[];
  readonly noise: readonly NoiseRun[];
  /** Of processor time, of the whole process up to its end. */
  readonly seconds: number;
}

export interface Plan {
  readonly shifts: readonly number[];
  readonly ways: readonly number[];
  readonly noise: readonly number[];
  readonly seeds: readonly number[];
}

export const fullPlan: Plan = {
  shifts: Array.from({ length: 13 }, (_, i) => i / 4),
  ways: [0, 1, 2],
  noise: Array.from({ length: 9 }, (_, i) => 0.06 * i),
  seeds: [1, 2, 3],
};

/** Compares reconstructions with the true rows of a data set. */
export function measurer(set: DataSet): (found: readonly Points[]) => Divergence {
  const truth = pointsByClass(set.train, set.classes);
  // One width a class for all runs, so that their numbers can be compared.
  const widths = truth.map((points) => medianDistance(points, points));
  const average = (values: readonly number[]) => values.reduce((sum, value, k) => sum + set.shares[k] * value, 0);
  return (found) => ({
    energy: average(truth.map((points, k) => unbiasedEnergyDistance(found[k], points))),
    mmd: average(truth.map((points, k) => unbiasedMmd(found[k], points, widths[k]))),
  });
}

/** All runs of a pair; of the constant model only the priors, since no noise changes it. */
export async function runPair(set: DataSet, kind: Kind | "constant", plan: Plan): Promise<PairResult> {
  const analyst = new Analyst(set);
  const measure = measurer(set);
  const base = kind === "constant" ? constantModel(set.features, set.shares) : learn(kind, set.train, set.classes, 1);
  const prior: PriorRun[] = [];
  for (const way of plan.ways) {
    for (const shift of plan.shifts) {
      const found = await analyst.reconstruct(base, { shift, way }, 1 + way);
      prior.push({ shift, way, ...measure(found) });
    }
  }
  const noise: NoiseRun[] = [];
  for (const level of kind === "constant" ? [] : plan.noise) {
    for (const seed of plan.seeds) {
      const labels = noisy(set.train.labels, set.classes, level, seed);
      const model = learn(kind as Kind, { rows: set.train.rows, labels }, set.classes, seed);
      const found = await analyst.reconstruct(model, { shift: 0, way: 0 }, seed);
      const synthetic = learn(kind as Kind, reconstructedSet(found, set.shares), set.classes, seed);
      noise.push({
        noise: level,
        seed,
        base: accuracy(model, set.test),
        synthetic: accuracy(synthetic, set.test),
        ...measure(found),
      });
    }
  }
  const { user, system } = process.cpuUsage();
  return { set: set.name, kind, prior, noise, seconds: (user + system) / 1e6 };
}
