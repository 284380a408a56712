/** Closeness of whole posteriors to plain truths, beside draws of the prior and every control. */
import { type Closeness, closenessOf } from "../diagnostics/closeness.ts";
import type { InferenceResult, Prepared } from "../runs/infer.ts";
import { constantValue } from "../tensor/evaluate.ts";
import { drawsOf, findsPoints, placesOf } from "./answers.ts";
import { drawsOfPrior } from "./prior-draws.ts";

/** Draws of the prior, and of each chain. */
const priorDraws = 200;
const fromEachChain = 500;

/** By target; of draws only, as starts of an optimiser have no distribution. */
export async function closenesses(
  prepared: Prepared,
  seed: number,
  result: InferenceResult,
): Promise<ReadonlyMap<string, Closeness>> {
  const { scenario } = prepared;
  const found = new Map<string, Closeness>();
  if (findsPoints(result)) return found;
  for (const { target, span } of placesOf(scenario)) {
    const truth = scenario.truths.find((one) => one.target === target.name && one.matched === undefined);
    const values = truth && constantValue(truth.node);
    const draws = result.chains.flatMap(({ targets }) => drawsOf(targets, span, fromEachChain));
    if (values === undefined || draws.length === 0 || !draws.every((draw) => draw.every(Number.isFinite))) continue;
    const prior = await drawsOfPrior(prepared, target, seed, priorDraws);
    const rivals = new Map<string, readonly Float64Array[]>(
      scenario.controls.flatMap((control) => {
        const numbers = control.target === target.name ? constantValue(control.node) : undefined;
        return numbers === undefined ? [] : [[control.name, [numbers]] as const];
      }),
    );
    if (prior.length > 0 && prior.every((draw) => draw.every(Number.isFinite))) rivals.set("prior", prior);
    const { shape } = target.node;
    found.set(target.name, closenessOf(draws, values, rivals, shape.length > 1 ? shape[0] : 1));
  }
  return found;
}
