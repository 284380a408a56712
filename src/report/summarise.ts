/** From the draws of a run to what is told of it: quantities, evidence, fidelity, warnings. */
import type { Closeness } from "../diagnostics/closeness.ts";
import { type ElementSummary, fidelityOf } from "../diagnostics/fidelity.ts";
import type { Verdict } from "../diagnostics/identifiability.ts";
import { type Summary, summarise, summariseParticles, summarisePoints, warnings } from "../diagnostics/index.ts";
import type { MatchModel } from "../diagnostics/matches/match-model.ts";
import type { MatchedFidelity } from "../diagnostics/matching/fidelity.ts";
import { combineEvidence } from "../inference/smc/evidence.ts";
import type { CheckedScenario, Infer, Target } from "../language/checked.ts";
import { whyNoEvidence } from "../language/draws.ts";
import type { InferenceResult, Prepared } from "../runs/infer.ts";
import { outputNames } from "../runs/names.ts";
import { constantValue } from "../tensor/evaluate.ts";
import { bestPoint, findsPoints, placesOf } from "./answers.ts";
import { reportStarts, type StartsReport } from "./best.ts";
import { type CandidatesReport, reportCandidates } from "./candidates.ts";
import { closenesses } from "./closeness.ts";
import { type Fit, fitOf } from "./fit.ts";
import { matchedFidelities } from "./matched.ts";
import { type PriorElement, summarisePrior } from "./prior-summary.ts";
import { type ElementProbabilities, probabilitiesOf, withProbabilities } from "./probabilities.ts";
import { identityOf, type RunHeader } from "./run-header.ts";
import { type SampleFidelity, sampleFidelities, withoutComparison } from "./samples.ts";
import { verdictsOf } from "./verdicts.ts";

/** Closeness of the whole posterior is there where draws are. */
export interface TargetFidelity extends ReturnType<typeof fidelityOf>, Partial<Closeness> {
  /** By label of the last axis, where it has labels. */
  readonly columns?: Readonly<Record<string, ReturnType<typeof fidelityOf>>>;
}

/** What `pal run --json` prints and `summary.json` holds. */
export interface RunSummary extends RunHeader, Partial<StartsReport> {
  readonly log_evidence?: number;
  /** Monte Carlo standard error of the log evidence, from independent islands. */
  readonly log_evidence_mcse?: number;
  readonly divergences: number;
  readonly quantities: Readonly<Record<string, Summary>>;
  /** How well what was found explains the data. */
  readonly fit?: Fit;
  /** Closeness to the truth, by target. */
  readonly fidelity?: Readonly<Record<string, TargetFidelity>>;
  /** Of the starts of an optimiser, by target. */
  readonly candidates?: Readonly<Record<string, CandidatesReport>>;
  /** The same of truths whose rows are matched. */
  readonly matched?: Readonly<Record<string, MatchedFidelity>>;
  /** How draws lie beside samples of the true distribution, by target. */
  readonly samples?: Readonly<Record<string, SampleFidelity>>;
  /** Whether each target is identified, and why. */
  readonly verdicts?: Readonly<Record<string, Verdict>>;
}

export interface RunReport {
  readonly json: RunSummary;
  /** Of each element; undefined where the prior is improper or a black box would have to be asked. */
  readonly prior?: readonly (PriorElement | undefined)[];
  /** Flat truth over all targets; NaN where there is none. */
  readonly truth: Float64Array;
  /** Of the elements that have a few values only, by their place among all. */
  readonly probabilities: ReadonlyMap<number, ElementProbabilities>;
  readonly warnings: readonly string[];
  readonly draws: number;
}

/**
 * @param earlierQueries rows asked before sampling, by the prior predictive check
 * @param matchModel what says how probable it is that a candidate is a match
 */
