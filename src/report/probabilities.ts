/** The probability of each value of discrete targets: exact conditional ones, averaged over the draws of the rest (Rao-Blackwell). */
import type { Summary } from "../diagnostics/index.ts";
import type { CheckedScenario } from "../language/checked.ts";
import type { InferenceResult, Prepared } from "../runs/infer.ts";
import { sizeOf } from "../tensor/node.ts";

/** Of one element of the targets. */
export interface ElementProbabilities {
  /** In increasing order. */
  readonly values: Float64Array;
  /** A name for each: the label of the category, or the number. */
  readonly labels: readonly string[];
  readonly probabilities: Float64Array;
}

/** By the place of the element among all elements of the targets; empty where there are no draws. */
export function probabilitiesOf(
  { scenario, outputs }: Prepared,
  { chains }: InferenceResult,
): Map<number, ElementProbabilities> {
  const draws = chains.reduce((sum, chain) => sum + chain.targets.length, 0);
  const found = new Map<number, ElementProbabilities>();
  if (draws === 0) return found;
  outputs.outcomes.forEach(({ element, values }, i) => {
    const probabilities = values.map((_, k) => {
      return chains.reduce((sum, chain) => sum + (chain.probabilities[i]?.[k] ?? 0), 0) / draws;
    });
    const names = labelsOf(scenario, element);
    const labels = Array.from(values, (value) => names?.[value] ?? String(value));
    found.set(element, { values, labels, probabilities });
  });
  return found;
}

/** The labels of the categories that the target of an element takes its values from. */
function labelsOf(scenario: CheckedScenario, element: number): readonly string[] | undefined {
  let offset = 0;
  for (const { node } of scenario.targets) {
    offset += sizeOf(node.shape);
    if (element >= offset) continue;
    const dim = scenario.latents.find((latent) => latent.node === node)?.categories;
    return dim === undefined ? undefined : scenario.dims.get(dim)?.labels;
  }
  return undefined;
}

/** Moments and quantiles by the probabilities; how far they can be trusted, by the draws. */
export function withProbabilities(summary: Summary, { values, labels, probabilities }: ElementProbabilities): Summary {
  const mean = values.reduce((sum, value, k) => sum + value * probabilities[k], 0);
  const variance = values.reduce((sum, value, k) => sum + (value - mean) ** 2 * probabilities[k], 0);
  const quantile = (q: number) => {
    let below = 0;
    const at = probabilities.findIndex((p) => {
      below += p;
      return below >= q;
    });
    return values[at < 0 ? values.length - 1 : at];
  };
  return {
    ...summary,
    mean,
    sd: Math.sqrt(variance),
    q05: quantile(0.05),
    q50: quantile(0.5),
    q95: quantile(0.95),
    probabilities: Object.fromEntries(labels.map((label, k) => [label, probabilities[k]])),
  };
}
