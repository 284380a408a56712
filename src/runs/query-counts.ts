/** How many rows a run asks of each box: counts by name, and what the targets of a draw ask. */
import { algorithms } from "../inference/algorithms/index.ts";
import type { Construction } from "../inference/kernel.ts";
import type { CheckedScenario } from "../language/checked.ts";
import type { Node } from "../tensor/node.ts";
import { questionsOf, rowsOf } from "../tensor/questions.ts";

export type Counts = ReadonlyMap<string, number>;

export function addCounts(a: Counts, b: Counts): Counts {
  const sums = new Map(a);
  for (const [name, count] of b) sums.set(name, (sums.get(name) ?? 0) + count);
  return sums;
}

export function times(counts: Counts, factor: number): Counts {
  return new Map([...counts].map(([name, count]) => [name, count * factor]));
}

export function total(counts: Counts): number {
  let sum = 0;
  for (const count of counts.values()) sum += count;
  return sum;
}

/** The counts of all draws a step will make: `draws` of each chain, `particles` of each island. */
export function timesDraws(counts: Counts, step: Construction): Counts {
  const each = step.options.draws ?? step.options.particles;
  const chains = algorithms.get(step.name)?.chains(step.options) ?? 1;
  return counts.size === 0 ? counts : times(counts, chains * (typeof each === "number" ? each : 1));
}

/** Rows of each box that evaluating these nodes asks; the same question written twice is asked once. */
export function rowsAsked(nodes: readonly Node[]): Counts {
  return rowsOf(questionsOf(nodes).values());
}

function densityNodes({ latents, observations, factors }: CheckedScenario): Node[] {
  return [
    ...latents.flatMap((latent) => latent.prior.args),
    ...observations.flatMap((observation) => observation.likelihood.args),
    ...factors.map((factor) => factor.value.node),
  ];
}

/** Rows that one evaluation of the log density asks of each box. */
export function rowsOfDensity(scenario: CheckedScenario): Counts {
  return rowsAsked(densityNodes(scenario));
}

/** Rows that the targets of one draw ask beyond those that its log density has asked already. */
export function rowsOfTargets(scenario: CheckedScenario): Counts {
  const answered = questionsOf(densityNodes(scenario));
  const own = [...questionsOf(outputNodes(scenario))].filter(([text]) => !answered.has(text));
  return rowsOf(own.map(([, question]) => question));
}

/** What the values of a draw are computed or drawn from. */
function outputNodes({ targets, imputed }: CheckedScenario): Node[] {
  return [
    ...targets.map((target) => target.node),
    ...imputed.flatMap(({ from }) => ("drawn" in from ? from.drawn.args : [from.latent])),
  ];
}