export async function summariseRun(
  prepared: Prepared,
  infer: Infer,
  seed: number,
  result: InferenceResult,
  earlierQueries: number,
  matchModel?: MatchModel,
): Promise<RunReport> {
  const { scenario } = prepared;
  const { name: algorithm, options } = result.algorithm;
  const names = outputNames(scenario);
  const draws = result.chains.reduce((total, chain) => total + chain.targets.length, 0);
  const probabilities = probabilitiesOf(prepared, result);
  const summaries =
    draws === 0
      ? []
      : names.map((_, i) => {
          const [summary, element] = [summaryOf(result, i), probabilities.get(i)];
          return element === undefined ? summary : withProbabilities(summary, element);
        });
  const quantities = new Map(summaries.map((summary, i) => [names[i], summary]));
  const prior = await summarisePrior(prepared, seed);
  const evidence = evidenceOf(result, scenario);
  const { fit, queries: predicted } = await fitOf(prepared, seed, result, result.queries + earlierQueries);
  const matched = await matchedFidelities(prepared, seed, result);
  const close = await closenesses(prepared, seed, result);
  const samples = await sampleFidelities(prepared, seed, result);
  const isPlain = ({ matched }: CheckedScenario["truths"][number]) => matched === undefined;
  const option = (name: string) => (typeof options[name] === "number" ? { [name]: options[name] } : {});
  const broken = notNumbers(result, names);
  const said = warnings({
    algorithm,
    findsPoints: findsPoints(result),
    summaries: quantities,
    chains: result.chains,
    options: { ...option("delta"), ...option("max_depth"), ...option("particles"), ...option("correlation") },
  });
  const json: RunSummary = {
    ...identityOf(scenario, infer, algorithm, seed),
    seconds: result.seconds,
    queries: result.queries + earlierQueries + predicted,
    ...(evidence !== undefined && { log_evidence: evidence.logEvidence, log_evidence_mcse: evidence.mcse }),
    divergences: sumStatistic(result, "divergent"),
    complete: result.stopped === undefined,
    ...(findsPoints(result) && reportStarts(result, names)),
    ...(findsPoints(result) && candidatesOf(scenario, result, matchModel)),
    quantities: Object.fromEntries(quantities),
    fit,
    ...(draws > 0 &&
      scenario.truths.some(isPlain) && { fidelity: fidelities(scenario, answersTo(result, summaries), prior, close) }),
    ...(Object.keys(matched).length > 0 && { matched }),
    ...(Object.keys(samples).length > 0 && { samples }),
    ...(draws > 0 && { verdicts: await verdictsOf(prepared, seed, result, summaries, prior, fit) }),
    warnings: [...broken, ...said, ...withoutEvidence(result, scenario), ...withoutComparison(prepared, result)],
  };
  return { json, prior, truth: flatTruth(scenario), probabilities, warnings: json.warnings, draws };
}

/** Targets that are NaN or infinite in some draws: a sentence for each of the first few. */
function notNumbers(result: InferenceResult, names: readonly string[]): string[] {
  const draws = result.chains.flatMap((chain) => chain.targets);
  const found = names.flatMap((name, i) => {
    const bad = draws.reduce((n, draw) => (Number.isFinite(draw[i]) ? n : n + 1), 0);
    return bad === 0 ? [] : [{ name, bad }];
  });
  if (found.length === 0) return [];
  const [{ name, bad }] = found;
  const others = found.length > 1 ? `, and ${found.length - 1} more targets in some` : "";
  return [
    `${name} is NaN or infinite in ${bad} of ${draws.length} draws${others}: its summary is left out. Look for a logarithm or root of a negative number, a division by 0, or an overflow in its definition.`,
  ];
}

function candidatesOf(scenario: CheckedScenario, result: InferenceResult, model: MatchModel | undefined) {
  const candidates = reportCandidates(scenario, result, model);
  return Object.keys(candidates).length > 0 ? { candidates } : {};
}

const noSummary: Summary = Object.freeze({
  mean: Number.NaN,
  sd: Number.NaN,
  q05: Number.NaN,
  q50: Number.NaN,
  q95: Number.NaN,
  mcse_mean: Number.NaN,
  ess_bulk: Number.NaN,
  ess_tail: Number.NaN,
  rhat: Number.NaN,
});

