/** Warnings about what is declared and changes nothing. */
import type { Node } from "../tensor/node.ts";
import type { Factor, Latent, Observation } from "./checked.ts";
import type { Diagnostic } from "./diagnostic.ts";
import { unusedLatent, unusedName } from "./diagnostics/roles.ts";
import type { Scope } from "./scope.ts";
import type { Source } from "./source.ts";

export function unusedNames(source: Source, scope: Scope): Diagnostic[] {
  return scope.unused().map(({ name, span }) => unusedName({ source, span }, name));
}

/**
 * Latents that no observation or factor depends on, directly or through the priors of others. Missing values of data may be
 * such: they are wanted for themselves.
 */
export function unusedLatents(
  source: Source,
  latents: readonly Latent[],
  observations: readonly Observation[],
  factors: readonly Factor[],
): Diagnostic[] {
  const reached = new Set<Node>();
  const reach = (nodes: readonly Node[]) => {
    const stack = [...nodes];
    for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
      if (reached.has(node)) continue;
      reached.add(node);
      stack.push(...node.inputs);
    }
  };
  for (const { value, likelihood } of observations) reach([value, ...likelihood.args]);
  for (const factor of factors) reach([factor.value.node]);
  // Latents of a loop may depend on each other in any order: until nothing new is reached.
  const waiting = new Set(latents);
  for (let isNew = true; isNew; ) {
    isNew = false;
    for (const latent of waiting) {
      if (!reached.has(latent.node) && latent.isMissing !== true) continue;
      waiting.delete(latent);
      reach(latent.prior.args);
      isNew = true;
    }
  }
  return [...waiting].map((latent) => unusedLatent({ source, span: latent.nameSpan }, latent.name));
}
