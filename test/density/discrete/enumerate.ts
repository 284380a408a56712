/** Brute force: a density and its conditionals by going through all values of all discrete latents. */
import { statementTerms } from "../../../src/density/statement-terms.ts";
import type { CheckedScenario } from "../../../src/language/checked.ts";
import { constant } from "../../../src/tensor/build.ts";
import { evaluate } from "../../../src/tensor/evaluate.ts";
import { type Node, sizeOf } from "../../../src/tensor/node.ts";
import { substitute } from "../../../src/tensor/passes/substitute.ts";

export interface Enumeration {
  /** Every combination of values of the discrete latents' elements, in the order of the latents. */
  readonly combinations: readonly Float64Array[];
  /** log p of each with the prior terms only, and with all. */
  readonly logPriors: Float64Array;
  readonly logJoints: Float64Array;
}

/** @param values of the continuous latents, by name */
export function enumerateStates(
  scenario: CheckedScenario,
  values: Readonly<Record<string, readonly number[]>>,
): Enumeration {
  const discrete = scenario.latents.filter((latent) => latent.prior.distribution.discrete);
  const terms = statementTerms(scenario);
  const ranges = discrete.flatMap(({ states, name }) => {
    if (states === undefined) throw new Error(`${name} has no bounds`);
    return Array.from(states.count, (count, i) => ({ count, lower: states.lower[i] }));
  });
  const total = ranges.reduce((n, { count }) => n * count, 1);
  const combinations: Float64Array[] = [];
  const logPriors = new Float64Array(total);
  const logJoints = new Float64Array(total);
  for (let c = 0; c < total; c++) {
    let rest = c;
    const combination = Float64Array.from(ranges, ({ count, lower }) => {
      const value = lower + (rest % count);
      rest = Math.floor(rest / count);
      return value;
    });
    combinations.push(combination);
    const known = new Map<Node, Node>();
    let offset = 0;
    for (const latent of scenario.latents) {
      const { node, name } = latent;
      const size = sizeOf(node.shape);
      if (latent.prior.distribution.discrete) {
        known.set(node, constant(combination.slice(offset, offset + size), node.shape));
        offset += size;
      } else known.set(node, constant(values[name], node.shape));
    }
    const nodes = substitute(
      terms.map((term) => term.node),
      (node) => known.get(node),
    );
    evaluate(nodes, {}).forEach((elements, i) => {
      const sum = elements.reduce((a, b) => a + b, 0);
      logJoints[c] += sum;
      if (terms[i].kind === "prior") logPriors[c] += sum;
    });
  }
  return { combinations, logPriors, logJoints };
}

export function logSumExp(x: ArrayLike<number>): number {
  const most = Math.max(...Array.from(x));
  return most + Math.log(Array.from(x).reduce((sum, each) => sum + Math.exp(each - most), 0));
}
