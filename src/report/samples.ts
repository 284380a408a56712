/** Draws of targets beside samples of their true distributions, and beside what the prior alone gives. */
import { type SampleDistance, sampleMeasure } from "../diagnostics/sample-distance.ts";
import type { InferenceResult, Prepared } from "../runs/infer.ts";
import { constantValue } from "../tensor/evaluate.ts";
import { drawsOf, findsPoints, placesOf } from "./answers.ts";
import { drawsOfPrior } from "./prior-draws.ts";

/** Draws of the prior, and of each chain. */
const priorDraws = 500;
const fromEachChain = 500;

export interface SampleFidelity extends SampleDistance {
  /** The same of draws of the prior, where it has draws. */
  readonly of: Readonly<Record<string, SampleDistance>>;
}

/** By target; of draws only, as starts of an optimiser have no distribution. */
export async function sampleFidelities(
  prepared: Prepared,
  seed: number,
  result: InferenceResult,
): Promise<Record<string, SampleFidelity>> {
  const found: Record<string, SampleFidelity> = {};
  if (findsPoints(result)) return found;
  for (const { target, span } of placesOf(prepared.scenario)) {
    const sample = prepared.scenario.samples.find((one) => one.target === target.name);
    const rows = sample && constantValue(sample.node);
    const draws = result.chains.flatMap(({ targets }) => drawsOf(targets, span, fromEachChain));
    if (sample === undefined || rows === undefined || draws.length < 2 || !areNumbers(draws)) continue;
    const parts = sample.groups === undefined ? 1 : target.node.shape[0];
    const measure = sampleMeasure(rows, sample.node.shape[0], sample.groups, parts);
    const prior = await drawsOfPrior(prepared, target, seed, priorDraws);
    const of = prior.length > 0 && areNumbers(prior) ? [["prior", measure(prior)] as const] : [];
    found[target.name] = { ...measure(draws), of: Object.fromEntries(of) };
  }
  return found;
}

/** Why a sample of a true distribution stands beside nothing: a sentence for each target. */
export function withoutComparison({ scenario }: Prepared, result: InferenceResult): string[] {
  if (!findsPoints(result)) return [];
  return scenario.samples.map(
    ({ target }) =>
      `\`${target}\` is not compared with the sample of its true distribution: the points that \`${result.algorithm.name}\` finds are no draws. An algorithm that draws from the posterior can be compared, as in \`--infer nuts\`.`,
  );
}

function areNumbers(draws: readonly Float64Array[]): boolean {
  return draws.every((draw) => draw.every(Number.isFinite));
}
