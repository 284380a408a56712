/** The summands of a log density: one for each statement, each still an array over its independent repeats. */
import type { CheckedScenario } from "../language/checked.ts";
import type { Span } from "../language/source.ts";
import { concat, neg, reshape } from "../tensor/build.ts";
import { type Node, sizeOf } from "../tensor/node.ts";
import type { Binding, Layout } from "./layout.ts";

export interface Term {
  readonly kind: "prior" | "likelihood";
  /** Unreduced: the log density is the sum of the elements. */
  readonly node: Node;
  readonly span: Span;
  /** The statement as written. */
  readonly statement: string;
}

/** An array whose sum is that of one less that of another. */
function less(density: Node, counted: Node): Node {
  return concat([reshape(density, [sizeOf(density.shape)]), neg(reshape(counted, [sizeOf(counted.shape)]))], 0);
}

/** All terms over the inputs of a binding: priors with their Jacobians (if the binding has any), observations, factors. */
export function termsOf(scenario: CheckedScenario, layout: Layout, binding: Binding): Term[] {
  const terms: Term[] = [];
  const add = (kind: Term["kind"], node: Node, span: Span) => {
    const statement = scenario.source.text.slice(span.start, span.end);
    terms.push({ kind, node: binding.bind([node])[0], span, statement });
  };
  layout.slots.forEach(({ latent }, i) => {
    const { distribution, args } = latent.prior;
    add("prior", distribution.logDensity(latent.node, args), latent.span);
    const jacobian = binding.jacobians[i];
    if (jacobian !== undefined) add("prior", jacobian, latent.span);
  });
  for (const { value, likelihood, span, partial } of scenario.observations) {
    const density = likelihood.distribution.logDensity(value, likelihood.args);
    add("likelihood", partial === undefined ? density : less(density, partial.counted), span);
  }
  for (const { value, span } of scenario.factors) add("likelihood", value.node, span);
  return terms;
}
