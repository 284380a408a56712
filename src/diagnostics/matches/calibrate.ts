/** Learns the probability of a match on the runs of some nets, and says how good it is on nets left out in turn. */
import { auroc, type ReliabilityBin, reliability, type Scored, topPrecision, truePositiveRate } from "./detection.ts";
import { featureNames } from "./features.ts";
import { fitLogistic } from "./logistic.ts";
import { type MatchModel, matchProbability } from "./match-model.ts";
import type { Likeness } from "./similarity.ts";

/** The candidates of one run. */
export interface LabelledRun {
  readonly name: string;
  /** What it attacked: runs on one net are left out together. */
  readonly net: string;
  /** What its candidates were compared by, the same for all runs; absent: by correlation. */
  readonly by?: Likeness;
  readonly candidates: readonly { readonly features: readonly number[]; readonly isMatch: boolean }[];
}

export interface Detection {
  readonly auroc: number;
  /** True positive rate at a false positive rate of 1 %. */
  readonly tpr_at_1_fpr: number;
  /** Share of matches in the best tenth. */
  readonly top_tenth: number;
}

export interface Calibration {
  readonly model: MatchModel;
  /** Of each run, scored by a model of the others; NaN where all or none of its candidates are matches. */
  readonly runs: readonly (Detection & {
    readonly name: string;
    readonly candidates: number;
    readonly matches: number;
  })[];
  /** The mean over the runs. */
  readonly mean: Detection;
  /** The same for agreement between starts alone. */
  readonly agreement: Detection;
  /** Over the candidates of all runs, each scored by a model of the other runs. */
  readonly reliability: readonly ReliabilityBin[];
}

/** Weights of standardised features have the prior Normal(0, 0.6): strong agreement may multiply the odds by ten, not by thousands. */
const RIDGE = 3;

/** @param runs of at least two nets; without any one of them, there are matches and non-matches among the others' candidates */
export function calibrate(runs: readonly LabelledRun[]): Calibration {
  const modelOf = (some: readonly LabelledRun[]): MatchModel => {
    const cases = some.flatMap(({ candidates }) => candidates);
    const y = cases.map(({ isMatch }) => (isMatch ? 1 : 0));
    return {
      features: featureNames,
      by: runs[0].by ?? "ncc",
      ...fitLogistic(
        cases.map(({ features }) => features),
        y,
        RIDGE,
      ),
    };
  };
  const scored = runs.map((run) => {
    const model = modelOf(runs.filter((other) => other.net !== run.net));
    return run.candidates.map(({ features, isMatch }) => ({ score: matchProbability(model, features), isMatch }));
  });
  const byAgreement = runs.map(({ candidates }) =>
    candidates.map(({ features, isMatch }) => ({ score: features[0], isMatch })),
  );
  return {
    model: modelOf(runs),
    runs: runs.map(({ name, candidates }, i) => ({
      name,
      candidates: candidates.length,
      matches: candidates.filter(({ isMatch }) => isMatch).length,
      ...detectionOf(scored[i]),
    })),
    mean: meanOf(scored),
    agreement: meanOf(byAgreement),
    reliability: reliability(scored.flat()),
  };
}

function detectionOf(scored: readonly Scored[]): Detection {
  return {
    auroc: auroc(scored),
    tpr_at_1_fpr: truePositiveRate(scored, 0.01),
    top_tenth: topPrecision(scored),
  };
}

/** Runs whose candidates are all of one kind say nothing of the first two. */
function meanOf(runs: readonly (readonly Scored[])[]): Detection {
  const all = runs.map(detectionOf);
  const average = (of: (each: Detection) => number): number => {
    const numbers = all.map(of).filter(Number.isFinite);
    return numbers.reduce((sum, value) => sum + value, 0) / numbers.length;
  };
  return {
    auroc: average((each) => each.auroc),
    tpr_at_1_fpr: average((each) => each.tpr_at_1_fpr),
    top_tenth: average((each) => each.top_tenth),
  };
}
