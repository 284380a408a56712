/** The summands of a log density over the inputs of a binding: statements, Jacobians, and what summing out discrete latents leaves. */
import type { CheckedScenario, Latent } from "../language/checked.ts";
import type { Node } from "../tensor/node.ts";
import { substitute } from "../tensor/passes/substitute.ts";
import { summedTerms } from "./discrete/summed-terms.ts";
import type { Binding, Layout } from "./layout.ts";
import type { Term } from "./statement-terms.ts";

export type { Term } from "./statement-terms.ts";

/**
 * All terms over the inputs of a binding: priors with their Jacobians and penalties (if the binding has any), observations, factors; discrete
 * latents are summed out where they can be.
 * @param fixed discrete latents that the binding gives values to instead
 */
export function termsOf(
  scenario: CheckedScenario,
  layout: Layout,
  binding: Binding,
  fixed: ReadonlySet<Latent> = new Set(),
): Term[] {
  const terms: Term[] = [];
  const bounds = new Map(binding.bound.map((bound) => [bound.slot.latent, bound]));
  const addBounds = (latent: Latent) => {
    const bound = bounds.get(latent);
    bounds.delete(latent);
    const statement = scenario.source.text.slice(latent.span.start, latent.span.end);
    for (const node of [bound?.jacobian, bound?.penalty]) {
      if (node !== undefined) terms.push({ kind: "prior", node, span: latent.span, statement });
    }
  };
  for (const { latent, ...term } of summedTerms(scenario, fixed)) {
    const inside = latent && bounds.get(latent)?.inside;
    const node = latent && inside ? substituteLatent(term.node, latent, inside) : term.node;
    terms.push({ ...term, node: binding.bind([node])[0] });
    if (latent !== undefined) addBounds(latent);
  }
  // Priors that were summed over have no term of their own any more, their transforms still have.
  for (const { latent } of layout.slots) addBounds(latent);
  return terms;
}

function substituteLatent(node: Node, latent: Latent, value: Node): Node {
  return substitute([node], (each) => (each === latent.node ? value : undefined))[0];
}
