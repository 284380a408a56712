/** Distributions as plain data, so that a worker thread can make them again. */
import { combinators } from "./combinators/registry.ts";
import type { Distribution } from "./distribution.ts";
import { distributions } from "./registry.ts";

/** A name of the registry, or a combinator with its parts. */
export type Recipe =
  | string
  | { readonly combinator: string; readonly own: readonly string[]; readonly parts: readonly Recipe[] };

export function describe({ name, made }: Distribution): Recipe {
  if (made === undefined) return name;
  return { combinator: made.combinator, own: made.own, parts: made.parts.map(describe) };
}

/** The distribution that `describe` was given. */
export function rebuild(recipe: Recipe): Distribution {
  if (typeof recipe === "string") {
    const found = distributions.get(recipe);
    if (found === undefined) throw new Error(`there is no distribution ${recipe}`);
    return found;
  }
  const combinator = combinators.get(recipe.combinator);
  if (combinator === undefined) throw new Error(`there is no combinator ${recipe.combinator}`);
  return combinator.build(recipe.parts.map(rebuild), recipe.own);
}
