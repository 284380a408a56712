/** The optimisers by the name in `optimizer = adam(..)`. */
import { adam } from "./adam.ts";
import type { Optimiser } from "./optimiser.ts";
import { sgd } from "./sgd.ts";

export const optimisers: ReadonlyMap<string, Optimiser> = new Map(
  [adam, sgd].map((optimiser) => [optimiser.name, optimiser]),
);

/** @throws Error for a name that the checker has let through by mistake */
export function optimiserNamed(name: string): Optimiser {
  const optimiser = optimisers.get(name);
  if (optimiser === undefined) throw new Error(`there is no optimiser ${name}`);
  return optimiser;
}
