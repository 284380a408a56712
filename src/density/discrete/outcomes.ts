/** Which elements of the targets and of missing data have a few values only, so that a run tells the probability of each. */
import type { CheckedScenario } from "../../language/checked.ts";
import { valuesUnder } from "../../tensor/discrete/assignments.ts";
import { possibilities } from "../../tensor/discrete/values.ts";
import { numberVariables } from "../../tensor/discrete/variables.ts";
import { isConstant } from "../../tensor/evaluate.ts";
import { sizeOf } from "../../tensor/node.ts";
import { analyseDiscrete } from "./analyse.ts";

/** One element, by its place among all of a draw. */
export interface Outcomes {
  readonly element: number;
  /** In increasing order. */
  readonly values: Float64Array;
  /** Where the element depends on one summed variable: that variable, and the outcome of each of its values. */
  readonly exact?: { readonly variable: number; readonly outcomeOf: Int32Array };
}

/** An element with more values is told as a number: mean, sd and quantiles. */
const mostOutcomes = 1000;

export function outcomesOf(scenario: CheckedScenario): Outcomes[] {
  const latents = scenario.latents.flatMap(({ node, states }) =>
    states === undefined ? [] : [[node, states] as const],
  );
  if (latents.length === 0) return [];
  const variables = numberVariables(latents);
  const summed = summedVariables(scenario, variables.offsets);
  const found: Outcomes[] = [];
  let offset = 0;
  const wanted = [
    ...scenario.targets.map(({ node }) => ({ node, size: sizeOf(node.shape) })),
    // Missing data that are drawn given the latents are told by their moments.
    ...scenario.imputed.map(({ from, positions }) => ({
      node: "latent" in from ? from.latent : undefined,
      size: positions.length,
    })),
  ];
  for (const { node, size } of wanted) {
    const at = offset;
    offset += size;
    const possible = node === undefined || isConstant(node) ? undefined : possibilities(node, variables);
    if (possible === undefined) continue;
    const { arrays, labels, scopes, assignments } = possible;
    labels.forEach((label, i) => {
      const values = Float64Array.from(new Set(arrays.map((array) => array[i]))).sort();
      if (values.length > mostOutcomes || !values.every(Number.isFinite)) return;
      const [variable, ...more] = scopes.members(label);
      const own = more.length > 0 ? undefined : summed.get(variable);
      if (own === undefined) {
        found.push({ element: at + i, values });
        return;
      }
      const outcomeOf = new Int32Array(variables.count[variable]);
      for (let k = 0; k < assignments.count; k++) {
        const state = valuesUnder(k, assignments, variables)[variable] - variables.lower[variable];
        outcomeOf[state] = values.indexOf(arrays[k][i]);
      }
      found.push({ element: at + i, values, exact: { variable: own, outcomeOf } });
    });
  }
  return found;
}

/** The numbers that the summed variables have in their elimination, by those they have among all discrete latents. */
function summedVariables(scenario: CheckedScenario, offsets: ReadonlyMap<unknown, number>): Map<number, number> {
  const { elimination } = analyseDiscrete(scenario);
  const numbers = new Map<number, number>();
  for (const { node } of elimination?.latents ?? []) {
    const [from, to] = [offsets.get(node), elimination?.variables.offsets.get(node)];
    if (from === undefined || to === undefined) continue;
    for (let i = 0; i < sizeOf(node.shape); i++) numbers.set(from + i, to + i);
  }
  return numbers;
}
