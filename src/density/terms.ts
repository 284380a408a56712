/** The summands of a log density over the inputs of a binding: statements, Jacobians, and what summing out discrete latents leaves. */
import type { CheckedScenario, Latent } from "../language/checked.ts";
import { summedTerms } from "./discrete/summed-terms.ts";
import type { Binding, Layout } from "./layout.ts";
import type { Term } from "./statement-terms.ts";

export type { Term } from "./statement-terms.ts";

/**
 * All terms over the inputs of a binding: priors with their Jacobians (if the binding has any), observations, factors; discrete
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
  const jacobians = new Map(binding.bound.map(({ slot, jacobian }) => [slot.latent, jacobian]));
  const addJacobian = (latent: Latent) => {
    const node = jacobians.get(latent);
    jacobians.delete(latent);
    if (node === undefined) return;
    const statement = scenario.source.text.slice(latent.span.start, latent.span.end);
    terms.push({ kind: "prior", node, span: latent.span, statement });
  };
  for (const { latent, ...term } of summedTerms(scenario, fixed)) {
    terms.push({ ...term, node: binding.bind([term.node])[0] });
    if (latent !== undefined) addJacobian(latent);
  }
  // Priors that were summed over have no term of their own any more, their transforms still have.
  for (const { latent } of layout.slots) addJacobian(latent);
  return terms;
}
