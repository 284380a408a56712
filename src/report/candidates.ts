/** What several starts say of the rows of a target together: which were found again, and how probable it is that they are matches. */
import { type Cluster, clusters } from "../diagnostics/matches/cluster.ts";
import { featureNames, featuresOf } from "../diagnostics/matches/features.ts";
import { type MatchModel, matchProbability } from "../diagnostics/matches/match-model.ts";
import { type Likeness, likenessOf, similarities } from "../diagnostics/matches/similarity.ts";
import { compareRows, countRows, type Rows } from "../diagnostics/matching/match.ts";
import { type Measure, measureOf, reaches } from "../diagnostics/matching/measure.ts";
import type { CheckedScenario, Target } from "../language/checked.ts";
import type { InferenceResult } from "../runs/infer.ts";
import { constantValue } from "../tensor/evaluate.ts";
import { sizeOf } from "../tensor/node.ts";
import { placesOf } from "./answers.ts";
import { pictureOf } from "./matched.ts";

/** A row of the target, as one start left it. Both numbers count from 0. */
export interface CandidateReport {
  readonly start: number;
  readonly row: number;
  /** In the order of `features`. */
  readonly features: readonly number[];
  /** Present with a calibration. */
  readonly probability?: number;
  /** Whether a true row is as close as the first threshold of the metric; present where the truth is matched. */
  readonly is_match?: boolean;
}

export interface ClusterReport {
  /** Places in `candidates`, the one most like the others first. */
  readonly members: readonly number[];
  /** Share of the starts that found it. */
  readonly found: number;
  /** Mean over the members. */
  readonly probability?: number;
  /** Share of the members that are matches. */
  readonly matches?: number;
}

export interface CandidatesReport {
  readonly starts: number;
  /** What candidates of different starts are compared by. */
  readonly by: Likeness;
  readonly features: readonly string[];
  readonly candidates: readonly CandidateReport[];
  /** Those found by most starts first. */
  readonly clusters: readonly ClusterReport[];
}

/** Two starts agree by chance; a lower quartile over the others needs a few. */
const FEWEST_STARTS = 3;
/** All pairs are compared, and held: more candidates take more than 100 MB. */
const MOST_CANDIDATES = 3500;

/**
 * Of each target of rows, for starts of an optimiser that have ended: of those whose truth is matched, and with a model of all.
 * Empty where there are fewer than three starts.
 */
export function reportCandidates(
  scenario: CheckedScenario,
  { chains }: InferenceResult,
  model: MatchModel | undefined,
): Record<string, CandidatesReport> {
  const ended = chains.filter(({ targets }) => targets.length > 0);
  const reports: Record<string, CandidatesReport> = {};
  for (const { target, span } of placesOf(scenario)) {
    const truth = scenario.truths.find((each) => each.target === target.name && each.matched !== undefined);
    if (!hasRows(target) || (truth === undefined && model === undefined) || ended.length < FEWEST_STARTS) continue;
    if (ended.length * target.node.shape[0] > MOST_CANDIDATES) continue;
    const columns = sizeOf(target.node.shape.slice(1));
    const answers = ended.map(
      ({ targets }): Rows => ({ values: targets[0].slice(span.offset, span.offset + span.size), columns }),
    );
    if (!answers.every(({ values }) => values.every(Number.isFinite))) continue;
    const known = truth === undefined ? undefined : constantValue(truth.node);
    const rows = known === undefined ? undefined : { values: Float64Array.from(known), columns };
    const measure = rows && measureOf(truth?.matched ?? "ncc", rows.values, pictureOf(scenario, target));
    const isMatch = rows && measure && matchesOf(measure, rows, answers);
    reports[target.name] = report(
      answers,
      ended.map(({ chain }) => chain),
      model === undefined ? likenessOf(truth?.matched) : (model.by ?? "ncc"),
      model,
      isMatch,
    );
  }
  return reports;
}

function hasRows({ node }: Target): boolean {
  return node.shape.length >= 2 && node.shape[0] >= 1 && sizeOf(node.shape.slice(1)) >= 2;
}

/** Of the candidates of all answers, one after the other. */
function matchesOf(measure: Measure, truth: Rows, answers: readonly Rows[]): boolean[] {
  const [threshold] = measure.thresholds;
  return answers.flatMap((answer) => {
    const table = compareRows(measure, truth, answer);
    const count = countRows(answer);
    return Array.from({ length: count }, (_, j) =>
      Array.from({ length: countRows(truth) }, (_, i) => table[i * count + j]).some((value) =>
        reaches(measure, value, threshold),
      ),
    );
  });
}

function report(
  answers: readonly Rows[],
  chains: readonly number[],
  by: Likeness,
  model: MatchModel | undefined,
  isMatch: readonly boolean[] | undefined,
): CandidatesReport {
  const alike = similarities(answers, by);
  const features = featuresOf(answers, alike);
  const probabilities = model && features.map((each) => matchProbability(model, each));
  const share = (of: (i: number) => number, { members }: Cluster) =>
    members.reduce((sum, i) => sum + of(i), 0) / members.length;
  return {
    starts: answers.length,
    by,
    features: featureNames,
    candidates: alike.candidates.map(({ start, row }, i) => ({
      start: chains[start],
      row,
      features: features[i],
      ...(probabilities !== undefined && { probability: probabilities[i] }),
      ...(isMatch !== undefined && { is_match: isMatch[i] }),
    })),
    clusters: clusters(alike).map((cluster) => ({
      members: cluster.members,
      found: cluster.found,
      ...(probabilities !== undefined && { probability: share((i) => probabilities[i], cluster) }),
      ...(isMatch !== undefined && { matches: share((i) => (isMatch[i] ? 1 : 0), cluster) }),
    })),
  };
}