function summaryOf(result: InferenceResult, element: number): Summary {
  const columns = result.chains.map((chain) => Float64Array.from(chain.targets, (draw) => draw[element]));
  if (!columns.every((column) => column.every(Number.isFinite))) return noSummary;
  if (findsPoints(result)) return summarisePoints(columns);
  if (result.algorithm.name !== "smc") return summarise(columns);
  const families = result.chains.map((chain) => chain.families);
  return summariseParticles(columns, families.every((chain) => chain.length > 0) ? families : undefined);
}

function sumStatistic(result: InferenceResult, name: string): number {
  return result.chains.reduce((total, chain) => total + (chain.statistics[name] ?? []).reduce((a, b) => a + b, 0), 0);
}

/** Only of islands that reached the posterior. */
function evidenceOf(result: InferenceResult, scenario: CheckedScenario) {
  const islands = result.chains.flatMap((chain) =>
    chain.complete && chain.summary?.logEvidence ? [chain.summary.logEvidence] : [],
  );
  return islands.length === 0 || whyNoEvidence(scenario) !== undefined ? undefined : combineEvidence(islands);
}

/** A sentence where an algorithm that finds the evidence could not. */
function withoutEvidence(result: InferenceResult, scenario: CheckedScenario): string[] {
  const why = result.chains.some((chain) => chain.summary?.logEvidence !== undefined)
    ? whyNoEvidence(scenario)
    : undefined;
  return why === undefined ? [] : [`There is no log evidence: ${why}.`];
}

function flatTruth(scenario: CheckedScenario): Float64Array {
  const all = new Float64Array(outputNames(scenario).length).fill(Number.NaN);
  for (const { target, span } of placesOf(scenario)) {
    const truth = plainTruth(scenario, target);
    if (truth !== undefined) all.set(truth, span.offset);
  }
  return all;
}

/** The values of a truth that is compared element by element. */
function plainTruth({ truths }: CheckedScenario, target: Target): ArrayLike<number> | undefined {
  const truth = truths.find((one) => one.target === target.name && one.matched === undefined);
  return truth && constantValue(truth.node);
}

/** What is held against the truth: the posterior, or the best point of an optimiser, which has no interval. */
function answersTo(result: InferenceResult, summaries: readonly Summary[]): readonly ElementSummary[] {
  const best = findsPoints(result) ? bestPoint(result) : undefined;
  return best === undefined ? summaries : Array.from(best, (mean) => ({ mean, q05: Number.NaN, q95: Number.NaN }));
}

function fidelities(
  scenario: CheckedScenario,
  answers: readonly ElementSummary[],
  prior: RunReport["prior"],
  close: ReadonlyMap<string, Closeness>,
): Record<string, TargetFidelity> {
  const result: Record<string, TargetFidelity> = {};
  for (const {
    target,
    span: { offset, size },
  } of placesOf(scenario)) {
    const values = plainTruth(scenario, target);
    if (values === undefined) continue;
    const own = answers.slice(offset, offset + size);
    const ownPrior = prior?.slice(offset, offset + size).filter((element) => element !== undefined);
    const controls = new Map(
      scenario.controls.flatMap((control) => {
        const numbers = control.target === target.name ? constantValue(control.node) : undefined;
        return numbers === undefined ? [] : [[control.name, numbers] as const];
      }),
    );
    const score = (elements: readonly number[]) =>
      fidelityOf(elements, own, ownPrior?.length === size ? ownPrior : undefined, values, controls);
    const all = Array.from({ length: size }, (_, i) => i);
    const last = target.axes[target.axes.length - 1];
    const labels = last?.name === undefined ? undefined : scenario.dims.get(last.name)?.labels;
    const columns = labels?.map((label, k) => [label, score(all.filter((i) => i % labels.length === k))] as const);
    result[target.name] = {
      ...score(all),
      ...close.get(target.name),
      ...(columns !== undefined && target.axes.length > 1 && { columns: Object.fromEntries(columns) }),
    };
  }
  return result;
}
